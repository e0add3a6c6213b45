"""Hours, promises and waits: plain functions, plain tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.hours import HoursError, OpeningHours, parse_hours
from bot.core.promises import promise
from bot.core.waiting import wait_range
from bot.core.words import Nature, Urgency

ZONE = "Asia/Shanghai"
WEEKDAYS = {day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = parse_hours(WEEKDAYS, ZONE, ["2026-11-25"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-23 08:59", False, "2026-11-23 09:00"),
        ("2026-11-23 09:00", True, "2026-11-23 13:30"),
        ("2026-11-23 12:00", False, "2026-11-23 13:30"),
        ("2026-11-24 18:00", False, "2026-11-26 09:00"),
        ("2026-11-25 10:00", False, "2026-11-26 09:00"),
        ("2026-11-28 10:00", False, "2026-11-30 09:00"),
    ],
)
def test_open_and_next_opening(moment: str, is_open: bool, opens: str) -> None:
    assert OFFICE.is_open(at(moment)) is is_open
    assert OFFICE.next_opening(at(moment)) == at(opens)


@given(st.datetimes(datetime(2026, 11, 16), datetime(2026, 12, 6)), st.integers(1, 900))
@settings(max_examples=60, deadline=None)
def test_open_time_counted_minute_by_minute(start: datetime, minutes: int) -> None:
    begin = start.replace(second=0, microsecond=0, tzinfo=ZoneInfo(ZONE))
    end = OFFICE.after_open_time(begin, timedelta(minutes=minutes))
    counted, moment = 0, begin
    while moment < end:
        counted += OFFICE.is_open(moment)
        moment += timedelta(minutes=1)
    assert counted == minutes


def test_a_shop_without_hours_never_opens() -> None:
    never = OpeningHours({}, ZoneInfo(ZONE))
    assert never.next_opening(at("2026-11-23 10:00")) is None


@pytest.mark.parametrize("span", [["9", "18:00"], ["18:00", "09:00"], ["09:00"], ["25:00", "26:00"]])
def test_unreadable_hours_say_which_line(span: list[str]) -> None:
    with pytest.raises(HoursError, match="mon"):
        parse_hours({"mon": [span]}, ZONE)


@pytest.mark.parametrize(
    ("urgency", "nature", "live", "first", "closed"),
    [
        ("critical", "fault", True, "2026-11-23 20:01", "2026-11-24 20:00"),
        ("high", "request", True, "2026-11-24 09:01", "2026-11-24 20:00"),
        ("normal", "consult", True, "2026-11-24 09:05", "2026-11-24 20:00"),
        ("normal", "request", False, "2026-11-24 11:00", "2026-11-24 20:00"),
        ("normal", "complaint", False, "2026-11-24 10:00", "2026-11-24 20:00"),
    ],
)
def test_who_acts_by_when(urgency: str, nature: str, live: bool, first: str, closed: str) -> None:
    due = promise(Urgency(urgency), Nature(nature), at("2026-11-23 20:00"), OFFICE, live)
    assert (due.first_response, due.resolution) == (at(first), at(closed))


def test_a_wait_is_a_range_and_grows_with_the_place() -> None:
    near, far = wait_range(1, 2, []), wait_range(9, 2, [])
    assert near is not None and far is not None
    assert near[0] < near[1] and near[0] <= far[0] and near[1] < far[1]
    assert wait_range(1, 0, []) is None
