"""Opening hours: is the desk open, when does it open next, when have two service hours passed.

Plain functions over plain values. Special days and public holidays come in as data, so this file needs no calendar
library. Moments are compared in UTC: in a night when the clocks change, local times lie about what is later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.public_days import PublicDays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY = 0
# Minutes of the local day, in order: ((540, 720), (810, 1080)) is 09:00–12:00 and 13:30–18:00.
Spans = tuple[tuple[int, int], ...]


class HoursError(ValueError):
    """Opening hours that cannot be read; the message quotes the line."""


@dataclass(frozen=True)
class OpeningHours:
    """`periods` are the week's, by weekday. What is more particular wins: special days, worked weekends, holidays, week."""

    periods: Mapping[int, Spans]
    zone: ZoneInfo
    # The operator's own calendar, closed dates included; nothing overrules it.
    special: Mapping[date, Spans] = field(default_factory=dict)
    public: PublicDays = field(default_factory=PublicDays)
    # Of a weekend day that is worked instead of a holiday; None are Monday's.
    moved: Spans | None = None

    def spans(self, day: date) -> Spans:
        if day in self.special:
            return self.special[day]
        if day in self.public.worked:
            # A shop that is shut on Mondays has hours of its own on weekends.
            return self.moved if self.moved is not None else self.periods.get(MONDAY) or self.usual(day)
        return () if day in self.public.holidays else self.usual(day)

    def usual(self, day: date) -> Spans:
        """What the week alone would say of this day."""
        return self.periods.get(day.weekday(), ())

    def of_day(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        midnight = datetime.combine(day, time(), self.zone)
        return tuple((_at(midnight, start), _at(midnight, end)) for start, end in self.spans(day))

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def is_open(self, now: datetime) -> bool:
        now = now.astimezone(timezone.utc)
        return any(start <= now < end for start, end in self.of_day(self.today(now)))

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment at which the desk opens, or None when it does not within a year."""
        now = now.astimezone(timezone.utc)
        for offset in range(366):
            for start, _ in self.of_day(self.today(now) + timedelta(days=offset)):
                if start > now:
                    return start
        return None

    def after_open_time(self, start: datetime, duration: timedelta) -> datetime:
        """The moment when `duration` of opening time has passed since `start`."""
        left = duration
        since = start.astimezone(timezone.utc)
        for offset in range(366):
            for begin, end in self.of_day(self.today(since) + timedelta(days=offset)):
                begin, end = max(begin.astimezone(timezone.utc), since), end.astimezone(timezone.utc)
                if begin >= end:
                    continue
                if end - begin >= left:
                    return (begin + left).astimezone(self.zone)
                left -= end - begin
        return start + duration

    def open_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` the desk was open; nothing when `end` is not later."""
        since, until = start.astimezone(timezone.utc), end.astimezone(timezone.utc)
        passed = timedelta()
        day, last = self.today(since), self.today(until)
        while day <= last:
            for begin, close in self.of_day(day):
                begin, close = max(begin.astimezone(timezone.utc), since), min(close.astimezone(timezone.utc), until)
                passed += max(close - begin, timedelta())
            day += timedelta(days=1)
        return passed

    @property
    def never_opens(self) -> bool:
        """A shop without any hours."""
        return not any(self.periods.values()) and not any(self.special.values())


def _at(midnight: datetime, minute: int) -> datetime:
    days, rest = divmod(minute, 24 * 60)
    return (midnight + timedelta(days=days)).replace(hour=rest // 60, minute=rest % 60)


def parse_hours(
    weekly: Any,
    zone: str,
    closed_dates: Any = (),
    special_days: Any = None,
    moved_workdays: Any = None,
    public: PublicDays | None = None,
) -> OpeningHours:
    """Opening hours as they stand in the settings; what cannot be right is quoted and refused."""
    if not isinstance(weekly, Mapping):
        raise HoursError(f'opening_hours: {weekly!r} should have a line per day, like `mon: [["09:00", "21:00"]]`.')
    periods: dict[int, Spans] = {}
    for name, spans in weekly.items():
        if name not in DAYS:
            raise HoursError(f"opening_hours: {name!r} is not a day; use {', '.join(DAYS)}.")
        periods[DAYS.index(name)] = _spans(f"opening_hours.{name}", spans)
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise HoursError(f"time_zone: {zone!r} is unknown; write one like Asia/Shanghai.") from error
    special = _special(special_days, closed_dates)
    moved = None if moved_workdays is None else _spans("moved_workday_hours", moved_workdays)
    return OpeningHours(periods, place, special, public or PublicDays(), moved)


def _special(special_days: Any, closed_dates: Any) -> dict[date, Spans]:
    """The operator's own days: those with hours of their own, and those without any."""
    if not isinstance(special_days or {}, Mapping):
        raise HoursError(
            f'special_days: {special_days!r} should have a line per date, like `"2026-11-11": [["08:00", "24:00"]]`.'
        )
    if isinstance(closed_dates, str) or not isinstance(closed_dates or (), Sequence):
        raise HoursError(f'closed_dates: {str(closed_dates)!r} should be a list, like ["2026-02-17"].')
    special = {
        _date("special_days", day): _spans(f"special_days.{day}", of) for day, of in (special_days or {}).items()
    }
    for day in closed_dates or ():
        closed = _date("closed_dates", day)
        if special.setdefault(closed, ()):
            raise HoursError(f"special_days.{closed}: closed_dates names this day as well; keep one of the two lines.")
    return special


def _date(setting: str, written: Any) -> date:
    try:
        return date.fromisoformat(str(written))
    except ValueError as error:
        raise HoursError(f"{setting}: {str(written)!r} is not a date; write dates as 2026-02-17.") from error


def _spans(line: str, written: Any) -> Spans:
    if isinstance(written, str) or not isinstance(written or (), Sequence):
        raise HoursError(f'{line}: {written!r} should be a list of periods, like [["09:00", "21:00"]].')
    found = []
    for span in written or ():
        try:
            if isinstance(span, str):
                raise TypeError(span)
            start, end = (_minutes(str(value)) for value in span)
        except (TypeError, ValueError):
            raise HoursError(f'{line}: {span!r} should look like ["09:00", "21:00"], with the quotes.') from None
        if start >= end:
            raise HoursError(
                f"{line}: {list(span)!r} ends before it starts. A night has two lines: "
                '["20:00", "24:00"], and ["00:00", "02:00"] on the next day.'
            )
        found.append((start, end))
    found.sort()
    for (start, end), (begin, _) in zip(found, found[1:]):
        if begin < end:
            raise HoursError(
                f"{line}: the period from {shown(begin)} begins before that from {shown(start)} has ended."
            )
    return tuple(found)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    value = int(hour) * 60 + int(minute)
    if not 0 <= value <= 24 * 60 or not 0 <= int(minute) < 60:
        raise ValueError(clock)
    return value


def shown(minute: int) -> str:
    """540 as "09:00"; the end of the day is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"
