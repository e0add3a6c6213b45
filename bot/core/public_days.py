"""A country's calendar as data: its holidays with their names, and the weekend days that are worked instead (调休)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

# A name in both languages: {"zh": "国庆节", "en": "National Day"}.
Names = Mapping[str, str]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class PublicDays:
    holidays: Mapping[date, Names] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()


def whole_breaks(
    named: Mapping[date, Names], exchanged: Collection[date], worked: Collection[date], weekend: Collection[int]
) -> dict[date, Names]:
    """Every day of each break with a name, as breaks are announced: "1 to 7 October, National Day".

    Weekend days (0 is Monday) inside or beside a break belong to it unless they are worked. They, and the days off
    that are `exchanged` for a worked weekend day, are called like the last holiday before them in the break, else like
    the first one after them.
    """

    def is_free(day: date) -> bool:
        return day in named or day in exchanged or (day.weekday() in weekend and day not in worked)

    found: dict[date, Names] = {}
    for holiday in sorted(named):
        day = holiday - DAY
        while is_free(day) and day not in found:
            found[day] = named[holiday]
            day -= DAY
        found[holiday] = named[holiday]
        day = holiday + DAY
        while is_free(day) and day not in named:
            found[day] = named[holiday]
            day += DAY
    return dict(sorted(found.items()))
