"""The manager's look at the service levels of the last days."""

from __future__ import annotations

from bot.core.sla_report import Kept, Measured, report
from bot.store import sla
from bot.store.database import Store

DAY = 24 * 3600.0


def levels_kept(store: Store, days: int, now: float) -> dict[str, Kept]:
    """Of the clocks that ended in the last `days` days, and of those that are late now; by kind of clock."""
    with store.read() as tx:
        rows = sla.measured_since(tx, now - days * DAY)
    return report(Measured(row.kind, row.outcome, row.spent / 60) for row in rows)
