"""The knowledge editors' API: the shelf, one article, the gate, trying out. Rules: docs/api.md."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.text import clean
from bot.store import articles
from bot.store.database import Store
from bot.usecases import article_use, editing, gaps, shelf
from bot.usecases.editing import Editor
from bot.usecases.knowledge_room import KnowledgeRoom
from bot.usecases.receive import Refused
from bot.usecases.regression import add_question, drop_question, questions, recently_asked
from bot.usecases.vectors import shared_vectors
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_files import knowledge_files
from bot.web.markdown import safe_html
from bot.web.sign_in import SignedIn, for_roles
from bot.web.sse import whole_number

knowledge_api = Blueprint("knowledge_api", url_prefix="/api/knowledge")
for_editors = for_roles("agent", "editor", "manager", "admin")
DAY = 86400.0


@knowledge_api.before_server_start
async def begin(app: Any) -> None:
    store: Store = app.ctx.services.store
    app.ctx.knowledge_room = KnowledgeRoom(store, shared_vectors(store), _Judge(store))


class _Judge:
    """Triage for the try-it box, loaded when it is first asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._model: Any = None

    def __call__(self, text: str) -> dict[str, Any]:
        if self._model is None:
            from bot.settings import PROJECT
            from bot.triage.stepwise import StepwiseTriage

            self._model = StepwiseTriage.load(PROJECT / "data" / "triage", shared_vectors(self._store))
        found = self._model.judge(text)
        return {"urgency": found.urgency.level, "nature": found.nature.level, "wants_person": found.wants_person}


def room(request: Request) -> KnowledgeRoom:
    return request.app.ctx.knowledge_room  # type: ignore[no-any-return]


def editor(who: SignedIn) -> Editor:
    return Editor(who.login, who.name, who.role)


def _etag(request: Request) -> str:
    return (request.headers.get("if-match") or "").strip().strip('"')


def _why(body: Mapping[str, Any]) -> str:
    why = body.get("why") or ""
    if not isinstance(why, str) or len(why) > 500:
        raise Refused("bad_why", "`why` must be a text of at most 500 characters.", 400)
    return why.strip()


@knowledge_api.get("/me")
@for_editors
async def me(request: Request, who: SignedIn) -> HTTPResponse:
    service, mine = services(request), editor(who)

    def look(store: Store) -> tuple[int, list[str]]:
        with store.read() as tx:
            return articles.version(tx), sorted({row.topic for row in articles.all_of(tx)})

    version, topics = await service.run(look, service.store)
    return json(
        {
            "user": {"id": who.id, "login": who.login, "name": who.name, "role": who.role},
            "may": {"write": mine.may_write, "publish": mine.may_write, "override": mine.may_override},
            "languages": list(editing.LANGUAGES),
            "topics": topics,
            "version": version,
        }
    )


