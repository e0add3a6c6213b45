"""Who could take a customer at this moment: free, with as many conversations as one has at once, or taking nobody new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.routing import Candidate, Matter, fit_of, has_room, who_could, widest
from bot.store.database import Transaction
from bot.usecases.candidates import candidates
from bot.usecases.desk_settings import DeskRules


@dataclass(frozen=True)
class Staff:
    """How many people. `full` ones take the next customer when one of theirs is done, `busy` ones when they say so.

    `capacity` is what one of them has at once, on average and at least 1.
    """

    free: int
    full: int
    busy: int
    capacity: int = 1

    @property
    def somebody(self) -> bool:
        return self.free + self.full + self.busy > 0

    @property
    def all_busy(self) -> bool:
        return self.somebody and not self.free

    @property
    def serving(self) -> int:
        return self.free + self.full


def staff_for(tx: Transaction, rules: DeskRules, now: float, matter: Matter | None = None) -> Staff:
    """Of everybody at the desk, or of those whom this matter may go to by language and skill."""
    there = candidates(tx, rules, now)
    online = [one for one in there if one.online] if matter is None else who_could(matter, there, rules.routing)
    free = sum(has_room(one) for one in online)
    capacity = max(1, sum(one.capacity for one in online) // len(online)) if online else 1
    return Staff(free, len(online) - free, len(_busy(there, rules, matter)), capacity)


def _busy(there: Sequence[Candidate], rules: DeskRules, matter: Matter | None) -> list[Candidate]:
    """There, but taking nobody new; of these too only who suits the matter."""
    busy = [one for one in there if not one.online]
    if matter is None:
        return busy
    limit = widest(matter, there, rules.routing)
    return [one for one in busy if fit_of(one, matter) <= limit]
