"""The API of the desk's left pane: the lists, and how far each agent has read."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.store.bell import DESK
from bot.usecases.desk_lists import desk_list
from bot.usecases.read_marks import mark_seen
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import known_shape
from bot.web.sign_in import SignedIn, for_agents
from bot.web.sse import HIGHEST

desk_lists_api = Blueprint("desk_lists_api", url_prefix="/api/desk")


@desk_lists_api.get("/conversations")
@for_agents
async def lists(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(await service.run(desk_list, service.store, service.now(), who.id))


@desk_lists_api.put("/conversations/<conversation_id:str>/seen")
@for_agents
async def seen(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    seq = json_object(request).get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq <= HIGHEST:
        raise Refused("bad_value", f"seq must be a whole number from 0 to {HIGHEST}.", 400)
    service = services(request)
    if await service.run(mark_seen, service.store, known_shape(conversation_id), who.id, seq):
        # The same person's other windows count anew.
        service.hub.changed(DESK)
    return json({"seq": seq})
