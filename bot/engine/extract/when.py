"""Dates and times: a day, a time of day, or both side by side; also "as soon as possible"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.engine.extract.clock import Clock
from bot.engine.extract.clock_en import clocks_en
from bot.engine.extract.clock_zh import clocks_zh
from bot.engine.extract.day import Day, midnight
from bot.engine.extract.day_en import days_en
from bot.engine.extract.day_zh import days_zh
from bot.engine.extract.found import Found, longest

_VAGUE = re.compile(
    r"尽快|盡快|尽早|越快越好|越早越好|早点来|快点来|随时(?:都?可以|都行)?|什么时候都(?:可以|行)"
    r"|\b(?:asap|a\.s\.a\.p\.?|as soon as (?:possible|you can|u can)|the sooner the better|any ?time|whenever)\b",
    re.IGNORECASE,
)
# In such a sentence a day without a year is behind us: 10月20号收到的, bought it on 3 May.
_PAST = re.compile(
    r"[买購购收签簽装裝]的|买了|收到|签收|到货|下的?单|开始|就坏|坏[了的]|昨|刚才|上个?[月周]|以来|至今"
    r"|\b(?:bought|purchased|ordered|arrived|delivered|received|since|started|broke|ago|was|got it|installed)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"[\s,，、的]*(?:大概|大约|差不多|是|在|at|in the|on|of|around|about|from|between|after|before|any ?time|early|late)?[\s,]*(?:the )?$",
    re.IGNORECASE,
)
_APART = 20
_CLAUSE = re.compile(r"[,，。;；.!！?？\n]")


def find_when(text: str, now: datetime) -> Iterator[Found]:
    """`now` is the shop's local time; values are local too, without a zone: 2025-11-28T15:30, or 2025-11-28."""
    now = now.replace(tzinfo=None, second=0, microsecond=0)
    days = longest((*days_zh(text, now, False), *days_en(text, now, False)))
    days = longest(one for one in _with_past(text, now, days))
    dated = {place for day in days for place in range(day.start, day.end)}
    clocks = longest((*clocks_zh(text), *clocks_en(text)))
    free = [clock for clock in clocks if dated.isdisjoint(range(clock.start, clock.end))]
    found = []
    for day in days:
        clock = next((one for one in free if _joined(text, day, one)), None)
        if clock is not None:
            free.remove(clock)
        found.append(_when(text, now, day, clock))
    found += [_when(text, now, None, clock) for clock in free if clock.sure]
    if found:
        yield from sorted(found, key=lambda one: one.start)
        return
    for match in _VAGUE.finditer(text):
        yield Found("when", None, *match.span(), {"grain": "vague"})


def is_spoken(when: Found) -> bool:
    """False for a bare 11号 or 11/28, which inside an address is a house."""
    return bool(when.info.get("spoken", True))


def _with_past(text: str, now: datetime, days: list[Day]) -> Iterator[Day]:
    """Days in a clause that speaks of the past are read again as past days."""
    if not days or not _PAST.search(text):
        yield from days
        return
    past = {(day.start, day.end): day for day in (*days_zh(text, now, True), *days_en(text, now, True))}
    for day in days:
        yield past.get((day.start, day.end), day) if _PAST.search(_clause(text, day)) else day


def _clause(text: str, day: Day) -> str:
    start = max((mark.end() for mark in _CLAUSE.finditer(text, 0, day.start)), default=0)
    mark = _CLAUSE.search(text, day.end)
    return text[start : mark.start() if mark else len(text)]


def _joined(text: str, day: Day, clock: Clock) -> bool:
    if day.grain == "time" or clock.start - day.end > _APART or day.start - clock.end > _APART:
        return False
    first, second = (day, clock) if day.start <= clock.start else (clock, day)
    return _BETWEEN.match(text[first.end : second.start]) is not None


def _when(text: str, now: datetime, day: Day | None, clock: Clock | None) -> Found:
    start = min(one.start for one in (day, clock) if one)
    end = max(one.end for one in (day, clock) if one)
    info: dict[str, Any] = {}
    if day is not None and not day.spoken and clock is None:
        info["spoken"] = False
    if clock is None:
        assert day is not None  # noqa: S101 - one of the two is always there
        info |= {"grain": day.grain, "past": day.at < (now if day.grain == "time" else midnight(now.date()))}
        last = day.at + timedelta(days=7)
        if day.grain == "week":
            info["past"] = last <= now
        return Found(
            "when",
            day.at.isoformat(timespec="minutes") if day.grain == "time" else day.at.date().isoformat(),
            start,
            end,
            info,
        )
    base = day.at if day else midnight(now.date())
    begins, ends = base + clock.since, base + clock.until if clock.until else None
    if day is None and (begins if clock.exact else ends or begins) <= now:
        begins, ends = begins + timedelta(days=1), ends + timedelta(days=1) if ends else None
    if not clock.exact and ends and begins < now < ends:
        begins = now  # "This afternoon", said at three, begins now.
    info |= {"grain": "time" if clock.exact else "part", "past": (ends if ends and not clock.exact else begins) < now}
    if clock.part:
        info["part_of_day"] = clock.part
    if ends and clock.exact:
        info["end"] = ends.isoformat(timespec="minutes")
    return Found("when", begins.isoformat(timespec="minutes"), start, end, info)
