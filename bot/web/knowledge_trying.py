"""Trying questions out, and the questions that must go on being answered."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.masking import masked
from bot.core.text import clean
from bot.core.wording import wording_of
from bot.usecases import editing
from bot.usecases.receive import Refused
from bot.usecases.regression import add_question, drop_question, questions
from bot.usecases.teaching import taught
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_access import editor, for_editors, room, versioned
from bot.web.markdown import safe_html
from bot.web.sign_in import SignedIn

knowledge_trying = Blueprint("knowledge_trying", url_prefix="/api/knowledge")


class Personal(Refused):
    """422: the question holds somebody's data or the mask of it; `wording` is the same without."""

    def __init__(self, wording: str) -> None:
        super().__init__("personal", f"Write it without personal data, for example: {wording}", 422)
        self.more = {"wording": wording}


@knowledge_trying.post("/try")
@for_editors
async def try_it(request: Request, _who: SignedIn) -> HTTPResponse:
    service, body = services(request), json_object(request)
    text, draft = clean(body.get("text")), body.get("draft")
    made = None
    if draft is not None:
        if not isinstance(draft, dict):
            raise Refused("bad_draft", "`draft` must be an object with id, language and content.", 400)
        made = editing.article_of(str(draft.get("id") or ""), str(draft.get("language") or ""), draft.get("content"))
    found = await service.run(room(request).try_it, text, made)
    # What teaching these words would add: shown before it is done.
    found["wording"] = wording_of(masked(text))
    found["shown"]["html"] = safe_html(found["shown"]["text"])
    return json(found)


@knowledge_trying.post("/teach")
@for_editors
async def teach(request: Request, who: SignedIn) -> HTTPResponse:
    """ "This should have been article X": its draft learns the wording, and the gate asks it from now on."""
    service, body = services(request), json_object(request)
    text, article_id, language = (
        taught(clean(body.get("text"), 500)),
        str(body.get("id") or ""),
        str(body.get("language") or ""),
    )
    version, problems = await service.run(
        editing.add_variant, service.store, article_id, language, text, editor(who), service.now()
    )
    await service.run(add_question, service.store, text, language, article_id, "editor", editor(who).who, service.now())
    return versioned(version, problems=problems, regression=True, text=text)


@knowledge_trying.get("/regression")
@for_editors
async def list_questions(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json({"questions": await service.run(questions, service.store)})


@knowledge_trying.post("/regression")
@for_editors
async def new_question(request: Request, who: SignedIn) -> HTTPResponse:
    service, body = services(request), json_object(request)
    editing.needs(editor(who).may_write)
    question = clean(body.get("question"), 500)
    if wording_of(masked(question)) != " ".join(question.split()):
        raise Personal(taught(question))
    await service.run(
        add_question, service.store, question, str(body.get("language") or ""),
        str(body.get("article") or ""), "editor", editor(who).who, service.now(),
    )  # fmt: skip
    return json({"questions": await service.run(questions, service.store)}, status=201)


@knowledge_trying.delete("/regression/<number:int>")
@for_editors
async def forget_question(request: Request, who: SignedIn, number: int) -> HTTPResponse:
    service = services(request)
    editing.needs(editor(who).may_write)
    await service.run(drop_question, service.store, number, editor(who).login, service.now())
    return json({"questions": await service.run(questions, service.store)})
