"""What every door of the knowledge desk needs: who may enter, what they hold, the shape of answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from sanic import Request
from sanic.response import BaseHTTPResponse, HTTPResponse, json

from bot.core.rights import RIGHTS, Right
from bot.core.sentence import Sentence
from bot.usecases.editor import Editor
from bot.usecases.knowledge_room import KnowledgeRoom
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.saying import told
from bot.web.sign_in import SignedIn, for_roles

Handler = Callable[..., Awaitable[BaseHTTPResponse | None]]


def for_right(right: Right) -> Callable[[Handler], Handler]:
    """The door of a call for those whose role has this right; the handler gets them as `Editor`."""

    def door(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, who: SignedIn, *args: Any, **kwargs: Any) -> BaseHTTPResponse | None:
            mine = editor(request, who)
            mine.needs(right)
            return await handler(request, mine, *args, **kwargs)

        return for_roles(*RIGHTS)(guarded)

    return door


def room(request: Request) -> KnowledgeRoom:
    return request.app.ctx.knowledge_room  # type: ignore[no-any-return]


def editor(request: Request, who: SignedIn) -> Editor:
    return Editor(who.login, who.name, who.role, services(request).settings.review_articles)


def etag(request: Request) -> str:
    return (request.headers.get("if-match") or "").strip().strip('"')


def why(body: Mapping[str, Any], name: str = "why") -> str:
    """The reason or note that history keeps; empty when none was given."""
    said = body.get(name) or ""
    if not isinstance(said, str) or len(said) > 500:
        raise Refused("bad_why", Sentence("`{name}` must be a text of at most 500 characters.", name=name), 400)
    return said.strip()


def versioned(version: Mapping[str, Any], **more: Any) -> HTTPResponse:
    return json(
        {"etag": version["etag"], "version": dict(version), **told(more)}, headers={"ETag": f'"{version["etag"]}"'}
    )
