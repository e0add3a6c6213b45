"""Opening hours: is the desk open, when does it open next, when have two service hours passed.

Plain functions over plain values. Days off come in as data, so this file needs no calendar library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HoursError(ValueError):
    """Opening hours that cannot be read; the message quotes the line."""


@dataclass(frozen=True)
class OpeningHours:
    """Weekly periods as minutes of the local day, e.g. {0: ((540, 1260),)} for Monday 09:00–21:00."""

    periods: Mapping[int, tuple[tuple[int, int], ...]]
    zone: ZoneInfo
    closed_dates: frozenset[date] = field(default_factory=frozenset)

    def of_day(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if day in self.closed_dates:
            return ()
        midnight = datetime.combine(day, time(), self.zone)
        return tuple((_at(midnight, start), _at(midnight, end)) for start, end in self.periods.get(day.weekday(), ()))

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        return any(start <= local < end for start, end in self.of_day(local.date()))

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment at which the desk opens, or None when it does not within a year."""
        local = now.astimezone(self.zone)
        for offset in range(366):
            for start, _ in self.of_day(local.date() + timedelta(days=offset)):
                if start > local:
                    return start
        return None

    def after_open_time(self, start: datetime, duration: timedelta) -> datetime:
        """The moment when `duration` of opening time has passed since `start`."""
        left = duration
        local = start.astimezone(self.zone)
        for offset in range(366):
            for begin, end in self.of_day(local.date() + timedelta(days=offset)):
                begin = max(begin, local)
                if begin >= end:
                    continue
                if end - begin >= left:
                    return begin + left
                left -= end - begin
        return start + duration


def _at(midnight: datetime, minute: int) -> datetime:
    days, rest = divmod(minute, 24 * 60)
    return (midnight + timedelta(days=days)).replace(hour=rest // 60, minute=rest % 60)


def parse_hours(
    weekly: Mapping[str, Sequence[Sequence[str]]], zone: str, closed_dates: Sequence[str] = ()
) -> OpeningHours:
    periods: dict[int, tuple[tuple[int, int], ...]] = {}
    for name, spans in weekly.items():
        if name not in DAYS:
            raise HoursError(f"opening_hours: {name!r} is not a day; use {', '.join(DAYS)}.")
        day = []
        for span in spans or ():
            try:
                start, end = (_minutes(str(value)) for value in span)
            except (TypeError, ValueError):
                raise HoursError(f'opening_hours.{name}: {span!r} should look like ["09:00", "21:00"].') from None
            if start >= end:
                raise HoursError(f"opening_hours.{name}: {span!r} ends before it starts.")
            day.append((start, end))
        periods[DAYS.index(name)] = tuple(sorted(day))
    try:
        days_off = frozenset(date.fromisoformat(day) for day in closed_dates)
    except ValueError as error:
        raise HoursError(f"closed_dates: {error}; write dates as 2026-02-17.") from error
    return OpeningHours(periods, ZoneInfo(zone), days_off)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    value = int(hour) * 60 + int(minute)
    if not 0 <= value <= 24 * 60:
        raise ValueError(clock)
    return value
