"""Serial numbers: twelve letters and digits from the type plate, or whatever is called one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.engine.extract.found import Found

_CALLED = re.compile(
    r"(?:\b(?:s/?n|serial(?: number| no\.?| num)?)\b|(?<![A-Za-z])SN(?=[0-9])|序列号|序列號|序号|机身号|機身號|机器编号|产品编号)"
    r"(?:码|号)?(?: is|'s|是|为|应该是|写错了|,|:|#|\s)*(?P<number>[A-Za-z0-9]+(?:[\- ][A-Za-z0-9]*[0-9][A-Za-z0-9]*){0,4})",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![A-Za-z0-9\-@._])[A-Za-z0-9]{12}(?![A-Za-z0-9\-@])(?!\.[A-Za-z0-9])")
_CALLED_LENGTHS = range(8, 21)


def find_serial_numbers(text: str) -> Iterator[Found]:
    for match in _CALLED.finditer(text):
        number = re.sub(r"[\- ]", "", match["number"]).upper()
        if len(number) in _CALLED_LENGTHS and any(char.isdigit() for char in number):
            yield Found("serial_number", number, *match.span("number"))
    for match in _BARE.finditer(text):
        if _is_mixed(match[0]):
            yield Found("serial_number", match[0].upper(), *match.span())


def _is_mixed(number: str) -> bool:
    """Letters and digits in turn; a word or a shop's prefix followed by digits is something else."""
    letters = sum(char.isalpha() for char in number)
    return 3 <= letters <= 9 and re.search(r"[0-9][A-Za-z]", number) is not None
