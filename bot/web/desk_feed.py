"""One look at the database for all open desks of this process, and from it what each of them has not heard yet."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.store import canned, conversations, lead_words
from bot.usecases.board import board
from bot.usecases.desk_lists import house_lists, lists_of
from bot.usecases.lead_words import unread_words
from bot.web.company import others
from bot.web.services import Services
from bot.web.sse import Event

# Longer than the longest time between two looks of one stream.
RECENT_SECONDS = 120.0
LISTS = ("queue", "held", "bot")


@dataclass(frozen=True)
class View:
    lists: Mapping[str, Any]
    numbers: Mapping[str, tuple[int, int]]
    typing: tuple[str, ...]
    # The version of the canned replies.
    canned: int
    # Who is in which conversation, and after how many seconds that is to be looked at again.
    company: Mapping[str, tuple[dict[str, Any], ...]]
    company_until: float | None
    # What leads told people and these have not put away, by person; and the number of the last word of all.
    words: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)
    last_word: int = 0
    # Made only while somebody has the board open.
    board: dict[str, Any] | None = None


class Feed:
    """`current()` is a view from after the call: those who ask while a look runs share the next one."""

    def __init__(self, service: Services) -> None:
        self._service = service
        self._running: asyncio.Task[View] | None = None
        self._next: asyncio.Task[View] | None = None
        self._looked_at = 0.0
        self._pause = 0.0
        self._listening: Counter[int] = Counter()
        self._boards = 0

    @contextmanager
    def listening(self, person: int) -> Iterator[None]:
        """Whose lists a look must hold: each window of a person counts once."""
        self._listening[person] += 1
        try:
            yield
        finally:
            self._listening[person] -= 1
            if not self._listening[person]:
                del self._listening[person]

    @contextmanager
    def watching_board(self) -> Iterator[None]:
        """A look holds the leads' board as well."""
        self._boards += 1
        try:
            yield
        finally:
            self._boards -= 1

    async def current(self) -> View:
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._look(self._running))
        return await asyncio.shield(self._next)

    async def _look(self, before: asyncio.Task[View] | None) -> View:
        if before is not None and not before.done():
            await asyncio.wait([before])
        # In a flood of changes every open desk gets a few whole lists a second, not hundreds.
        await asyncio.sleep(max(0.0, self._pause - (time.monotonic() - self._looked_at)))
        self._looked_at = time.monotonic()
        self._running, self._next = self._next, None
        now = self._service.now()
        # Kept by this thread alone, so looked at before the work goes to another one.
        company, until = self._service.hub.company.at(now), self._service.hub.company.next_change(now)
        view = await self._service.run(self._read, now, list(self._listening), company, until)
        # A fifth of the time for looking, and some for putting the lists into each open desk's words.
        sent = sum(len(view.lists[name]) for name in LISTS) * sum(self._listening.values())
        self._pause = 0.05 + 4 * (time.monotonic() - self._looked_at) + 0.00001 * sent
        return view

    def _read(self, now: float, who: list[int], company: Any, until: float | None) -> View:
        store, hub = self._service.store, self._service.hub
        lists = house_lists(store, now, who, self._service.rules)
        with store.read() as tx:
            numbers = conversations.changed_since(tx, now - RECENT_SECONDS)
            replies = canned.version(tx)
            words, last_word = unread_words(tx, who), lead_words.newest(tx)
        shown = [line["id"] for name in LISTS for line in lists[name]]
        typing = tuple(sorted(one for one in shown if hub.is_typing(one, "customer", now)))
        shown_board = board(store, self._service.rules, now) if self._boards else None
        return View(lists, numbers, typing, replies, company, until, words, last_word, shown_board)


@dataclass
class Ear:
    """What one desk has heard so far."""

    me: int
    _lists: dict[str, Any] = field(default_factory=dict)
    _numbers: Mapping[str, tuple[int, int]] | None = None
    _typing: tuple[str, ...] = ()
    _canned: int | None = None
    _company: dict[str, Any] = field(default_factory=dict)
    _words: tuple[int, list[dict[str, Any]]] = field(default_factory=lambda: (0, []))

    def hear(self, view: View) -> list[Event]:
        events = []
        if self._numbers is not None:
            for conversation_id, numbers in view.numbers.items():
                if self._numbers.get(conversation_id) != numbers:
                    data = {"id": conversation_id, "last_seq": numbers[0], "epoch": numbers[1]}
                    events.append(Event("conversation", data))
        self._numbers = view.numbers
        lists = lists_of(view.lists, self.me)
        # The clock alone is no news.
        without_clock = {name: value for name, value in lists.items() if name != "now"}
        if without_clock != self._lists:
            events.append(Event("desk", lists))
            self._lists = without_clock
        if view.typing != self._typing:
            events.append(Event("typing", {"ids": list(view.typing)}))
            self._typing = view.typing
        company = others(view.company, self.me)
        if company != self._company:
            events.append(Event("company", company))
            self._company = company
        if view.canned != self._canned:
            events.append(Event("canned", {"version": view.canned}))
            self._canned = view.canned
        words = (view.last_word, view.words.get(self.me, []))
        if words != self._words:
            events.append(Event("words", {"last": words[0], "words": words[1]}))
            self._words = words
        return events
