"""Who could take a customer at this moment: free, with as many conversations as one has at once, or taking nobody new."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.words import agent_owner
from bot.store import conversations, handoffs, people
from bot.store.database import Transaction


@dataclass(frozen=True)
class Staff:
    """How many people. `full` ones take the next customer when one of theirs is done, `busy` ones when they say so."""

    free: int
    full: int
    busy: int

    @property
    def somebody(self) -> bool:
        return self.free + self.full + self.busy > 0

    @property
    def all_busy(self) -> bool:
        return self.somebody and not self.free

    @property
    def serving(self) -> int:
        return self.free + self.full


def staff_at(tx: Transaction, capacity: int, now: float) -> Staff:
    online = people.online(tx, now)
    held = conversations.held_by(tx, [agent_owner(row.id) for row in online])
    # Who writes up what was just resolved takes nobody new for that while.
    writing = {agent_owner(one) for one in handoffs.wrapping_up(tx, now)}
    full = sum(held.get(one, 0) >= capacity or one in writing for one in (agent_owner(row.id) for row in online))
    return Staff(len(online) - full, full, len(people.busy(tx, now)))
