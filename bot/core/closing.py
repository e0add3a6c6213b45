"""Why nobody serves at this moment: a break between two periods, a holiday, or the hours of the week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from bot.core.hours import OpeningHours

# Longer than this nobody calls it a break: the afternoon of a shop that serves at night.
LONGEST_BREAK = timedelta(hours=3)
Why = Literal["break", "holiday", "hours"]


@dataclass(frozen=True)
class Closing:
    """`opens` is None when the desk does not open within a year; `holiday` is its name by language."""

    why: Why
    opens: datetime | None
    holiday: Mapping[str, str] | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"why": self.why, "holiday": dict(self.holiday) if self.holiday else None}


def closing(hours: OpeningHours, now: datetime) -> Closing | None:
    """None while the desk is open.

    A holiday counts as soon as it is what keeps the desk shut longer than the week would: also on the evening before,
    and on the Sunday in its middle.
    """
    if hours.is_open(now):
        return None
    now = now.astimezone(timezone.utc)
    opens = hours.next_opening(now)
    today = hours.today(now)
    if opens is None:
        return Closing("hours", None)
    last = hours.today(opens)
    if last == today and any(end <= now and opens - end <= LONGEST_BREAK for _, end in hours.of_day(today)):
        return Closing("break", opens)
    day = today
    while day < last:
        name = hours.public.holidays.get(day)
        if name and hours.usual(day) and not hours.spans(day):
            return Closing("holiday", opens, name)
        day += timedelta(days=1)
    return Closing("hours", opens)
