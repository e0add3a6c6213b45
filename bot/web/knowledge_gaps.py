"""What customers asked in vain, and how each article is used."""

from __future__ import annotations

from functools import partial

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.rights import Right
from bot.usecases import article_use, gaps
from bot.usecases.editor import Editor
from bot.usecases.receive import Refused
from bot.usecases.vectors import shared_vectors
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_access import for_right, room, why
from bot.web.sse import whole_number

knowledge_gaps = Blueprint("knowledge_gaps", url_prefix="/api/knowledge")


@knowledge_gaps.get("/gaps")
@for_right(Right.READ)
async def list_gaps(request: Request, _mine: Editor) -> HTTPResponse:
    service = services(request)
    days = whole_number(request.args.get("days"), "days", 30, 365) or 30
    find = partial(
        gaps.find_gaps, service.store, shared_vectors(service.store), room(request).rank, days, service.now(),
        (request.args.get("language") or "")[:2] or None,
    )  # fmt: skip
    return json(await service.run(find))


@knowledge_gaps.post("/gaps/ignore")
@for_right(Right.WRITE)
async def ignore_gap(request: Request, mine: Editor) -> HTTPResponse:
    service, body = services(request), json_object(request)
    texts = body.get("texts")
    if not isinstance(texts, list) or not texts or not all(isinstance(one, str) for one in texts):
        raise Refused("bad_value", "`texts` must be a list of questions.", 400)
    await service.run(gaps.ignore, service.store, texts[:500], why(body), mine.who, service.now())
    return json({"ignored": len(texts)})


@knowledge_gaps.get("/use")
@for_right(Right.READ)
async def use(request: Request, _mine: Editor) -> HTTPResponse:
    service = services(request)
    days = whole_number(request.args.get("days"), "days", 90, 3650) or 90
    return json(await service.run(article_use.use_of_articles, service.store, days, service.now()))
