"""How well the promised waits are kept, for those who answer for the team. Rules: docs/api.md."""

from __future__ import annotations

from dataclasses import asdict

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.usecases.promised_waits import promises_kept
from bot.web.app import services
from bot.web.sign_in import SignedIn, for_roles
from bot.web.sse import whole_number

desk_waits = Blueprint("desk_waits", url_prefix="/api/desk")
USUAL_DAYS = 28


@desk_waits.get("/waits")
@for_roles("manager", "admin")
async def waits(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    days = max(1, whole_number(request.args.get("days"), "days", USUAL_DAYS, 366))
    found = await service.run(promises_kept, service.store, days, service.now())
    return json({"days": days, **asdict(found)})
