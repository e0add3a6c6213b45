"""Holidays, moved working days, special days, and nights in which the clocks change: plain tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.closing import closing
from bot.core.hours import HoursError, OpeningHours, parse_hours
from bot.core.public_days import PublicDays, whole_breaks

NATIONAL = {"zh": "国庆节", "en": "National Day"}
MIDDAY = {"zh": "中秋节", "en": "Mid-Autumn Festival"}
OFFICE = {day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
OCTOBER = PublicDays({date(2026, 10, day): NATIONAL for day in range(1, 8)}, frozenset({date(2026, 10, 10)}))
EVERY_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def shop(weekly: Any = OFFICE, zone: str = "Asia/Shanghai", **more: Any) -> OpeningHours:
    return parse_hours(weekly, zone, **{"public": OCTOBER, **more})


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-09-30 17:59", True, "2026-10-08 09:00"),
        ("2026-10-01 10:00", False, "2026-10-08 09:00"),
        ("2026-10-04 10:00", False, "2026-10-08 09:00"),
        ("2026-10-08 12:30", False, "2026-10-08 13:30"),
        ("2026-10-09 18:00", False, "2026-10-10 09:00"),
        ("2026-10-10 10:00", True, "2026-10-10 13:30"),
        ("2026-10-11 10:00", False, "2026-10-12 09:00"),
    ],
)
def test_holidays_are_off_and_a_moved_saturday_is_worked_like_a_monday(moment: str, is_open: bool, opens: str) -> None:
    assert shop().is_open(at(moment)) is is_open
    assert shop().next_opening(at(moment)) == at(opens)


def test_a_moved_working_day_may_have_hours_of_its_own() -> None:
    short = shop(moved_workdays=[["10:00", "15:00"]])
    assert not short.is_open(at("2026-10-10 09:30")) and short.is_open(at("2026-10-10 12:30"))
    assert shop(moved_workdays=[]).next_opening(at("2026-10-09 18:00")) == at("2026-10-12 09:00"), "none at all"


def test_a_shop_shut_on_mondays_keeps_its_saturday_when_that_is_worked() -> None:
    assert shop({"sat": [["10:00", "16:00"]]}).is_open(at("2026-10-10 15:00"))


@pytest.mark.parametrize(
    ("special", "moment", "is_open"),
    [
        ({"2026-10-02": [["08:00", "24:00"]]}, "2026-10-02 23:59", True),
        ({"2026-10-02": [["08:00", "24:00"]]}, "2026-10-03 00:00", False),
        ({"2026-10-10": []}, "2026-10-10 10:00", False),
        ({"2026-10-10": [["12:00", "13:00"]]}, "2026-10-10 10:00", False),
        ({"2026-10-10": [["12:00", "13:00"]]}, "2026-10-10 12:30", True),
        # YAML reads a date without quotes as a date.
        ({date(2026, 10, 12): [["20:00", "22:00"]]}, "2026-10-12 10:00", False),
    ],
)
def test_the_operators_own_calendar_wins_over_everything(special: Any, moment: str, is_open: bool) -> None:
    assert shop(special_days=special).is_open(at(moment)) is is_open


def test_a_closed_date_wins_over_a_moved_working_day() -> None:
    assert not shop(closed_dates=["2026-10-10"]).is_open(at("2026-10-10 10:00"))


@pytest.mark.parametrize(
    ("moment", "why", "name", "opens"),
    [
        ("2026-10-08 12:10", "break", None, "2026-10-08 13:30"),
        ("2026-10-08 08:10", "hours", None, "2026-10-08 09:00"),
        ("2026-10-08 20:00", "hours", None, "2026-10-09 09:00"),
        ("2026-10-02 12:10", "holiday", NATIONAL, "2026-10-08 09:00"),
        ("2026-09-30 22:00", "holiday", NATIONAL, "2026-10-08 09:00"),
        # The Sunday of the break is off anyway, but Monday to Wednesday are not.
        ("2026-10-04 12:00", "holiday", NATIONAL, "2026-10-08 09:00"),
        ("2026-10-08 00:05", "hours", None, "2026-10-08 09:00"),
        ("2026-10-11 12:00", "hours", None, "2026-10-12 09:00"),
    ],
)
def test_why_it_is_closed(moment: str, why: str, name: Any, opens: str) -> None:
    found = closing(shop(), at(moment))
    assert found is not None
    assert (found.why, found.holiday, found.opens) == (why, name, at(opens))


def test_the_day_between_two_nights_is_no_break() -> None:
    nights = shop({"thu": [["00:00", "02:00"], ["20:00", "24:00"]]})
    found = closing(nights, at("2026-10-08 10:00"))
    assert found is not None and (found.why, found.opens) == ("hours", at("2026-10-08 20:00"))


def test_an_open_desk_has_no_reason_to_be_closed_and_an_empty_week_no_opening() -> None:
    assert closing(shop(), at("2026-10-08 10:00")) is None
    never = closing(shop({}), at("2026-10-02 10:00"))
    assert never is not None and (never.why, never.opens) == ("hours", None)


def test_a_day_off_of_the_operators_own_is_no_holiday() -> None:
    found = closing(shop(closed_dates=["2026-10-08", "2026-10-09"]), at("2026-10-08 10:00"))
    assert found is not None and (found.why, found.opens) == ("hours", at("2026-10-10 09:00"))


def test_a_break_is_named_as_a_whole() -> None:
    days = whole_breaks(
        {date(2025, 10, day): NATIONAL for day in (1, 2, 3)} | {date(2025, 10, 6): MIDDAY},
        {date(2025, 10, 7), date(2025, 10, 8)},
        {date(2025, 9, 28), date(2025, 10, 11)},
        {5, 6},
    )
    assert days == {date(2025, 10, day): NATIONAL if day < 6 else MIDDAY for day in range(1, 9)}


def test_weekend_days_before_a_holiday_belong_to_it_unless_they_are_worked() -> None:
    tomb = {"zh": "清明节", "en": "Tomb-Sweeping Day"}
    monday = date(2026, 4, 6)
    before = {monday - timedelta(days=back): tomb for back in (2, 1, 0)}
    assert whole_breaks({monday: tomb}, (), (), {5, 6}) == before
    assert whole_breaks({monday: tomb}, (), {monday - timedelta(days=1)}, {5, 6}) == {monday: tomb}


@pytest.mark.parametrize("start", ["2026-03-28 20:00", "2026-10-24 20:00", "2026-10-25 02:30", "2026-06-30 23:59"])
@pytest.mark.parametrize("hours", [1, 3, 6, 7, 30])
def test_service_hours_are_real_hours_where_the_clocks_change(start: str, hours: int) -> None:
    berlin = shop({**EVERY_DAY, "tue": []}, "Europe/Berlin", public=PublicDays())
    begin = at(start, "Europe/Berlin")
    assert begin.strftime("%a") != "Tue" or not berlin.is_open(begin)
    end = berlin.after_open_time(begin, timedelta(hours=hours)).astimezone(timezone.utc)
    counted, moment = 0, begin.astimezone(timezone.utc)
    while moment < end:
        counted += berlin.is_open(moment)
        moment += timedelta(minutes=1)
    assert counted == hours * 60


def test_closing_time_in_the_night_when_an_hour_comes_twice() -> None:
    """The first half past two ends the period; when the clocks show it again, the desk is long closed."""
    night = shop({"sun": [["00:00", "02:30"]]}, "Europe/Berlin", public=PublicDays())
    first = datetime(2026, 10, 25, 0, 15, tzinfo=timezone.utc)
    assert night.is_open(first) and not night.is_open(first + timedelta(hours=1))


@given(
    st.datetimes(datetime(2026, 9, 25), datetime(2026, 10, 14)),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
@settings(max_examples=80, deadline=None)
def test_the_next_opening_is_the_first_minute_that_is_open(start: datetime, zone: str) -> None:
    hours = shop({**OFFICE, "sun": [["20:00", "24:00"]], "mon": [["00:00", "02:00"]]}, zone)
    moment = start.replace(second=0, microsecond=0, tzinfo=timezone.utc)
    if hours.is_open(moment):
        return
    opens = hours.next_opening(moment)
    assert opens is not None
    while not hours.is_open(moment):
        moment += timedelta(minutes=1)
    assert opens == moment


@pytest.mark.parametrize(
    ("more", "quoted"),
    [
        ({"special_days": {"2026-02-30": []}}, "special_days: '2026-02-30'"),
        ({"special_days": {"2026-11-11": [["08:00"]]}}, r"special_days.2026-11-11: \['08:00'\]"),
        ({"special_days": {"2026-11-11": ["08:00", "24:00"]}}, "special_days.2026-11-11: '08:00'"),
        ({"special_days": {"2026-11-11": "closed"}}, "special_days.2026-11-11: 'closed'"),
        ({"special_days": ["2026-11-11"]}, "special_days: "),
        ({"special_days": {"2026-11-11": [["08:00", "24:00"]]}, "closed_dates": ["2026-11-11"]}, "2026-11-11"),
        ({"closed_dates": "2026-11-11"}, "closed_dates: '2026-11-11'"),
        ({"closed_dates": ["11.11.2026"]}, "closed_dates: '11.11.2026'"),
        ({"moved_workdays": [["18:00", "09:00"]]}, "moved_workday_hours: .*ends before"),
        ({"weekly": {"mon": [["09:00", "12:00"], ["11:30", "13:00"]]}}, "mon: the period from 11:30"),
        ({"weekly": {"mon": [["09:00", "09:75"]]}}, "mon: "),
        ({"weekly": {"monday": []}}, "'monday' is not a day"),
        ({"weekly": "always"}, "opening_hours: 'always'"),
        ({"zone": "Asia/Peking"}, "time_zone: 'Asia/Peking'"),
    ],
)
def test_what_cannot_be_right_is_quoted(more: Any, quoted: str) -> None:
    with pytest.raises(HoursError, match=quoted):
        shop(**more)
