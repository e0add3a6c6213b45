"""Where somebody stands in the queue, and what may honestly be said about the wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core.routing import Matter
from bot.core.waiting import wait_range
from bot.core.words import Urgency
from bot.store import handoffs, tickets, waiting
from bot.store.database import Transaction
from bot.usecases.candidates import matters
from bot.usecases.desk_settings import DeskRules
from bot.usecases.who_is_there import staff_for


@dataclass(frozen=True)
class Place:
    """`wait` is a range of minutes, None when none can be promised.

    `people_online`: somebody is at the desk who could take it; `all_busy`: and of these nobody has a hand free.
    """

    position: int
    wait: tuple[int, int] | None
    ticket: str | None
    emergency: bool
    people_online: bool
    all_busy: bool


def place_in_queue(tx: Transaction, rules: DeskRules, handoff: Any, now: float, matter: Matter | None = None) -> Place:
    """`matter` where the caller has looked already."""
    staff = staff_for(tx, rules, now, matter or matters(tx, [handoff], now)[handoff.id])
    emergency = handoff.urgency == Urgency.CRITICAL.value
    # A desk that somebody left open for the night promises no minutes; only danger is answered at any hour.
    serving = staff.serving if emergency or rules.is_open(now) else 0
    position = waiting.position(tx, handoff, now, rules.routing.ageing_step)
    ticket = tickets.of_handoff(tx, handoff.id)
    return Place(
        position,
        wait_range(position, serving, handoffs.recent_minutes(tx), staff.capacity),
        ticket.number if ticket else None,
        emergency,
        staff.somebody,
        staff.all_busy,
    )
