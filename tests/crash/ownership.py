"""Who had a conversation when: rebuilt from the numbered notices that every change of owner leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NEXT = {
    "queued": "queue",
    "joined": "agent",
    "released": "bot",
    "resolved": "bot",
    "left_queue": "bot",
    "nobody_came": "bot",
    "agent_silent": "queue",
    "agent_gone": "queue",
    "customer_silent": "bot",
    "resumed": "agent",
    "reopened": "agent",
    "reopened_queued": "queue",
    "transferred": "agent",
    "put_back": "queue",
    "taken_over": "agent",
    "reassigned": "agent",
    "sent_back": "queue",
}
# By a team lead's order, whoever had it.
ORDERS = ("taken_over", "reassigned", "sent_back")
# Which owner each change may come from.
FROM = {
    "queued": ("bot",),
    "joined": ("bot", "queue"),
    "released": ("agent",),
    "resolved": ("agent",),
    "left_queue": ("queue",),
    "nobody_came": ("queue",),
    "agent_silent": ("agent",),
    "agent_gone": ("agent",),
    "customer_silent": ("agent",),
    "resumed": ("bot",),
    "reopened": ("bot",),
    "reopened_queued": ("bot",),
    "transferred": ("agent",),
    "put_back": ("agent",),
    "taken_over": ("agent",),
    "reassigned": ("agent", "queue"),
    "sent_back": ("agent",),
}


@dataclass(frozen=True)
class Holder:
    owner: str
    epoch: int
    since: int
    agent: str | None = None

    def __str__(self) -> str:
        return f"{self.agent or self.owner}'s (epoch {self.epoch})"


@dataclass
class Ownership:
    holders: list[Holder] = field(default_factory=lambda: [Holder("bot", 0, 0)])
    problems: list[str] = field(default_factory=list)

    @property
    def epoch(self) -> int:
        return self.holders[-1].epoch

    def at(self, seq: int) -> Holder:
        return next(holder for holder in reversed(self.holders) if holder.since < seq or holder.since == 0)


def ownership(messages: Sequence[Any]) -> Ownership:
    """From all numbered messages of one conversation, in order."""
    found = Ownership()
    for row in messages:
        change = (row.data or {}).get("event") if row.kind == "event" else None
        if change not in NEXT:
            continue
        before = found.holders[-1]
        if row.epoch != before.epoch + 1:
            found.problems.append(f"message {row.seq} ({change}) begins epoch {row.epoch} after {before.epoch}")
        if before.owner not in FROM[change]:
            found.problems.append(f"message {row.seq}: {change} although it was {before}")
        agent = row.data.get("agent")
        giver = row.data.get("from", agent)
        if before.owner == "agent" and change not in ORDERS and giver != before.agent:
            found.problems.append(f"message {row.seq}: {giver} gave back what was {before}")
        found.holders.append(Holder(NEXT[change], row.epoch, row.seq, agent if NEXT[change] == "agent" else None))
    return found
