"""Dates and times in both languages. It is Wednesday 26 November 2025, ten in the morning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.engine.extract.fold import folded
from bot.engine.extract.found import Found
from bot.engine.extract.when import find_when

NOW = datetime(2025, 11, 26, 10, 0)


def found(text: str, now: datetime = NOW) -> list[Found]:
    return list(find_when(folded(text), now))


def values(text: str, now: datetime = NOW) -> list[Any]:
    return [one.value for one in found(text, now)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "2025-11-26"),
        ("明天", "2025-11-27"),
        ("后天", "2025-11-28"),
        ("大后天上午10点", "2025-11-29T10:00"),
        ("明天 下午 3 点", "2025-11-27T15:00"),
        ("明早9点", "2025-11-27T09:00"),
        ("今晚8点", "2025-11-26T20:00"),
        ("下周三", "2025-12-03"),
        ("周六", "2025-11-29"),
        ("周三", "2025-12-03"),
        ("这周末", "2025-11-29"),
        ("下周末", "2025-12-06"),
        ("礼拜天下午", "2025-11-30T13:00"),
        ("周五下午三点半", "2025-11-28T15:30"),
        ("这周五晚上七点后", "2025-11-28T19:00"),
        ("11月28日", "2025-11-28"),
        ("十二月三号上午", "2025-12-03T08:00"),
        ("28号上午可以", "2025-11-28T08:00"),
        ("下个月5号", "2025-12-05"),
        ("3号", "2025-12-03"),
        ("1月3日上门", "2026-01-03"),
        ("2025年12月8日下午3点", "2025-12-08T15:00"),
        ("2025-11-28 15:30", "2025-11-28T15:30"),
        ("三天后", "2025-11-29"),
        ("两天以后下午", "2025-11-28T13:00"),
        ("半小时后", "2025-11-26T10:30"),
        ("一周后", "2025-12-03"),
        ("改下午三点", "2025-11-26T15:00"),
        ("上午9点", "2025-11-27T09:00"),
        ("下午吧", "2025-11-26T13:00"),
        ("明天晚上12点", "2025-11-28T00:00"),
        ("tomorrow morning", "2025-11-27T08:00"),
        ("tmr at 3", "2025-11-27T15:00"),
        ("the day after tomorrow", "2025-11-28"),
        ("next Friday at 3pm", "2025-12-05T15:00"),
        ("this Saturday", "2025-11-29"),
        ("on friday", "2025-11-28"),
        ("Fri 10am", "2025-11-28T10:00"),
        ("this weekend", "2025-11-29"),
        ("any day next week", "2025-12-01"),
        ("28 Nov", "2025-11-28"),
        ("Nov 28th", "2025-11-28"),
        ("28th of November at 2 in the afternoon", "2025-11-28T14:00"),
        ("November 28, 2026", "2026-11-28"),
        ("11/28", "2025-11-28"),
        ("28/11", "2025-11-28"),
        ("on the 28th", "2025-11-28"),
        ("28th please", "2025-11-28"),
        ("in two days", "2025-11-28"),
        ("in half an hour", "2025-11-26T10:30"),
        ("a week from now", "2025-12-03"),
        ("tonight", "2025-11-26T18:00"),
        ("3pm tomorrow", "2025-11-27T15:00"),
        ("half past three tomorrow", "2025-11-27T15:30"),
        ("monday after 6", "2025-12-01T18:00"),
        ("9:30 am", "2025-11-27T09:30"),
    ],
)
def test_a_date_or_time_is_reckoned_from_now(text, expected):
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("明天上午", "morning"),
        ("周六下午", "afternoon"),
        ("今晚", "evening"),
        ("明天中午", "afternoon"),
        ("tomorrow morning", "morning"),
        ("Saturday afternoon", "afternoon"),
        ("tonight", "evening"),
        ("15:30", "afternoon"),
        ("tomorrow", None),
    ],
)
def test_the_part_of_the_day_is_kept(text, part):
    (when,) = found(text)
    assert when.info.get("part_of_day") == part


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("12月1日上午9点到11点", "2025-12-01T09:00", "2025-12-01T11:00"),
        ("周六9-11点", "2025-11-29T09:00", "2025-11-29T11:00"),
        ("dec 3rd, 10 to 12", "2025-12-03T10:00", "2025-12-03T12:00"),
        ("Sunday between 2 and 4", "2025-11-30T14:00", "2025-11-30T16:00"),
        ("tomorrow 10 to 2pm", "2025-11-27T10:00", "2025-11-27T14:00"),
        ("9点到11点", "2025-11-27T09:00", "2025-11-27T11:00"),
    ],
)
def test_a_range_has_an_end(text, since, until):
    (when,) = found(text)
    assert (when.value, when.info["end"]) == (since, until)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天", "2025-11-25"),
        ("上周五", "2025-11-21"),
        ("周五买的", "2025-11-21"),
        ("10月20号收到的", "2025-10-20"),
        ("12月20号收到的", "2024-12-20"),
        ("5号买的", "2025-11-05"),
        ("三天前", "2025-11-23"),
        ("11月25号", "2025-11-25"),
        ("今天早上6点", "2025-11-26T06:00"),
        ("yesterday", "2025-11-25"),
        ("last Friday", "2025-11-21"),
        ("it arrived on october 12", "2025-10-12"),
        ("2 days ago", "2025-11-24"),
        ("last night", "2025-11-25T18:00"),
    ],
)
def test_the_past_stays_past_and_says_so(text, expected):
    (when,) = found(text)
    assert (when.value, when.info["past"]) == (expected, True)


def test_this_afternoon_said_in_the_afternoon_begins_now():
    assert values("今天下午", datetime(2025, 11, 26, 15, 10)) == ["2025-11-26T15:10"]
    assert values("this weekend", datetime(2025, 11, 30, 9, 0)) == ["2025-11-30"]
    assert values("下周一", datetime(2025, 11, 30, 9, 0)) == ["2025-12-01"]
    assert values("in two days", datetime(2025, 12, 30, 9, 0)) == ["2026-01-01"]
    assert values("2月29日", datetime(2026, 2, 1)) == []


@pytest.mark.parametrize("text", ["尽快", "越快越好", "asap", "as soon as possible", "any time"])
def test_as_soon_as_possible_is_an_answer_without_a_date(text):
    assert [(one.value, text[one.start : one.end]) for one in found(text)] == [(None, text)]


def test_a_real_date_beside_as_soon_as_possible_wins():
    assert values("明天尽快来") == ["2025-11-27"]


@pytest.mark.parametrize(
    "text",
    [
        "3号楼漏水", "中山路28号", "7号线地铁站", "5号电池", "第3号窗口", "等了三天", "七天无理由退货", "保修一年", "后来又坏了",
        "今后", "以后再说", "有两点建议", "一点都不好", "快一点", "晚点再说", "3点建议", "什么时候能来", "晚上好", "每周三", "一周三次",
        "每天晚上都响", "晚上噪音特别大", "16:9的屏幕", "3小时", "2025年", "good morning", "I sat on it", "the sun damaged it",
        "may I ask", "24/7 support", "1/2 price", "at 3", "the 1st time it happened", "it failed 3 times", "for 3 days",
        "every Friday", "the 2nd one", "error 404", "version 2.30",
    ],
)  # fmt: skip
def test_not_every_number_or_word_of_time_is_a_date(text):
    assert values(text) == []
