"""How an agent ends a matter: what came of it, where its root lies, what was done, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.words import Nature


class Outcome(str, Enum):
    SOLVED = "solved"
    ANSWERED = "answered"
    NOT_REPRODUCIBLE = "not_reproducible"
    PASSED_ON = "passed_on"
    CUSTOMER_GONE = "customer_gone"

    @property
    def is_asked(self) -> bool:
        """Whether the customer is asked "solved?": not who has left, nor when others go on with it."""
        return self in (Outcome.SOLVED, Outcome.ANSWERED, Outcome.NOT_REPRODUCIBLE)

    @property
    def ticket_state(self) -> str:
        """What the ticket becomes: others go on with what was passed on."""
        return {Outcome.PASSED_ON: "open", Outcome.CUSTOMER_GONE: "closed"}.get(self, "solved")


class Cause(str, Enum):
    """人机料法环: where the root of a trouble lies."""

    PEOPLE = "people"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    ENVIRONMENT = "environment"


LONGEST_WHY = 200
# A follow-up further away than this is a mistake in the year.
LONGEST_AHEAD = 366 * 86400


@dataclass(frozen=True)
class Resolution:
    """`done` is for colleagues and the ticket; `follow_up` is when (UTC seconds) and why."""

    outcome: Outcome = Outcome.SOLVED
    cause: Cause | None = None
    done: str = ""
    follow_up: tuple[float, str] | None = None


def needs_cause(nature: str, outcome: Outcome) -> bool:
    """Of a fault or a complaint that was dealt with the root is known; of what was not, nobody can say."""
    return nature in (Nature.FAULT.value, Nature.COMPLAINT.value) and outcome in (Outcome.SOLVED, Outcome.ANSWERED)
