"""How well the promised waits were kept: what was told on entering the queue, against what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Waited:
    """One customer in the queue. `promised` is a range of minutes; `minutes` until taken, else until leaving or now."""

    promised: tuple[int, int] | None
    minutes: float
    accepted: bool


@dataclass(frozen=True)
class Kept:
    """Counts of customers. The three shares (0 to 1) are of `judged`; None where nobody can be judged.

    `error` is the median distance in minutes between the real wait and the middle of the promised range, of those who
    were taken.
    """

    customers: int
    without_promise: int
    # Left, or still there, before the promise was up: what would have become of it nobody knows.
    undecided: int
    judged: int
    within: float | None
    below: float | None
    above: float | None
    error: float | None


def kept(waits: Iterable[Waited]) -> Kept:
    """Who gave up, or still waits, after the promised time counts as above: leaving these out would flatter."""
    everyone = list(waits)
    promised = [(one, one.promised) for one in everyone if one.promised is not None]
    below = within = above = 0
    errors = []
    for one, (low, high) in promised:
        if one.minutes > high:
            above += 1
        elif one.accepted and one.minutes < low:
            below += 1
        elif one.accepted:
            within += 1
        if one.accepted:
            errors.append(abs(one.minutes - (low + high) / 2))
    judged = below + within + above
    return Kept(
        customers=len(everyone),
        without_promise=len(everyone) - len(promised),
        undecided=len(promised) - judged,
        judged=judged,
        within=within / judged if judged else None,
        below=below / judged if judged else None,
        above=above / judged if judged else None,
        error=median(errors) if errors else None,
    )
