"""The turn in progress, for those inside Rasa who cannot be handed it: the tracker store, the action endpoint."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Iterator

from bot.usecases.answer import Turn


@dataclass
class Context:
    """One message on its way through Rasa."""

    turn: Turn
    # Where the events of this turn begin: number in the database, and how many the tracker was loaded with.
    first_event: int = 0
    loaded: int = 0
    # What the conversation waits for: the active form, the slot it asked for, what the bot's last message offered.
    form: str | None = None
    slot: str | None = None
    asked: str | None = None
    offered: list[str] = field(default_factory=list)
    # What this customer wrote before, oldest first.
    history: tuple[str, ...] = ()
    # The person who had the conversation gave it back: begin a new session.
    fresh: bool = False
    saved: bool = False


_current: ContextVar[Context | None] = ContextVar("turn", default=None)


def current() -> Context | None:
    return _current.get()


def channel() -> str | None:
    """Where the customer writes whose message is read now; None when a text is only parsed."""
    context = current()
    return context.turn.channel if context is not None else None


@contextmanager
def running(context: Context) -> Iterator[Context]:
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
