"""What team leads may do with conversations of others, and what agents hear of it. Rules: docs/api.md."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from bot.store import people
from bot.usecases import supervising
from bot.usecases.lead_words import put_away
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import changed, known_shape
from bot.web.services import Services
from bot.web.sign_in import SignedIn, for_agents, for_roles

desk_supervising = Blueprint("desk_supervising", url_prefix="/api/desk")
for_leads = for_roles(*people.LEADS)


@desk_supervising.get("/team")
@for_leads
async def team(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json({"team": await service.run(supervising.team, service.store, service.now())})


@desk_supervising.put("/conversations/<conversation_id:str>/whispers/<client_id:str>")
@for_leads
async def whisper(request: Request, who: SignedIn, conversation_id: str, client_id: str) -> HTTPResponse:
    service = services(request)
    conversation_id = known_shape(conversation_id)
    body = json_object(request)
    repeated = await service.run(
        supervising.whisper,
        service.store,
        service.bell,
        conversation_id,
        who.agent,
        client_id,
        body.get("text"),
        service.now(),
        body.get("owner"),
    )
    changed(service, conversation_id)
    return json({"repeated": repeated}, status=200 if repeated else 201)


@desk_supervising.post("/conversations/<conversation_id:str>/take-over")
@for_leads
async def take_over(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    conversation_id, body = known_shape(conversation_id), json_object(request)
    await service.run(
        supervising.take_over,
        service.store,
        service.bell,
        service.rules,
        conversation_id,
        who.agent,
        body.get("reason"),
        service.now(),
        body.get("owner"),
    )
    _no_longer_typing(service, conversation_id)
    return json({"owner": who.owner})


@desk_supervising.post("/conversations/<conversation_id:str>/reassign")
@for_leads
async def reassign(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    """`to` is a person's number, or "queue"."""
    service, body = services(request), json_object(request)
    conversation_id, to, reason = known_shape(conversation_id), body.get("to"), body.get("reason")
    rules, now, seen = service.rules, service.now(), body.get("owner")
    if to == "queue":
        await service.run(
            supervising.send_back, service.store, service.bell, rules, conversation_id, who.agent, reason, now, seen
        )
        owner, name = "queue", None
    elif isinstance(to, int) and not isinstance(to, bool) and 0 < to < 2**31:
        name = await service.run(
            supervising.reassign, service.store, service.bell, rules, conversation_id, who.agent, to, reason, now, seen
        )
        owner = f"agent:{to}"
    else:
        raise Refused("bad_value", 'to must be the number of an agent, or "queue".', 400)
    _no_longer_typing(service, conversation_id)
    return json({"owner": owner, "holder": name})


@desk_supervising.put("/words/<word_id:int>/read")
@for_agents
async def word_read(request: Request, who: SignedIn, word_id: int) -> HTTPResponse:
    service = services(request)
    if not 0 < word_id < 2**31:
        raise Refused("unknown_word", "There is no such word of a team lead for you. Reload the page.", 404)
    await service.run(put_away, service.store, word_id, who.agent, service.now())
    service.hub.changed("desk")
    return empty()


def _no_longer_typing(service: Services, conversation_id: str) -> None:
    """Whoever was typing has it no more."""
    service.hub.set_typing(conversation_id, "agent", 0.0)
    changed(service, conversation_id)
