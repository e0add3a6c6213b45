"""Who is looking at which conversation, and how they learn that something changed.

The push is only a hint: a reader asks the database for what comes after its number. Without Redis, or when
a ring is lost, readers look by themselves every second.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.store.bell import CONVERSATION, DESK, Bell
from bot.web.company import Company

T = TypeVar("T")
LOOK_SECONDS = 1.0
# With a working bell a look is only a safety net.
LOOK_SECONDS_WITH_BELL = 5.0


class Hub:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._typing: dict[tuple[str, str], float] = {}
        self.company = Company()
        # True from the moment the server stops: streams end by themselves instead of holding it up.
        self.closing = False

    def close(self) -> None:
        self.closing = True
        for key in list(self._waiting):
            self._wake(key)

    def changed(self, conversation_id: str) -> None:
        """Something changed by this process: its own readers need not wait for the bell."""
        self._wake(conversation_id)
        self._wake(DESK)

    @property
    def look_seconds(self) -> float:
        return LOOK_SECONDS_WITH_BELL if self._bell.url else LOOK_SECONDS

    async def run(self) -> None:
        await self._bell.listen([CONVERSATION, DESK, "typing", "company"], self._heard)

    def _heard(self, topic: str, what: str) -> None:
        if topic == "typing":
            conversation_id, _, rest = what.partition(" ")
            who, _, until = rest.partition(" ")
            self._typing[(conversation_id, who)] = float(until or 0)
            self._wake(conversation_id)
            self._wake(DESK)
        elif topic == "company":
            self._company_changes(lambda: self.company.heard(what))
        else:
            self._wake(DESK if topic == DESK else what)

    def _wake(self, key: str) -> None:
        for event in self._waiting.get(key, ()):
            event.set()

    def set_typing(self, conversation_id: str, who: str, until: float) -> None:
        """`who` is customer or agent; `until` in UTC seconds."""
        self._typing[(conversation_id, who)] = until
        self._wake(conversation_id)
        self._wake(DESK)
        self._bell.ring("typing", f"{conversation_id} {who} {until}")

    def is_typing(self, conversation_id: str, who: str, now: float) -> bool:
        until = self._typing.get((conversation_id, who), 0)
        if until and until <= now:
            self._typing.pop((conversation_id, who), None)
        return until > now

    def set_company(self, person: int, name: str, window: str, conversation_id: str, state: str, now: float) -> None:
        """A window of the desk is here, writes here, or has gone; desks are only woken by what they do not know."""
        told = self.company.told
        words = self._company_changes(lambda: told(person, name, window, conversation_id, state, now))
        self._bell.ring("company", words)

    def _company_changes(self, step: Callable[[], T]) -> T:
        before = self.company.at(time.time())
        outcome = step()
        if self.company.at(time.time()) != before:
            self._wake(DESK)
        return outcome

    @contextmanager
    def following(self, key: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever `key` (a conversation id, or DESK) may have changed."""
        event = asyncio.Event()
        self._waiting[key].add(event)
        try:
            yield event
        finally:
            self._waiting[key].discard(event)
            if not self._waiting[key]:
                del self._waiting[key]
