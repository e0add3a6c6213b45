"""The manager's look at the promises made in the queue."""

from __future__ import annotations

from bot.core.promised_waits import Kept, Waited, kept
from bot.store import handoffs
from bot.store.database import Store

DAY = 24 * 3600.0


def promises_kept(store: Store, days: int, now: float) -> Kept:
    """Of the customers who entered the queue in the last `days` days."""
    with store.read() as tx:
        rows = handoffs.asked_since(tx, now - days * DAY)
    return kept(
        Waited(
            (row.wait_low, row.wait_high) if row.wait_low is not None else None,
            ((row.accepted_at or row.ended_at or now) - row.asked_at) / 60,
            row.accepted_at is not None,
        )
        for row in rows
    )