@knowledge_api.get("/articles")
@for_editors
async def list_articles(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    asked = {name: (request.args.get(name) or "")[:200] for name in ("language", "topic", "status")}
    after = whole_number(request.args.get("after"), "after", 0)
    use = await service.run(article_use.use_of_articles, service.store, 90, service.now())
    by_id = {one["id"]: one for one in use["articles"]}
    found = await service.run(
        shelf.listed, service.store, (request.args.get("q") or "")[:200], **asked, after=after, use=by_id
    )
    return json(found)


@knowledge_api.get("/articles/<article_id:str>")
@for_editors
async def one_article(request: Request, _who: SignedIn, article_id: str) -> HTTPResponse:
    service = services(request)
    return json(await service.run(editing.versions, service.store, article_id))


@knowledge_api.put("/articles/<article_id:str>/<language:str>")
@for_editors
async def save(request: Request, who: SignedIn, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request)
    version, problems = await service.run(
        editing.save_draft, service.store, article_id, language, body.get("content"), editor(who), _why(body),
        _etag(request), service.now(),
    )  # fmt: skip
    return _versioned(version, problems=problems)


@knowledge_api.delete("/articles/<article_id:str>/<language:str>/draft")
@for_editors
async def discard(request: Request, who: SignedIn, article_id: str, language: str) -> HTTPResponse:
    service = services(request)
    version = await service.run(
        editing.discard, service.store, article_id, language, editor(who), _etag(request), service.now()
    )
    return _versioned(version)


@knowledge_api.post("/articles/<article_id:str>/<language:str>/check")
@for_editors
async def check(request: Request, _who: SignedIn, article_id: str, language: str) -> HTTPResponse:
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


@knowledge_api.post("/articles/<article_id:str>/<language:str>/publish")
@for_editors
async def publish(request: Request, who: SignedIn, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    mine = editor(who)
    editing.needs(mine.may_write)
    made = await service.run(editing.to_publish, service.store, article_id, language)
    gate = await _gate(request, made)
    override = _override(body, gate, mine)
    version, number = await service.run(
        editing.publish, service.store, service.bell, article_id, language, mine, _why(body), _etag(request),
        service.now(), override=override,
    )  # fmt: skip
    return _versioned(version, gate=gate, number=number)


@knowledge_api.post("/articles/<article_id:str>/<language:str>/archive")
@for_editors
async def archive(request: Request, who: SignedIn, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request, optional=True)
    mine = editor(who)
    editing.needs(mine.may_write)
    made = await service.run(editing.to_publish, service.store, article_id, language)
    gate = await _gate(request, made, published=False)
    override = _override(body, gate, mine)
    version, number = await service.run(
        editing.archive, service.store, service.bell, article_id, language, mine, _why(body), _etag(request),
        service.now(), override=override,
    )  # fmt: skip
    return _versioned(version, gate=gate, number=number)


class Blocked(Refused):
    """409: questions that are answered now would not be any more."""

    def __init__(self, gate: Mapping[str, Any]) -> None:
        count = len(gate["failing"])
        super().__init__("gate", f"{count} question(s) would get another answer than they must. Look at the list.", 409)
        self.more = {"gate": dict(gate)}


def _override(body: Mapping[str, Any], gate: Mapping[str, Any], mine: Editor) -> str | None:
    reason = body.get("override")
    if not gate["blocks"]:
        return None
    if not reason:
        raise Blocked(gate)
    if not mine.may_override:
        raise Refused("forbidden", "Only a manager may publish over failing questions.", 403)
    if not isinstance(reason, str) or not reason.strip():
        raise Refused("bad_override", "Say why in `override`.", 400)
    return reason.strip()[:500]


@knowledge_api.get("/articles/<article_id:str>/<language:str>/history")
@for_editors
async def history(request: Request, _who: SignedIn, article_id: str, language: str) -> HTTPResponse:
    service = services(request)
    return json({"revisions": await service.run(shelf.history, service.store, article_id, language)})


@knowledge_api.get("/articles/<article_id:str>/<language:str>/history/<number:int>")
@for_editors
async def revision(request: Request, _who: SignedIn, article_id: str, language: str, number: int) -> HTTPResponse:
    service = services(request)
    return json(await service.run(shelf.revision, service.store, article_id, language, number))


@knowledge_api.post("/articles/<article_id:str>/<language:str>/restore")
@for_editors
async def restore(request: Request, who: SignedIn, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request)
    number = body.get("n")
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused("bad_value", "`n` must be the number of a revision.", 400)
    version = await service.run(
        editing.restore, service.store, article_id, language, number, editor(who), _why(body), _etag(request),
        service.now(),
    )  # fmt: skip
    return _versioned(version)


@knowledge_api.post("/try")
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
    found["shown"]["html"] = safe_html(found["shown"]["text"])
    return json(found)


@knowledge_api.post("/teach")
@for_editors
async def teach(request: Request, who: SignedIn) -> HTTPResponse:
    """ "This should have been article X": its draft learns the wording, and the gate asks it from now on."""
    service, body = services(request), json_object(request)
    text, article_id, language = (
        clean(body.get("text"), 500),
        str(body.get("id") or ""),
        str(body.get("language") or ""),
    )
    version, problems = await service.run(
        editing.add_variant, service.store, article_id, language, text, editor(who), service.now()
    )
    await service.run(add_question, service.store, text, language, article_id, "editor", editor(who).who, service.now())
    return _versioned(version, problems=problems, regression=True)


@knowledge_api.get("/regression")
@for_editors
async def list_questions(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json({"questions": await service.run(questions, service.store)})


@knowledge_api.post("/regression")
@for_editors
async def new_question(request: Request, who: SignedIn) -> HTTPResponse:
    service, body = services(request), json_object(request)
    editing.needs(editor(who).may_write)
    await service.run(
        add_question, service.store, clean(body.get("question"), 500), str(body.get("language") or ""),
        str(body.get("article") or ""), "editor", editor(who).who, service.now(),
    )  # fmt: skip
    return json({"questions": await service.run(questions, service.store)}, status=201)


@knowledge_api.delete("/regression/<number:int>")
@for_editors
async def forget_question(request: Request, who: SignedIn, number: int) -> HTTPResponse:
    service = services(request)
    editing.needs(editor(who).may_write)
    await service.run(drop_question, service.store, number, editor(who).login, service.now())
    return json({"questions": await service.run(questions, service.store)})


@knowledge_api.get("/gaps")
@for_editors
async def list_gaps(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    days = whole_number(request.args.get("days"), "days", 30, 365) or 30
    find = partial(
        gaps.find_gaps, service.store, shared_vectors(service.store), room(request).rank, days, service.now(),
        (request.args.get("language") or "")[:2] or None,
    )  # fmt: skip
    return json(await service.run(find))


@knowledge_api.post("/gaps/ignore")
@for_editors
async def ignore_gap(request: Request, who: SignedIn) -> HTTPResponse:
    service, body = services(request), json_object(request)
    editing.needs(editor(who).may_write)
    texts = body.get("texts")
    if not isinstance(texts, list) or not texts or not all(isinstance(one, str) for one in texts):
        raise Refused("bad_value", "`texts` must be a list of questions.", 400)
    await service.run(gaps.ignore, service.store, texts[:500], _why(body), editor(who).who, service.now())
    return json({"ignored": len(texts)})


@knowledge_api.get("/use")
@for_editors
async def use(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    days = whole_number(request.args.get("days"), "days", 90, 3650) or 90
    return json(await service.run(article_use.use_of_articles, service.store, days, service.now()))


def _versioned(version: Mapping[str, Any], **more: Any) -> HTTPResponse:
    return json({"etag": version["etag"], "version": dict(version), **more}, headers={"ETag": f'"{version["etag"]}"'})


knowledge = Blueprint.group(knowledge_api, knowledge_files)
