"""A day that a text names, and the reckoning both languages share."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Day:
    """`grain` is "day", "week", or "time" when the words already give the hour (半小时后, in two hours)."""

    start: int
    end: int
    at: datetime
    grain: str = "day"
    # Words such as 今天, Friday or 28 Nov cannot be a house number; 11号 and 11/28 can.
    spoken: bool = True


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def weekday_of_week(now: datetime, weekday: int, weeks: int = 0) -> datetime:
    """Monday is 0; the week runs from Monday to Sunday, in both languages."""
    return midnight(now.date() - timedelta(days=now.weekday()) + timedelta(days=weekday, weeks=weeks))


def next_weekday(now: datetime, weekday: int) -> datetime:
    """The coming one; on that weekday itself people say "today", so it is a week later."""
    return midnight(now.date() + timedelta(days=(weekday - now.weekday() - 1) % 7 + 1))


def calendar_day(now: datetime, year: int | None, month: int, day: int, past: bool) -> datetime | None:
    """Without a year the nearest such day, or the last one when the sentence speaks of the past."""
    if year is not None:
        return _valid(year + 2000 if year < 100 else year, month, day)
    near = [found for y in (now.year - 1, now.year, now.year + 1) if (found := _valid(y, month, day))]
    if past:
        near = [one for one in near if one.date() <= now.date()]
    return min(near, key=lambda one: abs(one - now), default=None)


def day_of_month(now: datetime, day: int, past: bool, months: int | None = None) -> datetime | None:
    """The 28th: of the given month counted from this one, else the coming one (or the last one)."""
    if months is not None:
        return _valid(*_month(now, months), day)
    for step in (0, -1, -2) if past else (0, 1, 2):
        found = _valid(*_month(now, step), day)
        if found and (found.date() <= now.date() if past else found.date() >= now.date()):
            return found
    return None


def later(now: datetime, number: int, unit: str) -> datetime:
    """`unit` is minute, hour, day, week, month or year; negative numbers go back."""
    if unit in ("minute", "hour"):
        return now + timedelta(**{f"{unit}s": number})
    if unit in ("day", "week"):
        return midnight((now + timedelta(**{f"{unit}s": number})).date())
    year, month = _month(now, number * (12 if unit == "year" else 1))
    return midnight(date(year, month, min(now.day, calendar.monthrange(year, month)[1])))


def _month(now: datetime, months: int) -> tuple[int, int]:
    years, month = divmod(now.month - 1 + months, 12)
    return now.year + years, month + 1


def _valid(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)
    except ValueError:
        return None
