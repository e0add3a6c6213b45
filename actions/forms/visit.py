"""When the technician comes: `asap`, a day, a part of a day, or an hour, as one short text that sorts and reads well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

SOON = "asap"
FIRST, LAST = time(8), time(20)
FURTHEST = timedelta(days=60)
_SOON = re.compile(
    r"尽快|盡快|越快越好|随时|隨時|都行|都可以|任何时间|[什啥]么?时候都|哪天都|看你们|你们(?:定|安排|看着)|越早越好|马上来|asap|as soon as|any ?time|any day|whenever|up to you|you (?:choose|decide)|soonest|earliest",
    re.IGNORECASE,
)
# Until when a visit in this part of the day can still begin.
_PART_ENDS = {"morning": time(12), "noon": time(14), "afternoon": time(18), "evening": LAST, "night": LAST}
_PARTS = {
    "morning": ("上午", "morning"),
    "noon": ("中午", "around noon"),
    "afternoon": ("下午", "afternoon"),
    "evening": ("傍晚", "evening"),
    "night": ("晚上", "evening"),
}
_WEEKDAYS = "一二三四五六日"


def is_soon(text: str) -> bool:
    return bool(_SOON.search(text))


def visit_of(entity: Mapping[str, Any]) -> str | None:
    """`2026-11-29`, `2026-11-29/afternoon`, `2026-11-29T15:00` or `asap` from what the extractor found.

    None for a whole week or month: a technician needs a day.
    """
    value, extra = entity.get("value"), entity.get("additional_info") or {}
    grain = extra.get("grain")
    if not value:
        return SOON if grain == "vague" or is_soon(str(entity.get("text") or "")) else None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if grain in ("week", "month", "year"):
        return None
    day, part = moment.date().isoformat(), extra.get("part_of_day")
    if part in _PARTS and grain != "time":
        return f"{day}/{part}"
    return day if grain == "day" or moment.time() == time() else f"{day}T{moment:%H:%M}"


def objection(visit: str, now: datetime) -> str | None:
    """The response that explains why nobody can come then; None when it is fine. `now` is the shop's local time."""
    if visit == SOON:
        return None
    day, part, hour = _parts(visit)
    last = datetime.combine(day, hour or _PART_ENDS.get(part or "", LAST))
    if last < now.replace(tzinfo=None):
        return "utter_when_past"
    if day > (now + FURTHEST).date():
        return "utter_when_far"
    if hour is not None and not FIRST <= hour <= LAST:
        return "utter_when_hours"
    return None


def in_words(visit: str | None, language: str) -> str:
    if not visit or visit == SOON:
        return "as soon as possible" if language == "en" else "尽快"
    day, part, hour = _parts(visit)
    if language == "en":
        said = f"{day:%A}, {day.day} {day:%B}"
        return f"{said}, {hour:%H:%M}" if hour else f"{said}, {_PARTS[part][1]}" if part else said
    said = f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
    return f"{said}{hour:%H:%M}" if hour else f"{said}{_PARTS[part][0]}" if part else said


def _parts(visit: str) -> tuple[date, str | None, time | None]:
    day, part = date.fromisoformat(visit[:10]), visit[11:]
    if visit[10:11] == "/":
        return day, part if part in _PARTS else None, None
    return day, None, time.fromisoformat(part) if part else None
