"""How well the service levels were kept: counts of clocks and the time that they took. Plain functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bot.core.service_levels import ClockKind


@dataclass(frozen=True)
class Measured:
    """One clock. `outcome`: met, breached or void; None for one that is late and not over. `minutes` that counted."""

    kind: str
    outcome: str | None
    minutes: float


@dataclass(frozen=True)
class Kept:
    """Counts; `share` (0 to 1) of those that were met among met and breached, None where there are none.

    `late_now` are breached ones that are not over; they are part of `breached`. Median and 90th percentile are minutes
    that counted (opening time where the clock stops when the desk is closed), of clocks that ended with what they
    waited for.
    """

    met: int
    breached: int
    late_now: int
    void: int
    share: float | None
    median: float | None
    p90: float | None


def report(clocks: Iterable[Measured]) -> dict[str, Kept]:
    """One line a kind of clock, also for those of which there was none."""
    everyone = list(clocks)
    return {kind.value: _kept([one for one in everyone if one.kind == kind.value]) for kind in ClockKind}


def _kept(clocks: Sequence[Measured]) -> Kept:
    met = sum(one.outcome == "met" for one in clocks)
    late_now = sum(one.outcome is None for one in clocks)
    breached = late_now + sum(one.outcome == "breached" for one in clocks)
    minutes = sorted(one.minutes for one in clocks if one.outcome in ("met", "breached"))
    return Kept(
        met=met,
        breached=breached,
        late_now=late_now,
        void=sum(one.outcome == "void" for one in clocks),
        share=met / (met + breached) if met + breached else None,
        median=median(minutes) if minutes else None,
        # The least time within which nine of ten were done.
        p90=minutes[math.ceil(0.9 * len(minutes)) - 1] if minutes else None,
    )
