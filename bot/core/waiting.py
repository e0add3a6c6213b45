"""An honest range for the wait in the queue."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

# Minutes a person spends on one conversation, until there are enough of our own to measure.
USUAL_MINUTES = 6.0
AT_ONCE = 3


def wait_range(
    position: int, agents_online: int, recent_minutes: Sequence[float], capacity: int = AT_ONCE
) -> tuple[int, int] | None:
    """Minutes (from, to) for the customer at `position` (1 is next); None when nobody is online.

    An agent serves about AT_ONCE conversations side by side (fewer where the `capacity` is), so a place becomes free
    every handling / (agents × AT_ONCE) minutes. The range is wide on purpose: half to twice the estimate.
    """
    if agents_online < 1 or position < 1:
        return None
    measured = sorted(recent_minutes)
    typical = measured[len(measured) // 2] if len(measured) >= 5 else USUAL_MINUTES
    expected = max(0.5, position * max(typical, 1.0) / (agents_online * min(AT_ONCE, capacity)))
    low, high = max(1, int(expected / 2)), max(2, ceil(expected * 2))
    return low, high
