"""What a customer names only to put it right: 不是周三，是周四; the dryer, not the washer."""

from __future__ import annotations

import re

from bot.engine.extract.found import Found

_NOT_THIS = re.compile(
    r"(?:不是|而不是|并非|唔係|\bnot|\bisn't|\binstead of|\brather than)(?: on| at| the| my| a| an| for)*\s*$",
    re.IGNORECASE,
)


def without_rejected(found: list[Found], text: str) -> list[Found]:
    """A rejected one goes only when another of its kind is left: "it's not the fridge" still speaks of a fridge."""
    meant = {one.entity for one in found if not _is_rejected(one, text)}
    return [one for one in found if one.entity not in meant or not _is_rejected(one, text)]


def _is_rejected(one: Found, text: str) -> bool:
    return _NOT_THIS.search(text[max(0, one.start - 24) : one.start]) is not None
