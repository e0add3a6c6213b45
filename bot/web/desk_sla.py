"""Service levels at the desk: the table of targets, how they were kept, and a promise kept by phone. Rules: docs/api.md."""

from __future__ import annotations

from dataclasses import asdict

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.usecases.level_room import change_levels, levels_room
from bot.usecases.sla_alarms import called_back
from bot.usecases.sla_report import levels_kept
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import changed, known_shape
from bot.web.sign_in import SignedIn, for_agents, for_roles
from bot.web.sse import whole_number

desk_sla = Blueprint("desk_sla", url_prefix="/api/desk")
USUAL_DAYS = 28
LEADS = ("manager", "admin")


@desk_sla.get("/service-levels")
@for_roles(*LEADS)
async def show(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(await service.run(levels_room, service.store))


@desk_sla.put("/service-levels")
@for_roles(*LEADS)
async def change(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    body = json_object(request)
    return json(
        await service.run(
            change_levels, service.store, who.agent, body.get("version"), body.get("changes"), service.now()
        )
    )


@desk_sla.get("/sla")
@for_roles(*LEADS)
async def kept(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    days = max(1, whole_number(request.args.get("days"), "days", USUAL_DAYS, 366))
    found = await service.run(levels_kept, service.store, days, service.now())
    return json({"days": days, "clocks": {name: asdict(one) for name, one in found.items()}})


@desk_sla.post("/conversations/<conversation_id:str>/called-back")
@for_agents
async def reached(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    conversation_id = known_shape(conversation_id)
    kept = await service.run(
        called_back, service.store, service.bell, service.rules, conversation_id, who.agent, service.now()
    )
    changed(service, conversation_id)
    return json({"promises": kept})
