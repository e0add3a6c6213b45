"""The life of a conversation as one table: from which state which event leads where, and what must hold.

The owner in the database is the state: `bot`, `queue`, `agent:<id>`. docs/conversation.md draws this table and a test
compares them; the use cases take their steps through `bot/usecases/change_hands.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.core.words import BOT, CLOSED, QUEUE, EndReason, ReturnReason


class State(str, Enum):
    BOT = "bot"
    QUEUED = "queued"
    ASSIGNED = "assigned"
    # Reserved: nothing leads there yet.
    CLOSED = "closed"


class Event(str, Enum):
    CALLED = "called"
    CLAIMED = "claimed"
    LEFT_QUEUE = "left_queue"
    NOBODY_CAME = "nobody_came"
    RELEASED = "released"
    RESOLVED = "resolved"
    AGENT_SILENT = "agent_silent"
    AGENT_GONE = "agent_gone"
    CUSTOMER_SILENT = "customer_silent"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    PUT_BACK = "put_back"
    TAKEN_OVER = "taken_over"
    REASSIGNED = "reassigned"
    SENT_BACK = "sent_back"
    REOPENED = "reopened"


class Guard(str, Enum):
    """What must hold for a step, in words."""

    HOLDER = "only by the agent who has it"
    NO_DANGER = "never in danger"
    LEAD = "only by a team lead"
    SAME_AGENT = "the same agent, online, within the time to come back"


@dataclass(frozen=True)
class Step:
    """Every step raises the epoch by one. `ends` closes the handoff with that reason; `returns` puts it back in front."""

    to: State
    guard: Guard | None = None
    ends: EndReason | None = None
    returns: ReturnReason | None = None


STEPS: Mapping[tuple[State, Event], Step] = {
    (State.BOT, Event.CALLED): Step(State.QUEUED),
    (State.BOT, Event.CLAIMED): Step(State.ASSIGNED),
    (State.BOT, Event.RESUMED): Step(State.ASSIGNED, Guard.SAME_AGENT),
    (State.BOT, Event.REOPENED): Step(State.QUEUED, returns=ReturnReason.NOT_SOLVED),
    (State.QUEUED, Event.CLAIMED): Step(State.ASSIGNED),
    (State.QUEUED, Event.LEFT_QUEUE): Step(State.BOT, ends=EndReason.CUSTOMER_CANCELLED),
    (State.QUEUED, Event.NOBODY_CAME): Step(State.BOT, Guard.NO_DANGER, ends=EndReason.NOBODY_CAME),
    (State.ASSIGNED, Event.RELEASED): Step(State.BOT, Guard.HOLDER, ends=EndReason.RELEASED),
    (State.ASSIGNED, Event.RESOLVED): Step(State.BOT, Guard.HOLDER, ends=EndReason.RESOLVED),
    (State.ASSIGNED, Event.AGENT_SILENT): Step(State.QUEUED, returns=ReturnReason.AGENT_SILENT),
    (State.ASSIGNED, Event.AGENT_GONE): Step(State.QUEUED, returns=ReturnReason.AGENT_GONE),
    (State.ASSIGNED, Event.CUSTOMER_SILENT): Step(State.BOT, Guard.NO_DANGER, ends=EndReason.CUSTOMER_SILENT),
    (State.ASSIGNED, Event.TRANSFERRED): Step(State.ASSIGNED, Guard.HOLDER),
    (State.ASSIGNED, Event.PUT_BACK): Step(State.QUEUED, Guard.HOLDER, returns=ReturnReason.PUT_BACK),
    (State.ASSIGNED, Event.TAKEN_OVER): Step(State.ASSIGNED, Guard.LEAD),
    (State.ASSIGNED, Event.REASSIGNED): Step(State.ASSIGNED, Guard.LEAD),
    (State.QUEUED, Event.REASSIGNED): Step(State.ASSIGNED, Guard.LEAD),
    (State.ASSIGNED, Event.SENT_BACK): Step(State.QUEUED, Guard.LEAD, returns=ReturnReason.SENT_BACK),
}


def state_of(owner: str) -> State:
    """The state that an owner stands for."""
    return {BOT: State.BOT, QUEUE: State.QUEUED, CLOSED: State.CLOSED}.get(owner, State.ASSIGNED)


def step(
    state: State,
    event: Event,
    *,
    is_holder: bool = False,
    danger: bool = False,
    same: bool = False,
    lead: bool = False,
) -> Step | None:
    """The step that the table allows here, None when there is none or its guard forbids it."""
    found = STEPS.get((state, event))
    if found is None or found.guard is None:
        return found
    holds = {
        Guard.HOLDER: is_holder,
        Guard.NO_DANGER: not danger,
        Guard.SAME_AGENT: same,
        Guard.LEAD: lead,
    }
    return found if holds[found.guard] else None
