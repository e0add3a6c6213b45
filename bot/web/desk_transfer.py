"""Passing a conversation on to a colleague or back to the queue, and the colleagues to choose from. Rules: docs/api.md."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.words import QUEUE
from bot.usecases.colleagues import colleagues
from bot.usecases.receive import Refused
from bot.usecases.transferring import transfer
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import changed, known_shape
from bot.web.sign_in import SignedIn, for_agents
from bot.web.sse import HIGHEST

desk_transfer = Blueprint("desk_transfer", url_prefix="/api/desk")


@desk_transfer.get("/colleagues")
@for_agents
async def list_colleagues(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json({"colleagues": await service.run(colleagues, service.store, who.id, service.now())})


@desk_transfer.post("/conversations/<conversation_id:str>/transfer")
@for_agents
async def pass_on(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    body = json_object(request)
    to, insist = body.get("to"), body.get("insist", False)
    is_number = isinstance(to, int) and not isinstance(to, bool) and 0 < to <= HIGHEST
    if to != QUEUE and not is_number:
        raise Refused("bad_value", "`to` must be the id of a colleague, or queue.", 400)
    if not isinstance(insist, bool):
        raise Refused("bad_value", "`insist` must be true or false.", 400)
    owner = await service.run(
        transfer,
        service.store,
        service.bell,
        service.rules,
        known_shape(conversation_id),
        who.agent,
        None if to == QUEUE else to,
        body.get("note"),
        service.now(),
        insist=insist,
    )
    service.hub.set_typing(conversation_id, "agent", 0.0)
    changed(service, conversation_id)
    return json({"owner": owner})
