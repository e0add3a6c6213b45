"""Server-Sent Events for the customer's page and the desk.

A stream is a loop: look into the database, send what is new, sleep until the hub says that something may
have changed. The push is only a hint, so a lost one costs a moment and never a message.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy.exc
from sanic import Request
from sanic.exceptions import SanicException

from bot.core.sentence import Sentence
from bot.web.hub import Hub

log = logging.getLogger(__name__)
# Sanic cuts a response that is silent for RESPONSE_TIMEOUT (60 s); proxies often after 30 s.
PING_SECONDS = 15.0
HIGHEST = 2**31 - 1
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


@dataclass(frozen=True)
class Event:
    """One event for the browser. `id` is what it sends back as Last-Event-ID after a break."""

    name: str
    data: Any
    id: int | None = None

    def encoded(self) -> str:
        number = "" if self.id is None else f"id: {self.id}\n"
        # JSON keeps line breaks escaped, so the data always fits one line.
        return f"{number}event: {self.name}\ndata: {json.dumps(self.data, ensure_ascii=False)}\n\n"


@dataclass(frozen=True)
class Look:
    """What one look found; `again` asks for the next look after that many seconds at the latest."""

    events: list[Event] = field(default_factory=list)
    again: float | None = None


async def send_events(request: Request, hub: Hub, key: str, look: Callable[[], Awaitable[Look]]) -> None:
    """Answer `request` with a stream: `look()` now, and whenever `key` may have changed, until the browser leaves.

    `look` remembers what it has sent (a closure does). The handler returns what this returns. When the
    browser leaves, Sanic cancels the handler; `following` then forgets the stream.
    """
    with hub.following(key) as changed:
        # Looked at before the headers go out: a refusal is still an ordinary 4xx.
        found = await look()
        # The connection ends with its stream: a kept one would hold up the server's stop.
        request.stream.keep_alive = False  # type: ignore[union-attr]
        response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=HEADERS)
        # 2 s until a browser's own EventSource tries again; the first bytes also open the stream through proxies.
        await response.send("retry: 2000\n: hello\n\n")
        spoke = time.monotonic()
        while True:
            if found.events:
                await response.send("".join(event.encoded() for event in found.events))
                spoke = time.monotonic()
            elif time.monotonic() - spoke >= PING_SECONDS:
                await response.send(": ping\n\n")
                spoke = time.monotonic()
            if hub.closing:
                break
            rest = max(0.05, PING_SECONDS - (time.monotonic() - spoke))
            try:
                await asyncio.wait_for(changed.wait(), min(hub.look_seconds, rest, found.again or rest))
            except asyncio.TimeoutError:
                pass
            changed.clear()
            found = await _patient(look)
        await response.eof()


async def _patient(look: Callable[[], Awaitable[Look]]) -> Look:
    """A database that is busy or restarting must not end the stream: the next look finds what was missed."""
    try:
        return await look()
    except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.TimeoutError) as error:
        log.warning("a stream waits for the database: %s", error.__class__.__name__)
        return Look(again=1.0)


def resume_after(request: Request) -> int:
    """The number after which the reader wants to go on: Last-Event-ID wins over `?after=`; 0 without either."""
    return whole_number(request.headers.get("last-event-id") or request.args.get("after"), "after", 0)


def whole_number(text: str | None, name: str, otherwise: int, most: int = HIGHEST) -> int:
    """A query parameter as a number from 0 to `most`, or a 400."""
    if text is None or text == "":
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise SanicException(
            Sentence("`{name}` must be a whole number from 0 to {most}.", name=name, most=most), status_code=400
        )
    return int(text)
