"""Days in Chinese: 明天, 下周三, 这周末, 11月28日, 28号, 三天后."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.engine.extract.day import Day, calendar_day, day_of_month, later, midnight, weekday_of_week
from bot.engine.extract.day import next_weekday as coming
from bot.engine.extract.numerals import chinese

_NUM = "[0-9]{1,3}|[一二两兩三四五六七八九十]{1,3}"
_RELATIVE = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "後": 2, "大后": 3, "大後": 3}
_RELATIVE |= {"听": 1, "聽": 1, "寻": -1, "尋": -1}
# 今后 is "from now on", 今年 a year: only 天, 日, 儿, or 早 and 晚 make a day of it.
_NAMED = re.compile(
    r"(?P<day>大[前后後]|[昨今明]|(?<!大)[前后後])(?:天|日(?!期|本|常|子)|儿(?!子|童))|(?P<cantonese>[听聽寻尋])日"
    r"|(?P<short>[昨今明])(?=[早晚])"
)
_WEEK = r"(?P<which>下下|上上|下|上|这|這|本)?(?:个|個)?(?:周|週|星期|礼拜|禮拜)"
_WEEKDAY = re.compile(
    rf"(?<![一二两兩三四五六七八九十几每0-9])(?<!每个){_WEEK}(?P<day>[一二三四五六日天末]|[1-6](?![0-9个年次]))(?!次|遍|回)"
)
_WEEK_ALONE = re.compile(
    r"(?P<which>下下|下|上)(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?![一二三四五六日天末1-6])(?!年|边|到|围|末)"
)
_WEEKS = {"下下": 2, "下": 1, "这": 0, "這": 0, "本": 0, "上": -1, "上上": -2, None: None}
_MONTH_DAY = re.compile(
    rf"(?<![0-9.\-/])(?:(?P<year>20[0-9]{{2}}|[0-9]{{2}}(?=年)|今年|明年|去年|前年)[年\-/.]?\s?)?"
    rf"(?P<month>{_NUM})月(?:份)?\s?(?:(?P<day>[0-9]{{1,2}})(?![0-9])(?:[日号號](?!楼|樓|线))?|(?P<hanzi>[一二三四五六七八九十廿]{{1,3}})[日号號])"
)
_YEAR_FIRST = re.compile(
    r"(?<![0-9.\-/])(?P<year>20[0-9]{2})(?P<sep>[\-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})(?![0-9])"
)
# 号 also counts houses, gates, lines and batteries: 3号楼, 中山路28号, 第3号, 5号电池.
_DAY_OF_MONTH = re.compile(
    r"(?<![0-9A-Za-z\-/.月路街道巷弄里村甲乙丙丁第同园区城厦段])(?P<which>下个?月|上个?月|这个?月|這個?月|本月)?(?P<day>[0-9]{1,2})[号號]"
    r"(?!楼|樓|院|房|室|门|門|线|線|店|机|機|位|厅|桌|床|柜|铺|码|碼|电池|電池|栋|棟|幢|座|单元|单|工单|公寓|仓|口|键|铁|模式|灶|炉|[0-9A-Za-z\-])"
)
_MONTHS = {"下": 1, "上": -1, "这": 0, "這": 0, "本": 0}
_AFTER = re.compile(
    rf"(?:再)?过?(?:(?P<half>半)(?:个|個)?|(?P<number>{_NUM})(?:个|個)?)"
    r"(?P<unit>天|日|周|週|星期|礼拜|禮拜|月|小时|小時|钟头|分钟|分鐘|年)(?:之|以)?(?P<way>后|後|前)(?![天日年])"
)
_UNITS = {
    "天": "day", "日": "day", "周": "week", "週": "week", "星期": "week", "礼拜": "week", "禮拜": "week", "月": "month",
    "小时": "hour", "小時": "hour", "钟头": "hour", "分钟": "minute", "分鐘": "minute", "年": "year",
}  # fmt: skip


def days_zh(text: str, now: datetime, past: bool) -> Iterator[Day]:
    for match in _NAMED.finditer(text):
        word = match["day"] or match["short"] or match["cantonese"]
        yield Day(*match.span(), midnight((now + timedelta(days=_RELATIVE[word])).date()))
    for match in _WEEKDAY.finditer(text):
        yield Day(*match.span(), _weekday(match, now, past))
    for match in _WEEK_ALONE.finditer(text):
        yield Day(*match.span(), weekday_of_week(now, 0, _WEEKS[match["which"]] or 0), "week")
    for match in _AFTER.finditer(text):
        yield from _later(match, now)
    for match in _YEAR_FIRST.finditer(text):
        yield from _day(match, calendar_day(now, int(match["year"]), int(match["month"]), int(match["day"]), past))
    for match in _MONTH_DAY.finditer(text):
        month, day = chinese(match["month"]) or 0, chinese(match["day"] or match["hanzi"]) or 0
        yield from _day(match, calendar_day(now, _year(match["year"], now), month, day, past))
    for match in _DAY_OF_MONTH.finditer(text):
        months = _MONTHS[match["which"][0]] if match["which"] else None
        yield from _day(match, day_of_month(now, int(match["day"]), past, months), spoken=months is not None)


def _weekday(match: re.Match[str], now: datetime, past: bool) -> datetime:
    weeks = _WEEKS[match["which"]]
    if match["day"] == "末":
        saturday = weekday_of_week(now, 5, weeks or 0)
        # On Sunday "this weekend" is today.
        return saturday + timedelta(days=1) if not weeks and now.weekday() == 6 else saturday
    weekday = "一二三四五六".find(match["day"]) if not match["day"].isdecimal() else int(match["day"]) - 1
    weekday = 6 if weekday < 0 else weekday
    if weeks is not None:
        at = weekday_of_week(now, weekday, weeks)
        # On a Sunday nobody who says 这周六 of something to come means yesterday.
        return at + timedelta(days=7) if weeks == 0 and now.weekday() == 6 and weekday < 6 and not past else at
    return coming(now, weekday) - timedelta(days=7 if past else 0)


def _later(match: re.Match[str], now: datetime) -> Iterator[Day]:
    unit, way = _UNITS[match["unit"]], 1 if match["way"] in "后後" else -1
    if match["half"]:
        smaller = {"hour": (30, "minute"), "day": (4, "hour"), "month": (15, "day"), "year": (6, "month")}
        if unit not in smaller:
            return
        number, unit = smaller[unit]
    else:
        number = chinese(match["number"]) or 0
    if number:
        yield Day(*match.span(), later(now, way * number, unit), "time" if unit in ("hour", "minute") else "day")


def _year(text: str | None, now: datetime) -> int | None:
    named = {"今年": 0, "明年": 1, "去年": -1, "前年": -2}
    if text in named:
        return now.year + named[text]
    return int(text) if text else None


def _day(match: re.Match[str], at: datetime | None, spoken: bool = True) -> Iterator[Day]:
    if at is not None:
        yield Day(*match.span(), at, spoken=spoken)
