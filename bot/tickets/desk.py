"""What every ticket system must be able to do for us; one folder a system keeps this promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol


class TicketError(Exception):
    """A ticket system refused or could not be reached; `retryable` says whether trying again can help."""

    def __init__(self, message: str, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


class TicketState(str, Enum):
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"


@dataclass(frozen=True)
class NewTicket:
    """`key` identifies the matter for ever: the same key must never make a second ticket."""

    key: str
    number: str
    subject: str
    body: str
    urgency: str
    nature: str
    language: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TicketOutcome:
    """How the matter ended: the values of bot/core/outcome.py, what was done in the agent's words, by whom, when (UTC seconds)."""

    outcome: str
    cause: str | None
    done: str
    agent: str | None
    at: float


@dataclass(frozen=True)
class TicketRef:
    desk: str
    id: str


@dataclass(frozen=True)
class Abilities:
    """What a system cannot do is declared here, never imitated."""

    find_by_key: bool
    notes: bool
    close: bool
    # Fields of its own for the outcome; a system without them gets a note.
    outcome: bool = False


class TicketDesk(Protocol):
    name: str
    abilities: Abilities

    def open(self, ticket: NewTicket) -> TicketRef:
        """Make the ticket, or return the one that has this key already."""

    def find(self, key: str) -> TicketRef | None: ...

    def add_note(self, ref: TicketRef, note: str) -> None: ...

    def set_outcome(self, ref: TicketRef, outcome: TicketOutcome) -> None:
        """Only where the abilities say so; the same outcome twice is the same as once."""

    def state(self, ref: TicketRef) -> TicketState: ...

    def close(self, ref: TicketRef) -> None: ...
