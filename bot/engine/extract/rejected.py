"""What a customer names only to put it right or to refuse it: 不是周三，是周四; 明天不行，后天吧; the dryer, not the washer."""

from __future__ import annotations

import re

from bot.engine.extract.found import Found

_NOT_THIS = re.compile(
    r"(?:不是|而不是|并非|唔係|\bnot|\bisn't|\binstead of|\brather than)(?: on| at| the| my| a| an| for)*\s*$",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\s*(?:都|也|就|可能|恐怕)*(?:不行|不可以|不方便|不合适|没空|没时间|有事|来不了|不在)|"
    r",? (?:is|['’]s|are|would be)? ?(?:no good|not good|not possible|impossible|bad|out)\b|,? (?:does ?n['’]?o?t|wo ?n['’]?t|will not|does not) (?:work|suit|do)\b|"
    r",? (?:i|we) (?:ca ?n['’]?t|cannot|am busy|['’]m busy|['’]m away|work)\b",
    re.IGNORECASE,
)


def without_rejected(found: list[Found], text: str) -> list[Found]:
    """A rejected one goes only when another of its kind is left: "it's not the fridge" still speaks of a fridge."""
    meant = {one.entity for one in found if not _is_rejected(one, text)}
    return [one for one in found if one.entity not in meant or not _is_rejected(one, text)]


def _is_rejected(one: Found, text: str) -> bool:
    before = text[max(0, one.start - 24) : one.start]
    return bool(_NOT_THIS.search(before) or (one.entity == "when" and _REFUSED.match(text, one.end)))
