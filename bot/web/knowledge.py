"""The knowledge editors' API: the shelf, one article, its drafts and history. Rules: docs/api.md."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.rights import RIGHTS, Right
from bot.knowledge.article import CHANNELS
from bot.store import articles, people
from bot.store.database import Store
from bot.usecases import article_use, editing, shelf
from bot.usecases.editor import Editor
from bot.usecases.judging import Judge
from bot.usecases.knowledge_room import KnowledgeRoom
from bot.usecases.proposing import open_proposals
from bot.usecases.receive import Refused
from bot.usecases.vectors import shared_vectors
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_access import editor, etag, for_right, room, versioned, why
from bot.web.knowledge_files import knowledge_files
from bot.web.knowledge_gaps import knowledge_gaps
from bot.web.knowledge_import import knowledge_import
from bot.web.knowledge_release import knowledge_release
from bot.web.knowledge_trying import knowledge_trying
from bot.web.sign_in import SignedIn, for_roles
from bot.web.sse import whole_number

knowledge_api = Blueprint("knowledge_api", url_prefix="/api/knowledge")


@knowledge_api.before_server_start
async def begin(app: Any) -> None:
    store: Store = app.ctx.services.store
    judge = Judge(store, app.ctx.services.settings.data)
    app.ctx.knowledge_room = KnowledgeRoom(store, shared_vectors(store), judge)


@knowledge_api.get("/me")
@for_roles(*RIGHTS)
async def me(request: Request, who: SignedIn) -> HTTPResponse:
    service, mine = services(request), editor(request, who)

    def look(store: Store) -> tuple[int, list[str]]:
        with store.read() as tx:
            return articles.version(tx), sorted({row.topic for row in articles.all_of(tx)})

    version, topics = await service.run(look, service.store)
    # Whoever opens the page will soon try something.
    room(request).warm_up()
    return json(
        {
            "user": {"id": who.id, "login": who.login, "name": who.name, "role": who.role},
            "may": {right.value: mine.may(right) for right in Right},
            "review": mine.review,
            "languages": list(editing.LANGUAGES),
            "channels": list(CHANNELS),
            "topics": topics,
            "version": version,
        }
    )


@knowledge_api.get("/articles")
@for_right(Right.READ)
async def list_articles(request: Request, _mine: Editor) -> HTTPResponse:
    service = services(request)
    asked = {name: (request.args.get(name) or "")[:200] for name in ("language", "topic", "status", "channel")}
    after = whole_number(request.args.get("after"), "after", 0)
    use = await service.run(article_use.use_of_articles, service.store, 90, service.now())
    by_id = {one["id"]: one for one in use["articles"]}
    found = await service.run(
        shelf.listed, service.store, (request.args.get("q") or "")[:200], **asked, after=after, use=by_id
    )
    return json(found)


@knowledge_api.get("/articles/<article_id:str>")
@for_right(Right.READ)
async def one_article(request: Request, mine: Editor, article_id: str) -> HTTPResponse:
    service = services(request)
    found = await service.run(editing.versions, service.store, article_id)
    # Conversations are the desk's: who has no access to it is not told which one it was.
    sees_desk = mine.role in people.ANSWERING
    found["proposals"] = await service.run(open_proposals, service.store, article_id, sees_desk)
    return json(found)


@knowledge_api.put("/articles/<article_id:str>/<language:str>")
@for_right(Right.PROPOSE)
async def save(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request)
    version, problems = await service.run(
        editing.save_draft, service.store, article_id, language, body.get("content"), mine, why(body),
        etag(request), service.now(),
    )  # fmt: skip
    return versioned(version, problems=problems)


@knowledge_api.delete("/articles/<article_id:str>/<language:str>/draft")
@for_right(Right.PROPOSE)
async def discard(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service = services(request)
    version = await service.run(
        editing.discard, service.store, article_id, language, mine, etag(request), service.now()
    )
    return versioned(version)


@knowledge_api.get("/articles/<article_id:str>/<language:str>/history")
@for_right(Right.READ)
async def history(request: Request, _mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service = services(request)
    return json({"revisions": await service.run(shelf.history, service.store, article_id, language)})


@knowledge_api.get("/articles/<article_id:str>/<language:str>/history/<number:int>")
@for_right(Right.READ)
async def revision(request: Request, _mine: Editor, article_id: str, language: str, number: int) -> HTTPResponse:
    service = services(request)
    return json(await service.run(shelf.revision, service.store, article_id, language, number))


@knowledge_api.post("/articles/<article_id:str>/<language:str>/restore")
@for_right(Right.WRITE)
async def restore(request: Request, mine: Editor, article_id: str, language: str) -> HTTPResponse:
    service, body = services(request), json_object(request)
    number = body.get("n")
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused("bad_value", "`n` must be the number of a revision.", 400)
    version = await service.run(
        editing.restore, service.store, article_id, language, number, mine, why(body), etag(request),
        service.now(),
    )  # fmt: skip
    return versioned(version)


knowledge = Blueprint.group(
    knowledge_api, knowledge_release, knowledge_trying, knowledge_gaps, knowledge_files, knowledge_import
)
