"""From the desk to the knowledge base: an agent's reply becomes a draft. Rules: docs/api.md."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.masking import masked
from bot.core.text import clean
from bot.usecases.proposing import Proposal, nearest, propose, reply_to_propose
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import known_shape
from bot.web.knowledge_access import editor, room, why
from bot.web.sign_in import SignedIn, for_agents

desk_proposals = Blueprint("desk_proposals", url_prefix="/api/desk")


@desk_proposals.get("/conversations/<conversation_id:str>/replies/<seq:int>/proposal")
@for_agents
async def begin(request: Request, _who: SignedIn, conversation_id: str, seq: int) -> HTTPResponse:
    service = services(request)
    return json(await service.run(reply_to_propose, service.store, known_shape(conversation_id), seq))


@desk_proposals.post("/nearest")
@for_agents
async def nearest_articles(request: Request, _who: SignedIn) -> HTTPResponse:
    """Takes seconds when it is the first question of this process: the encoders are loaded for it."""
    service, body = services(request), json_object(request)
    text = masked(clean(body.get("text"), 500))
    found = await service.run(nearest, service.store, room(request).rank, text, _text(body, "language") or "zh")
    return json({"nearest": found})


@desk_proposals.post("/conversations/<conversation_id:str>/replies/<seq:int>/proposal")
@for_agents
async def hand_in(request: Request, who: SignedIn, conversation_id: str, seq: int) -> HTTPResponse:
    service, body = services(request), json_object(request)
    questions = body.get("questions")
    if not isinstance(questions, list) or not all(isinstance(one, str) for one in questions) or len(questions) > 20:
        raise Refused("bad_value", "`questions` must be a list of at most 20 texts.", 400)
    new = Proposal(
        known_shape(conversation_id), seq, [one for one in questions if one.strip()], _text(body, "reply"),
        _text(body, "language"), _text(body, "article") or None, _text(body, "topic"), why(body),
    )  # fmt: skip
    done = await service.run(propose, service.store, new, editor(request, who), service.now())
    service.hub.changed(new.conversation_id)
    return json(done, status=200 if done["kind"] == "repeated" else 201)


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise Refused("bad_value", f"`{name}` must be a text.", 400)
    return value.strip()
