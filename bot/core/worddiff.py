"""What changed between two texts, word by word (character by character in Chinese)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_PIECES = re.compile(r"[A-Za-z0-9_]+(?:'[a-z]+)?|\s+|.", re.S)
# Beyond this a diff by words takes seconds; whole lines are compared then.
MANY = 6000


def word_diff(old: str, new: str) -> list[list[str]]:
    """[["=", kept], ["-", taken out], ["+", put in], …] in reading order; joining "=" and "+" gives `new`."""
    a, b = _PIECES.findall(old), _PIECES.findall(new)
    if len(a) + len(b) > MANY:
        a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    parts: list[list[str]] = []
    for what, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(["=", "".join(a[a1:a2])])
            continue
        if a2 > a1:
            parts.append(["-", "".join(a[a1:a2])])
        if b2 > b1:
            parts.append(["+", "".join(b[b1:b2])])
    return parts
