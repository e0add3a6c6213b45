"""The way of an article to customers and back: the gate, review, publishing, archiving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.usecases import editing, reviewing
from bot.usecases.editor import Editor
from bot.usecases.receive import Refused
from bot.usecases.regression import recently_asked
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_access import etag, for_right, room, versioned, why

knowledge_release = Blueprint("knowledge_release", url_prefix="/api/knowledge")


@knowledge_release.post("/articles/<article_id:str>/<language:str>/check")
@for_right(Right.READ)
async def check(request: Request, _mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    content = body.get("content")
    if content is not None:
        made = editing.article_of(article_id, language, content)
    else:
        made = await service.run(editing.to_publish, service.store, article_id, language)
    return json(await _gate(request, made))


async def _gate(request: Request, made: Any, published: bool = True) -> dict[str, Any]:
    service = services(request)
    asked = await service.run(recently_asked, service.store, service.now())
    return await service.run(room(request).gate, made, asked, published)


@knowledge_release.post("/articles/<article_id:str>/<language:str>/publish")
@for_right(Right.PUBLISH)
async def publish(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    made = await service.run(editing.to_publish, service.store, article_id, language, mine)
    gate = await _gate(request, made)
    override = override_of(body, gate, mine)
    version, number = await service.run(
        editing.publish, service.store, service.bell, article_id, language, mine, why(body), etag(request),
        service.now(), override=override,
    )  # fmt: skip
    return versioned(version, gate=gate, number=number)


@knowledge_release.post("/articles/<article_id:str>/<language:str>/submit")
@for_right(Right.WRITE)
async def submit(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    version = await service.run(
        reviewing.submit, service.store, article_id, language, mine, why(body, "note"), etag(request), service.now()
    )
    return versioned(version)


@knowledge_release.post("/articles/<article_id:str>/<language:str>/return")
@for_right(Right.PUBLISH)
async def send_back(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    version = await service.run(
        reviewing.send_back, service.store, article_id, language, mine, why(body, "note"), etag(request), service.now()
    )
    return versioned(version)


@knowledge_release.post("/articles/<article_id:str>/<language:str>/archive")
@for_right(Right.PUBLISH)
async def archive(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    made = await service.run(editing.to_publish, service.store, article_id, language)
    gate = await _gate(request, made, published=False)
    override = override_of(body, gate, mine)
    version, number = await service.run(
        editing.archive, service.store, service.bell, article_id, language, mine, why(body), etag(request),
        service.now(), override=override,
    )  # fmt: skip
    return versioned(version, gate=gate, number=number)


class Blocked(Refused):
    """409: questions that are answered now would not be any more."""

    def __init__(self, gate: Mapping[str, Any]) -> None:
        super().__init__(
            "gate",
            Sentence(
                "{count} question(s) would get another answer than they must. Look at the list.",
                count=len(gate["failing"]),
            ),
            409,
        )
        self.more = {"gate": dict(gate)}


def override_of(body: Mapping[str, Any], gate: Mapping[str, Any], mine: Editor) -> str | None:
    reason = body.get("override")
    if not gate["blocks"]:
        return None
    if not reason:
        raise Blocked(gate)
    mine.needs(Right.OVERRIDE)
    if not isinstance(reason, str) or not reason.strip():
        raise Refused("bad_override", "Say why in `override`.", 400)
    return reason.strip()[:500]
