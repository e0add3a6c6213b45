"""Times of day in English: 3pm, 10:30, 10 to 12, half past three, in the evening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.engine.extract.clock import Clock, part_clock, part_of, range_end, time_of_day
from bot.engine.extract.numerals import english

_PART = "morning|afternoon|evening|night|noon|midday|lunchtime"
_OTHER_WORDS = {"night": "evening", "midday": "noon", "lunchtime": "noon"}
_HOUR_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"


def _time(name: str) -> str:
    return (
        rf"(?:(?:(?P<{name}_clock>[01]?[0-9]|2[0-3])(?:(?P<{name}_colon>:)|\.)(?P<{name}_minutes>[0-5][0-9])(?![0-9:.])|(?P<{name}_hour>[0-9]{{1,2}})(?![0-9/:.%]))"
        rf"(?:\s?(?P<{name}_half>[ap])\.?m\b\.?|(?P<{name}_oclock>\s?o'?clock\b))?)"
    )


_AT = re.compile(
    rf"(?<![A-Za-z0-9/.:$¥€£#+\-])(?:(?:at|after|before|around|about|by|from|between)\s+)?(?P<whole>{_time('since')}"
    rf"(?:\s?(?:-|~|to|and|until|till)\s?{_time('until')})?)(?![A-Za-z0-9/%\-])(?:,? ?in the (?P<part>{_PART})\b|(?P<night> at night\b))?",
    re.IGNORECASE,
)
_PAST = re.compile(rf"\b(?P<part>half|quarter) (?P<way>past|to) (?P<hour>[0-9]{{1,2}}|{_HOUR_WORDS})\b", re.IGNORECASE)
_PART_ALONE = re.compile(
    rf"(?<!good )(?<!every )\b(?P<introduced>in the )?(?:early |late )?(?:(?P<part>{_PART})|(?<=to)(?P<tonight>night)|(?<=last )night)\b",
    re.IGNORECASE,
)
_TONIGHT = re.compile(r"\btonight\b|(?<=\blast )night\b", re.IGNORECASE)


def clocks_en(text: str) -> Iterator[Clock]:
    taken: list[tuple[int, int]] = []
    for clock in (*_with_hours(text), *_past(text)):
        taken.append((clock.start, clock.end))
        yield clock
    for match in _TONIGHT.finditer(text):
        # The day takes the word as well; joined they are "this evening".
        yield part_clock(match.end(), match.end(), "evening", sure=False)
    for match in _PART_ALONE.finditer(text):
        if not match["part"] or any(start <= match.start() < end for start, end in taken):
            continue
        part = _OTHER_WORDS.get(match["part"].lower(), match["part"].lower())
        yield part_clock(*match.span(), part, sure=bool(match["introduced"]))


def _with_hours(text: str) -> Iterator[Clock]:
    for match in _AT.finditer(text):
        part = ("evening" if match["night"] else match["part"] or "").lower() or None
        part = _OTHER_WORDS.get(part or "", part)
        first, second = match["since_half"], match["until_half"]
        since = _read(match, "since", part, first or second)
        if since is None:
            continue
        until = _read(match, "until", part, second)
        if until is not None and not first and second and since > until:
            since = _read(match, "since", part, "a") or since  # "10 to 2pm" begins in the morning.
        marks = ("since_half", "until_half", "since_colon", "until_colon", "since_oclock", "until_oclock")
        sure = part is not None or any(match[mark] for mark in marks)
        yield Clock(match.start("whole"), match.end(), since, range_end(since, until), part_of(part, since), sure=sure)


def _past(text: str) -> Iterator[Clock]:
    for match in _PAST.finditer(text):
        minutes = 30 if match["part"].lower() == "half" else 15
        hour = english(match["hour"]) or 12
        since = time_of_day(hour, 0, None) + timedelta(minutes=minutes if match["way"].lower() == "past" else -minutes)
        yield Clock(*match.span(), since, part=part_of(None, since))


def _read(match: re.Match[str], name: str, part: str | None, half: str | None) -> timedelta | None:
    written = match[f"{name}_clock"] or match[f"{name}_hour"]
    if written is None:
        return None
    hour, minute = int(written), int(match[f"{name}_minutes"] or 0)
    if hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        return timedelta(hours=hour % 12 + (12 if half.lower() == "p" else 0), minutes=minute)
    return time_of_day(hour, minute, part, written_out=minute > 0 and written.startswith("0"))
