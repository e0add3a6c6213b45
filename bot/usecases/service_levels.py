"""The service levels as they hold at this moment: the standard, and over it what managers have changed."""

from __future__ import annotations

from bot.core.service_levels import ClockKind, Level, ServiceLevels
from bot.store import sla
from bot.store.database import Transaction


def service_levels(tx: Transaction) -> ServiceLevels:
    return ServiceLevels(
        {Level(ClockKind(row.clock), row.nature, row.urgency, row.tier): row.minutes for row in sla.targets(tx)}
    )
