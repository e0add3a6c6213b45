"""By when somebody acts: the norms of the trade as one table (service-norms, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.hours import OpeningHours
from bot.core.words import Nature, Urgency


@dataclass(frozen=True)
class Promise:
    """Two deadlines of one matter, both timezone-aware."""

    first_response: datetime
    resolution: datetime


def promise(urgency: Urgency, nature: Nature, asked_at: datetime, hours: OpeningHours, live: bool) -> Promise:
    """`live` is a customer waiting in the queue; otherwise a ticket is answered later.

    Critical matters run on the wall clock, day and night; everything else on opening time, except the
    24 hours within which a complaint is closed, which the customer was promised as hours.
    """
    if urgency is Urgency.CRITICAL:
        return Promise(asked_at + timedelta(minutes=1), asked_at + timedelta(hours=24))
    if nature is Nature.COMPLAINT:
        first = hours.after_open_time(asked_at, timedelta(minutes=5) if live else timedelta(hours=1))
        return Promise(first, max(first, asked_at + timedelta(hours=24)))
    if live:
        wait = timedelta(minutes=1) if urgency is Urgency.HIGH else timedelta(minutes=5)
        first = hours.after_open_time(asked_at, wait)
    else:
        first = hours.after_open_time(asked_at, timedelta(hours=2))
    return Promise(first, max(first, asked_at + timedelta(hours=24)))
