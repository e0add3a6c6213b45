"""Suggested answers for the desk. The first question of a process loads the encoders; nothing else waits for that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sanic import Blueprint, Request, Sanic
from sanic.response import HTTPResponse, json

from bot.usecases.receive import Refused
from bot.usecases.suggesting import suggest
from bot.web.app import problem, services
from bot.web.desk import known_shape
from bot.web.knowledge_access import room
from bot.web.plain_text import plain_text
from bot.web.sign_in import SignedIn, for_agents

log = logging.getLogger(__name__)
desk_suggestions = Blueprint("desk_suggestions", url_prefix="/api/desk")

# Below the time after which Sanic gives an answer up.
SECONDS = 45.0
MOST_WAITING = 20


class NotReady(Exception):
    """The answers cannot be had now; later they can."""


class Bench:
    """A thread of its own, one question at a time: however many ask, the other calls keep all of theirs."""

    def __init__(self, seconds: float = SECONDS, most: int = MOST_WAITING) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="suggest")
        self._seconds, self._most = seconds, most
        self._waiting = 0

    async def ask(self, function: Callable[..., dict[str, Any]], *args: Any) -> dict[str, Any]:
        """What the function returns. NotReady when it takes too long (it goes on for the next), or when it fails."""
        if self._waiting >= self._most:
            raise NotReady
        self._waiting += 1
        job = asyncio.get_running_loop().run_in_executor(self._thread, function, *args)
        job.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(job), self._seconds)
        except Refused:
            raise
        except asyncio.TimeoutError as error:
            raise NotReady from error
        except Exception as error:
            log.warning("answers could not be suggested: %s: %s", type(error).__name__, error)
            raise NotReady from error

    def _done(self, job: asyncio.Future[dict[str, Any]]) -> None:
        self._waiting -= 1
        # Asked for, so that a failure nobody waits for any more is not reported as forgotten.
        if not job.cancelled():
            job.exception()

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


@desk_suggestions.before_server_start
async def begin(app: Sanic) -> None:
    app.ctx.suggestions = Bench()


@desk_suggestions.after_server_stop
async def end(app: Sanic) -> None:
    app.ctx.suggestions.close()


@desk_suggestions.post("/conversations/<conversation_id:str>/suggestions")
@for_agents
async def suggestions(request: Request, _who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    try:
        found = await request.app.ctx.suggestions.ask(
            suggest, service.store, room(request).live, known_shape(conversation_id)
        )
    except NotReady:
        busy = problem(503, "not_ready", "Answers cannot be suggested right now. Please try again in a moment.")
        busy.headers["Retry-After"] = "5"
        return busy
    for one in found["articles"]:
        one["text"] = plain_text(one.pop("answer"))
    return json(found)
