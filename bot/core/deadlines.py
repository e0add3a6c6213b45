"""How long each side waits for the other: which deadlines a handoff has at which moment. Seconds, and plain numbers.

Nobody takes the conversation: `CLAIM`, `WAITING_LONG`, `NOBODY_CAME`; in danger `ALARM` again and again.
It is the agent's turn to speak: `AGENT_REMINDED`, `AGENT_SILENT`. It is the customer's: `CUSTOMER_REMINDED`,
`CUSTOMER_SILENT`. As long as an agent has it: `AGENT_GONE`. After it was resolved: `CONFIRM`,
and `FOLLOW_UP` where the agent wants to look at it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Deadline(str, Enum):
    """The values stand in the table `timer` as its kind; its ref is the handoff."""

    CLAIM = "claim"
    WAITING_LONG = "waiting_long"
    NOBODY_CAME = "nobody_came"
    ALARM = "alarm"
    AGENT_REMINDED = "agent_reminded"
    AGENT_SILENT = "agent_silent"
    CUSTOMER_REMINDED = "customer_reminded"
    CUSTOMER_SILENT = "customer_silent"
    AGENT_GONE = "agent_gone"
    CONFIRM = "confirm"
    FOLLOW_UP = "follow_up"


# A step says nothing when the worker comes so late that the next one is due as well: three apologies at once help nobody.
NEXT: Mapping[Deadline, Deadline] = {
    Deadline.CLAIM: Deadline.WAITING_LONG,
    Deadline.WAITING_LONG: Deadline.NOBODY_CAME,
    Deadline.AGENT_REMINDED: Deadline.AGENT_SILENT,
    Deadline.CUSTOMER_REMINDED: Deadline.CUSTOMER_SILENT,
}


@dataclass(frozen=True)
class Patience:
    """Seconds; the names are those of the settings."""

    claim_timeout: int = 300
    waiting_again_timeout: int = 600
    nobody_came_timeout: int = 1800
    agent_reminder_timeout: int = 120
    agent_silent_timeout: int = 300
    customer_reminder_timeout: int = 600
    customer_silent_timeout: int = 1800
    agent_gone_timeout: int = 90
    # How long after such an end the customer's next word still goes straight back to the same agent.
    reopen_within: int = 86400
    # How long the customer may answer "solved?" before the ticket is closed as unconfirmed.
    confirm_timeout: int = 86400


def while_waiting(patience: Patience, since: float) -> dict[Deadline, float]:
    """Nobody has it. `since` is when somebody may be expected: now, or the opening."""
    return {
        Deadline.CLAIM: since + patience.claim_timeout,
        Deadline.WAITING_LONG: since + patience.waiting_again_timeout,
        Deadline.NOBODY_CAME: since + patience.nobody_came_timeout,
    }


def next_alarm(patience: Patience, now: float) -> float:
    """Danger is alerted again; counted from the last alarm, so a worker that was away does not make up for the missed ones."""
    return now + patience.claim_timeout


def while_agent_owes(patience: Patience, since: float) -> dict[Deadline, float]:
    """An agent has it and the customer waits for a word since then."""
    return {
        Deadline.AGENT_REMINDED: since + patience.agent_reminder_timeout,
        Deadline.AGENT_SILENT: since + patience.agent_silent_timeout,
    }


def while_customer_owes(patience: Patience, since: float) -> dict[Deadline, float]:
    """The agent spoke last, then."""
    return {
        Deadline.CUSTOMER_REMINDED: since + patience.customer_reminder_timeout,
        Deadline.CUSTOMER_SILENT: since + patience.customer_silent_timeout,
    }


def gone_at(patience: Patience, seen_at: float) -> float:
    """When an agent whose desk gave its last sign of life then counts as gone."""
    return seen_at + patience.agent_gone_timeout


def until_confirmed(patience: Patience, resolved_at: float) -> dict[Deadline, float]:
    """The customer was asked whether it is solved."""
    return {Deadline.CONFIRM: resolved_at + patience.confirm_timeout}


def may_resume(patience: Patience, ended_at: float, now: float) -> bool:
    return now - ended_at <= patience.reopen_within
