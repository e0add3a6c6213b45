"""Telephone numbers under which somebody can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core import contact
from bot.engine.extract.found import Found

_MOBILE_CN = r"(?:\+?86[ \-]?)?1[3-9](?:[ \-.·]?[0-9]){9}"
_LANDLINE_CN = r"\(?0[0-9]{2,3}\)?[ \-]?[0-9]{3,4}[ \-]?[0-9]{4}"
_ABROAD = r"\+[1-9](?:[ \-.()]{0,2}[0-9]){7,14}"
_AMERICAN = r"\(?[2-9][0-9]{2}\)?[ \-.][0-9]{3}[ \-.][0-9]{4}"
# Without a shape of its own a number is a phone only when it is called one.
_CALLED = (
    r"(?:电话|電話|手机|手機|座机|固话|号码|號碼|\b(?:phone|mobile|cell|tel|telephone|call me (?:at|on)|reach me (?:at|on)))"
    r"(?:号码|号|號碼|號| number| no\.?)?(?: is|'s|是|为|改成)?[:\s]*"
)
_SHAPES = re.compile(
    rf"(?<![0-9])(?<![0-9][\-.])(?<![+#])"
    rf"(?:(?P<shape>{_ABROAD}|{_MOBILE_CN}|{_LANDLINE_CN}|{_AMERICAN})|(?:{_CALLED}(?P<called>[0-9](?:[ \-]?[0-9]){{6,14}})))"
    rf"(?![0-9])(?!-[0-9])",
    re.IGNORECASE,
)
# QH13912345678 or SF1391234567890 is somebody's parcel; tel13912345678 is a phone.
_PART_OF_A_NUMBER = re.compile(r"[A-Za-z]$")
_WORD_BEFORE = re.compile(r"(?:phone|mobile|cell|tel|call|call me|number|is|at|on)$", re.IGNORECASE)
# 400, 800 and 95xxx are hotlines: nobody can call a customer back there.
_HOTLINE = re.compile(r"^(?:400|800|95)")


def find_phones(text: str) -> Iterator[Found]:
    for match in _SHAPES.finditer(text):
        group = "shape" if match["shape"] else "called"
        start, end = match.span(group)
        before = text[:start]
        if _PART_OF_A_NUMBER.search(before) and not _WORD_BEFORE.search(before):
            continue
        number = contact.phone(match[group])
        if number and not _HOTLINE.match(number):
            yield Found("phone", number, start, end)
