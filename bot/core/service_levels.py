"""The service levels: within how many minutes which clock must be met, by nature, urgency and the customer's tier."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from bot.core.words import Nature, Urgency


class ClockKind(str, Enum):
    """The values stand in the tables `sla_clock` and `sla_target`, in the API and on the desk."""

    # From the call to an agent's first word.
    FIRST = "first"
    # From the customer's word to an agent's, after the first answer.
    NEXT = "next"
    # Until the matter is solved, without the time in which we wait for the customer.
    RESOLUTION = "resolution"
    # Until we get in touch with somebody whom nobody serves in the chat; the moment is told to the customer.
    CALLBACK = "callback"


ANY = ""
NORMAL_TIER = "normal"
# Thirty days.
LONGEST_MINUTES = 43_200


class Level(NamedTuple):
    """One cell of the table; `nature` "" holds for every nature that has no cell of its own."""

    clock: ClockKind
    nature: str
    urgency: str
    tier: str = NORMAL_TIER


_DAY = 24 * 60
_OF_URGENCY: Mapping[Urgency, tuple[int, int, int, int]] = {
    # first, next, resolution, callback
    Urgency.CRITICAL: (1, 1, _DAY, 1),
    Urgency.HIGH: (1, 5, _DAY, 120),
    Urgency.NORMAL: (5, 5, _DAY, 120),
    Urgency.LOW: (5, 5, _DAY, 120),
}
# The norms of the trade: urgent 1 minute, ordinary 5 minutes online, a ticket within 2 hours, a complaint answered in
# one hour and closed in 24.
STANDARD: Mapping[Level, int] = {
    **{
        Level(clock, ANY, urgency.value): minutes
        for urgency, cells in _OF_URGENCY.items()
        for clock, minutes in zip(ClockKind, cells)
    },
    **{
        Level(clock, Nature.COMPLAINT.value, urgency.value): minutes
        for urgency in (Urgency.HIGH, Urgency.NORMAL, Urgency.LOW)
        for clock, minutes in ((ClockKind.FIRST, 5), (ClockKind.CALLBACK, 60))
    },
}


@dataclass(frozen=True)
class ServiceLevels:
    """The standard, and over it what managers have `changed` (minutes)."""

    changed: Mapping[Level, int] = field(default_factory=dict)

    def minutes(self, clock: ClockKind, urgency: str, nature: str, tier: str = NORMAL_TIER) -> int:
        """The most particular cell: of this tier before the normal one, of this nature before all natures."""
        for one in dict.fromkeys((tier, NORMAL_TIER)):
            for kind in (nature, ANY):
                found = self.own(Level(clock, kind, urgency, one))
                if found is not None:
                    return found
        return STANDARD[Level(clock, ANY, urgency)]

    def own(self, level: Level) -> int | None:
        """What stands in this very cell; None where it follows a more general one."""
        return self.changed.get(level, STANDARD.get(level))


@dataclass(frozen=True)
class ClockRules:
    """How clocks run and when they warn; the names are those of the settings, without `sla_`."""

    warn_percent: int = 80
    warn_minutes: int = 5
    # These stand still while the desk is closed; danger never does. A complaint is closed within 24 hours, not within
    # 24 opening hours, so the resolution is not among them.
    opening_hours_only: Collection[str] = (ClockKind.FIRST.value, ClockKind.NEXT.value, ClockKind.CALLBACK.value)

    def by_wall(self, clock: ClockKind, urgency: str) -> bool:
        return urgency == Urgency.CRITICAL.value or clock.value not in self.opening_hours_only
