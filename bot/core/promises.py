"""By when somebody acts, in the moments that customers are told: the service levels laid over the opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.hours import OpeningHours
from bot.core.service_levels import ClockKind, ClockRules, ServiceLevels
from bot.core.words import Nature, Urgency


@dataclass(frozen=True)
class Promise:
    """Two deadlines of one matter, both timezone-aware."""

    first_response: datetime
    resolution: datetime


def promise(
    urgency: Urgency,
    nature: Nature,
    asked_at: datetime,
    hours: OpeningHours,
    live: bool,
    levels: ServiceLevels = ServiceLevels(),
    rules: ClockRules = ClockRules(),
) -> Promise:
    """`live` is a customer waiting in the queue; otherwise a ticket is answered later.

    Critical matters run on the wall clock, day and night; everything else on opening time, except the
    24 hours within which a complaint is closed, which the customer was promised as hours.
    """

    def due(clock: ClockKind) -> datetime:
        time = timedelta(minutes=levels.minutes(clock, urgency.value, nature.value))
        return asked_at + time if rules.by_wall(clock, urgency.value) else hours.after_open_time(asked_at, time)

    first = due(ClockKind.FIRST if live else ClockKind.CALLBACK)
    return Promise(first, max(first, due(ClockKind.RESOLUTION)))
