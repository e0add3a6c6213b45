"""Who comes next in the queue: danger, then VIP, then urgency, then the promised time; and nobody waits for ever.

`bot/store/waiting.py` asks the database for the same order; a test compares the two.
"""

from __future__ import annotations

from enum import Enum

from bot.core.words import Urgency

# Class 0 is danger, and nothing rises into it. 1 to 3: VIP by urgency (high, normal, low); 4 to 6: the others.
DANGER = 0
FIRST = 1
VIP_AHEAD = 3
# So many steps of ageing bring the last class to the first.
MOST_STEPS = 2 * VIP_AHEAD - FIRST


class Tier(str, Enum):
    """How a customer stands with the shop."""

    NORMAL = "normal"
    VIP = "vip"


def waiting_class(urgency_rank: int, vip: bool, due_at: float, now: float, step: float) -> int:
    """The class at this moment, the least first. Each `step` seconds beyond `due_at` lift it by one."""
    if urgency_rank == Urgency.CRITICAL.rank:
        return DANGER
    lifted = sum(due_at <= now - count * step for count in range(1, MOST_STEPS + 1))
    return max(FIRST, urgency_rank + (0 if vip else VIP_AHEAD) - lifted)


def queue_key(
    urgency_rank: int, vip: bool, returned: bool, due_at: float, asked_at: float, number: int, now: float, step: float
) -> tuple[int, bool, float, float, int]:
    """What the queue is sorted by. Of one class those who had an agent and lost it come first."""
    return (waiting_class(urgency_rank, vip, due_at, now, step), not returned, due_at, asked_at, number)
