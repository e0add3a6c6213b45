"""Trying questions out, and the questions that must go on being answered."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.masking import masked
from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.core.text import clean
from bot.core.wording import wording_of
from bot.knowledge.article import CHANNELS
from bot.usecases import editing, teaching
from bot.usecases.editor import Editor
from bot.usecases.receive import Refused
from bot.usecases.regression import ask_for, drop_question, questions
from bot.usecases.teaching import taught
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_access import for_right, room, versioned
from bot.web.markdown import safe_html

knowledge_trying = Blueprint("knowledge_trying", url_prefix="/api/knowledge")


class Personal(Refused):
    """422: the question holds somebody's data or the mask of it; `wording` is the same without."""

    def __init__(self, wording: str) -> None:
        super().__init__(
            "personal", Sentence("Write it without personal data, for example: {wording}", wording=wording), 422
        )
        self.more = {"wording": wording}


@knowledge_trying.post("/try")
@for_right(Right.READ)
async def try_it(request: Request, _mine: Editor) -> HTTPResponse:
    service, body = services(request), json_object(request)
    text, draft = clean(body.get("text")), body.get("draft")
    made = None
    if draft is not None:
        if not isinstance(draft, dict):
            raise Refused("bad_draft", "`draft` must be an object with id, language and content.", 400)
        made = editing.article_of(str(draft.get("id") or ""), str(draft.get("language") or ""), draft.get("content"))
    channel = body.get("channel")
    if channel is not None and channel not in CHANNELS:
        raise Refused(
            "bad_channel", Sentence("`channel` must be one of {names}, or null.", names=", ".join(CHANNELS)), 400
        )
    found = await service.run(room(request).try_it, text, made, channel)
    # What teaching these words would add: shown before it is done.
    found["wording"] = wording_of(masked(text))
    found["shown"]["html"] = safe_html(found["shown"]["text"])
    return json(found)


@knowledge_trying.post("/teach")
@for_right(Right.PROPOSE)
async def teach(request: Request, mine: Editor) -> HTTPResponse:
    service, body = services(request), json_object(request)
    text, article_id, language = (
        taught(clean(body.get("text"), 500)),
        str(body.get("id") or ""),
        str(body.get("language") or ""),
    )
    done = await service.run(teaching.teach, service.store, text, article_id, language, mine, service.now())
    return versioned(done.version, problems=done.problems, variant=done.variant, regression=done.question, text=text)


@knowledge_trying.get("/regression")
@for_right(Right.READ)
async def list_questions(request: Request, _mine: Editor) -> HTTPResponse:
    service = services(request)
    return json({"questions": await service.run(questions, service.store)})


@knowledge_trying.post("/regression")
@for_right(Right.PROPOSE)
async def new_question(request: Request, mine: Editor) -> HTTPResponse:
    service, body = services(request), json_object(request)
    question = clean(body.get("question"), 500)
    if wording_of(masked(question)) != " ".join(question.split()):
        raise Personal(taught(question))
    done = await service.run(
        ask_for, service.store, question, str(body.get("language") or ""), str(body.get("article") or ""), mine,
        service.now(),
    )  # fmt: skip
    return json({"questions": await service.run(questions, service.store), "regression": done}, status=201)


@knowledge_trying.delete("/regression/<number:int>")
@for_right(Right.PROPOSE)
async def forget_question(request: Request, mine: Editor, number: int) -> HTTPResponse:
    service = services(request)
    await service.run(drop_question, service.store, number, mine, service.now())
    return json({"questions": await service.run(questions, service.store)})
