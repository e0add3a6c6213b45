"""Days in English: tomorrow, next Friday, this weekend, 28 Nov, the 28th, 11/28, in two days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.engine.extract.day import Day, calendar_day, day_of_month, later, midnight, next_weekday, weekday_of_week
from bot.engine.extract.numerals import ENGLISH, english

_RELATIVE = {
    "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0,
}  # fmt: skip
_NAMED = re.compile(
    r"\b(?:the )?(?P<day>day before yesterday|day after (?P<typo2>tomm?orr?ow|tmrw?)|yesterday|today|(?P<typo>tomm?orr?ow|tmrw?)"
    r"|tonight|last night)\b|\bthis (?=morning\b|afternoon\b|evening\b)",
    re.IGNORECASE,
)
# "Not tomorrow, the day after": the day that was named is left out.
_DAY_AFTER = re.compile(
    r"\bthe day after\b(?! *(?:tomm?orr?ow|tmrw?|yesterday|that|this|my|the|i\b|it\b|we\b|you\b|[0-9]|[a-z]+day))",
    re.IGNORECASE,
)
_TOMORROW = re.compile(r"\b(?:tomm?orr?ow|tmrw?)\b", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
# "I sat", "the sun", "I wed": short forms need a word in front or a time behind, or stand as Fri or Mon.
_WEEKDAY = re.compile(
    rf"(?<!every )(?<!each )\b(?:(?P<which>next|this|last|coming|on|by|until|till|or|to)\s+(?:coming\s+)?)?"
    rf"(?:(?P<full>{_FULL})|(?P<short>mon|tues?|weds?|thurs?|thu|fri|sat|sun))\b(?P<week> (?:of )?(?:next|this) week)?(?!s\b)",
    re.IGNORECASE,
)
_AFTER_SHORT = re.compile(r"\.?,?\s+(?:morning|afternoon|evening|at|[0-9])", re.IGNORECASE)
_WEEKEND = re.compile(r"\b(?:(?P<which>next|this|last|the|coming)\s+)(?:coming )?weekend\b", re.IGNORECASE)
_WEEK_ALONE = re.compile(rf"\b(?P<which>next|last) week\b(?!\s+(?:on )?(?:{_FULL}))", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,? (?P<year>20[0-9]{2})\b)?"
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH} ?(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?!:|-?[ap]m\b| ?[ap]m\b){_YEAR}", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"(?<![0-9:/.\-])\b(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ \-]?(?<![0-9]){_MONTH}{_YEAR}",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?P<on>on|by|until|till|before|after|for|to|it's|from)?\s*(?:\bthe |^)(?P<day>[0-9]{1,2})(?:st|nd|rd|th)\b(?! +(?!at\b|in\b|is\b|or\b|if\b|please\b|instead\b|morning|afternoon|evening|around\b|after\b|before\b|between\b|works?\b|would\b)[a-z])",
    re.IGNORECASE,
)
# 24/7 is a promise, 1/2 a half; house numbers such as 11/28 Smith Street belong to an introduced address.
_SLASHED = re.compile(
    r"(?<![0-9/.\-A-Za-z])(?!24/7|[12]/[234]\b|3/4\b)(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?(?![0-9/])"
)
_IN = re.compile(
    rf"\bin (?!a minute\b)(?:about |around )?(?:(?P<half>half an? )|(?P<couple>a couple of )|(?P<number>{ENGLISH}|[0-9]{{1,2}}) )"
    r"(?P<unit>minute|hour|day|week|month)s?(?:' time)?\b",
    re.IGNORECASE,
)
_FROM_NOW = re.compile(
    rf"(?<!every )\b(?P<number>{ENGLISH}|[0-9]{{1,2}}) (?P<unit>minute|hour|day|week|month|year)s? (?P<way>from now|later|ago)\b",
    re.IGNORECASE,
)


def days_en(text: str, now: datetime, past: bool) -> Iterator[Day]:
    for match in _NAMED.finditer(text):
        yield Day(*match.span(), midnight((now + timedelta(days=_named(match))).date()))
    for match in _DAY_AFTER.finditer(text):
        if _TOMORROW.search(text, 0, match.start()):
            yield Day(*match.span(), midnight((now + timedelta(days=2)).date()))
    for match in _WEEKDAY.finditer(text):
        yield from _weekday(text, match, now, past)
    for match in _WEEKEND.finditer(text):
        which = match["which"].lower()
        saturday = weekday_of_week(now, 5, {"next": 1, "last": -1}.get(which, 0))
        sunday_already = which not in ("next", "last") and now.weekday() == 6
        yield Day(*match.span(), saturday + timedelta(days=1) if sunday_already else saturday)
    for match in _WEEK_ALONE.finditer(text):
        yield Day(*match.span(), weekday_of_week(now, 0, 1 if match["which"].lower() == "next" else -1), "week")
    for match in (*_IN.finditer(text), *_FROM_NOW.finditer(text)):
        yield from _later(match, now)
    for match in (*_MONTH_FIRST.finditer(text), *_DAY_FIRST.finditer(text)):
        month = _MONTHS.index(match["month"][:3].lower()) + 1
        year = int(match["year"]) if match["year"] else None
        yield from _day(match, calendar_day(now, year, month, int(match["day"]), past))
    for match in _ORDINAL.finditer(text):
        yield from _day(match, day_of_month(now, int(match["day"]), past))
    for match in _SLASHED.finditer(text):
        a, b, year = int(match["a"]), int(match["b"]), int(match["year"]) if match["year"] else None
        month, day = (b, a) if a > 12 else (a, b)
        yield from _day(match, calendar_day(now, year, month, day, past), spoken=False)


def _named(match: re.Match[str]) -> int:
    word = (match["day"] or "").lower().strip()
    if match["typo2"]:
        return 2
    return 1 if match["typo"] else _RELATIVE.get(word, 0)


def _weekday(text: str, match: re.Match[str], now: datetime, past: bool) -> Iterator[Day]:
    which = (match["which"] or "").lower()
    if not match["full"]:
        plain = match["short"].lower()
        ordinary_word = plain in ("sat", "sun", "wed", "mon")
        capital = match["short"][0].isupper() and not ordinary_word
        if not (which or capital or _AFTER_SHORT.match(text, match.end()) or plain in ("fri", "tues", "thurs", "thu")):
            return
        if which in ("or", "to") and plain in ("sun", "sat"):
            return
    weekday = _WEEKDAYS.index((match["full"] or match["short"])[:3].lower())
    start = match.start("full") if match["full"] else match.start("short")
    if which in ("next", "last", "this", "coming"):
        start = match.start()
    week = (match["week"] or "").lower()
    if which == "next" or "next week" in week:
        at = weekday_of_week(now, weekday, 1)
    elif which == "last" or (past and not which.startswith(("this", "coming"))):
        at = next_weekday(now, weekday) - timedelta(days=7)
    else:
        # "This Friday" is the coming one also when this week's Friday has gone; on Friday itself it is today.
        at = midnight(now.date()) if which == "this" and weekday == now.weekday() else next_weekday(now, weekday)
    yield Day(start, match.end(), at)


def _later(match: re.Match[str], now: datetime) -> Iterator[Day]:
    groups, unit = match.groupdict(), match["unit"].lower()
    number = 2 if groups.get("couple") else english(groups.get("number") or "") or 0
    if groups.get("half"):
        number, unit = {"hour": (30, "minute"), "day": (4, "hour")}.get(unit, (0, unit))
    if number:
        way = -1 if (groups.get("way") or "").lower() == "ago" else 1
        yield Day(*match.span(), later(now, way * number, unit), "time" if unit in ("hour", "minute") else "day")


def _day(match: re.Match[str], at: datetime | None, spoken: bool = True) -> Iterator[Day]:
    if at is not None:
        start = match.end("on") if match.groupdict().get("on") else match.start()
        gap = len(match.string[start:]) - len(match.string[start:].lstrip())
        yield Day(start + gap, match.end(), at, spoken=spoken)
