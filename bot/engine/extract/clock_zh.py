"""Times of day in Chinese: 下午三点半, 晚上8点, 上午, 9点到11点, 15:30."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.engine.extract.clock import Clock, part_clock, part_of, range_end, time_of_day
from bot.engine.extract.numerals import chinese

_PARTS = {
    "凌晨": "night", "清晨": "morning", "清早": "morning", "大清早": "morning", "一早": "morning", "早上": "morning",
    "早晨": "morning", "上午": "morning", "中午": "noon", "午后": "afternoon", "下午": "afternoon", "傍晚": "evening",
    "晚上": "evening", "夜里": "evening", "晚间": "evening", "早": "morning", "晚": "evening",
}  # fmt: skip
# 早 and 晚 alone are a part of the day only behind a day: 明早, 周五晚; 晚点 is "later", 晚饭 a meal.
_PART = (
    r"凌晨|大?清早|一早|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|晚间"
    r"|(?<=[今明昨天日号一二三四五六])[早晚](?!点|點|饭|餐|上)"
)
_HANZI = "[零一二两兩三四五六七八九十]{1,3}"


def _time(name: str) -> str:
    return (
        rf"(?:(?<![0-9.:/\-])(?P<{name}_clock>[01]?[0-9]|2[0-4]):(?P<{name}_minutes>[0-5][0-9])(?![0-9:])"
        rf"|(?<![0-9.])(?P<{name}_hour>[0-9]{{1,2}}|{_HANZI})\s?(?:点钟|点整|点|點鐘|點|时(?!候|间|刻|常|不|段))"
        rf"(?:(?P<{name}_half>半)|(?P<{name}_quarter>[一三])刻|(?P<{name}_minute>[0-5]?[0-9]|{_HANZI})(?![0-9到至])分?)?)"
    )


_AT = re.compile(
    rf"(?:(?P<part>{_PART})的?\s?)?(?:{_time('since')}|(?P<first>[0-9]{{1,2}}|{_HANZI})(?=\s?(?:到|至|-|~)\s?[0-9一二三四五六七八九十两]{{1,3}}[点點]))"
    rf"(?:\s?(?:到|至|-|~)\s?(?:{_PART})?{_time('until')})?(?P<tail>\s?(?:左右|以后|之后|以前|之前|前后|后|前))?"
)
_PART_ALONE = re.compile(rf"(?<!每天)(?<!天天)(?<!每个)(?P<part>{_PART})(?!好)")
# 有两点, 说三点, 差一点, 三点建议: points, not hours.
_POINTS_BEFORE = tuple("有说第这那差快慢早晚就")
_POINTS_AFTER = tuple("建要意原个條条以儿不问疑都也")


def clocks_zh(text: str) -> Iterator[Clock]:
    taken: list[tuple[int, int]] = []
    for match in _AT.finditer(text):
        clock = _at(text, match)
        if clock:
            taken.append(match.span())
            yield clock
    for match in _PART_ALONE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            yield part_clock(*match.span(), _PARTS[match["part"]], sure=_is_the_point(text, match))


def _at(text: str, match: re.Match[str]) -> Clock | None:
    part = _PARTS.get(match["part"] or "")
    since = _read(match, "since", part)
    until = _read(match, "until", part)
    if match["first"]:
        since = _hour(chinese(match["first"]), 0, part)
    if since is None:
        return None
    return Clock(
        *match.span(), since, range_end(since, until), part_of(part, since), sure=not _is_vague(text, match, part)
    )


def _read(match: re.Match[str], name: str, part: str | None) -> timedelta | None:
    if match[f"{name}_clock"]:
        return time_of_day(int(match[f"{name}_clock"]), int(match[f"{name}_minutes"]), part, written_out=True)
    minute = chinese(match[f"{name}_minute"] or "0")
    if match[f"{name}_half"]:
        minute = 30
    elif match[f"{name}_quarter"]:
        minute = 15 * (chinese(match[f"{name}_quarter"]) or 0)
    return _hour(chinese(match[f"{name}_hour"] or "-"), minute, part)


def _hour(hour: int | None, minute: int | None, part: str | None) -> timedelta | None:
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return time_of_day(hour, minute, part)


def _is_vague(text: str, match: re.Match[str], part: str | None) -> bool:
    if (
        part
        or match["since_clock"]
        or match["since_half"]
        or match["since_quarter"]
        or match["until_hour"]
        or match["tail"]
    ):
        return False
    if match[0].endswith(("钟", "整", "分")):
        return False
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return before in _POINTS_BEFORE or after in _POINTS_AFTER or (match["since_hour"] or "").startswith("一")


def _is_the_point(text: str, match: re.Match[str]) -> bool:
    """下午 alone is an answer (下午吧) or a change (改到下午), but not in 晚上噪音特别大."""
    around = re.sub(r"[\W_吧呢啊哦可以行都方便]", "", text[: match.start()] + text[match.end() :])
    return not around or re.search(r"[改换約约定](?:成|到|为|在)?$", text[: match.start()]) is not None
