"""The public days of the shop's country, looked up in the library `holidays` and handed on as plain data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.hours import HoursError
from bot.core.public_days import Names, PublicDays, whole_breaks

if TYPE_CHECKING:
    from holidays import HolidayBase

# A process may run for years, and `next_opening` looks a year ahead.
YEARS_AHEAD = 3
LANGUAGES = {"zh": ("zh_CN", "en_US"), "en": ("en_US",)}
# What the library adds to a name: that the day is moved, or reckoned before it was announced.
_ADDED = re.compile(r"\s*[(（](observed|estimated|补假|观察日|估计)[)）]")
# How the two releases that we lock name a day off for which a weekend day is worked.
_EXCHANGED = re.compile(r"^(Day off \(substituted|休息日（)")

# As people say it: the eve belongs to the Spring Festival.
_CALLED = {
    "农历除夕": "春节",
    "Chinese New Year's Eve": "Chinese New Year",
    "Chinese New Year (Spring Festival)": "Chinese New Year",
}


def public_days(country: str | None, today: date) -> PublicDays:
    """Holidays and worked weekend days from last year on; none without a country."""
    if not country:
        return PublicDays()
    return _of_years(country, today.year - 1, today.year + YEARS_AHEAD)


@lru_cache(maxsize=4)
def _of_years(country: str, first: int, last: int) -> PublicDays:
    years = range(first, last + 1)
    found = _ask(country, years)
    texts = {language: _ask(country, years, wanted) for language, wanted in LANGUAGES.items()}
    exchanged = {day for day in found if any(_EXCHANGED.match(text[day]) for text in texts.values())}
    named = {day: _names(day, texts) for day in found if day not in exchanged}
    worked = frozenset(getattr(found, "weekend_workdays", ()))
    if not worked:
        return PublicDays(named)
    # Where weekends are exchanged, a break is announced as a whole, weekend days included.
    return PublicDays(whole_breaks(named, exchanged, worked, found.weekend), worked)


def unknown_moves(country: str | None, today: date) -> int | None:
    """The year whose exchanged weekends this library does not know yet, once they are published; else None.

    They are announced in autumn, so next year's are missed from November on. Only a country that exchanged weekends
    in the years before is asked for them.
    """
    if not country:
        return None
    known = {day.year for day in _of_years(country, today.year - 2, today.year + 1).worked}
    if not known & {today.year - 2, today.year - 1}:
        return None
    due = (today.year, today.year + 1) if today.month >= 11 else (today.year,)
    return next((year for year in due if year not in known), None)


def stamp(country: str, today: date) -> str:
    """The same for libraries that know the same days of this and next year."""
    days = _of_years(country, today.year, today.year + 1)
    return hashlib.sha256(repr((sorted(days.holidays), sorted(days.worked))).encode()).hexdigest()


def _ask(country: str, years: Iterable[int], wanted: tuple[str, ...] = ()) -> HolidayBase:
    import holidays

    code, _, part = country.upper().partition("-")
    try:
        plain = holidays.country_holidays(code, subdiv=part or None)
        language = next((one for one in wanted if one in plain.supported_languages), None)
        return holidays.country_holidays(code, subdiv=part or None, years=years, language=language)
    except NotImplementedError as error:
        raise HoursError(
            f"holidays_country: {country!r} is not known; write a code such as CN or DE, or with its part DE-BY."
        ) from error


def _names(day: date, texts: dict[str, HolidayBase]) -> Names:
    joined = {"zh": "、", "en": " and "}
    plain = {language: [_ADDED.sub("", one) for one in found[day].split("; ")] for language, found in texts.items()}
    return {
        language: joined[language].join(_CALLED.get(one, one) for one in names) for language, names in plain.items()
    }
