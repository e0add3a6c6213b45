"""One deed for several conversations of the desk's list. Rules: docs/api.md."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.store.bell import DESK
from bot.usecases.bulk import Outcome, do_to_all
from bot.web.app import services
from bot.web.body import json_object
from bot.web.saying import told_message
from bot.web.sign_in import SignedIn, for_agents

desk_bulk = Blueprint("desk_bulk", url_prefix="/api/desk")


@desk_bulk.post("/bulk")
@for_agents
async def bulk(request: Request, who: SignedIn) -> HTTPResponse:
    """Always 200 once the request itself is understood; what became of each conversation stands in the answer."""
    service = services(request)
    body = json_object(request)
    done = await service.run(
        do_to_all,
        service.store,
        service.bell,
        service.rules,
        body.get("action"),
        body.get("ids"),
        body,
        who.agent,
        service.now(),
    )
    for one in done:
        if not one.code:
            service.hub.changed(one.id)
    service.hub.changed(DESK)
    return json({"outcomes": [_shown(one) for one in done]})


def _shown(one: Outcome) -> dict[str, Any]:
    if not one.code:
        return {"id": one.id, "done": True}
    error = {"code": one.code, "message": told_message(one.message)}
    return {"id": one.id, "done": False, "error": {**error, **({"holder": one.holder} if one.holder else {})}}
