"""A time of day, and the reckoning both languages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# From and until which hour; a technician's morning begins at eight.
_HOURS = {"morning": (8, 12), "noon": (12, 14), "afternoon": (13, 18), "evening": (18, 22), "night": (0, 6)}
_SAID_AS = {"noon": "afternoon", "night": None}


@dataclass(frozen=True)
class Clock:
    """Counted from midnight of its day, because "12 at night" belongs to the next one.

    `sure` clocks are a time without a day beside them; the others ("at 3", 两点, "morning") only with one.
    """

    start: int
    end: int
    since: timedelta
    until: timedelta | None = None
    part: str | None = None
    exact: bool = True
    sure: bool = True


def part_clock(start: int, end: int, part: str, sure: bool) -> Clock:
    """A part of the day without an hour."""
    since, until = _HOURS[part]
    return Clock(
        start, end, timedelta(hours=since), timedelta(hours=until), _SAID_AS.get(part, part), part == "noon", sure
    )


def time_of_day(hour: int, minute: int, part: str | None, written_out: bool = False) -> timedelta:
    """The hour as people mean it: a bare 3 is the afternoon, because nobody is visited at three at night."""
    if part in ("afternoon", "noon") and hour < 11:
        hour += 12
    elif part == "evening" and hour <= 12:
        # 晚上12点 is the end of the day and 晚上1点 comes after it.
        hour += 12 if 5 <= hour < 12 else 12 if hour == 12 else 24
    elif part == "night" and hour == 12:
        hour = 0
    elif part is None and not written_out and 1 <= hour <= 7:
        hour += 12
    return timedelta(hours=hour, minutes=minute)


def range_end(since: timedelta, until: timedelta | None) -> timedelta | None:
    half_day = timedelta(hours=12)
    if until is not None and until <= since < until + half_day:
        until += half_day
    return until if until is not None and until > since else None


def part_of(part: str | None, since: timedelta) -> str | None:
    """morning, afternoon or evening: as said, else by the hour."""
    if part in ("morning", "afternoon", "evening"):
        return part
    hour = since.seconds // 3600
    return "morning" if 5 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening" if hour >= 18 else None
