"""English product names and words of time as they were meant: "washng mashine", "tommorow mornning".

Only a long word one slip away from a known one is mended: a letter too many, missing, wrong, or two in the wrong order.
Its first and last letters must be right, so that "heated" stays no heater.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.core.spelling import is_a_slip

_TIMES = frozenset(
    "tomorrow morning afternoon evening tonight weekend monday tuesday wednesday thursday friday saturday sunday "
    "january february august september october november december".split()
)
# Words of their own that stand one letter from a name.
_OTHER_WORDS = frozenset(
    "cooler header hearer sneaker broiler bender fringe saver shaper rooter shooter clearer wasting changing charming warning".split()
)
_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{5,}(?![A-Za-z0-9@.])|(?<![A-Za-z0-9])[A-Za-z]{5,}(?=\.(?:\s|$))")
_SHORTEST = 6


@dataclass(frozen=True)
class Mended:
    """`text` as it was meant; `back` tells for each place in it the place in what was typed."""

    text: str
    back: tuple[int, ...]


def mended(text: str, names: Collection[str]) -> Mended:
    """`names`: the words of the products' names, in lower case."""
    said, back, at = "", list[int](), 0
    for match in _WORD.finditer(text):
        meant = _meant(match[0].lower(), names)
        if meant is None:
            continue
        said += text[at : match.start()] + meant
        back += range(at, match.start())
        # All of the word is the word: its inner places are never looked at.
        back += [match.start()] * len(meant)
        at = match.end()
    return Mended(said + text[at:], (*back, *range(at, len(text) + 1)))


def _meant(word: str, names: Collection[str]) -> str | None:
    if word in names or word in _TIMES or word in _OTHER_WORDS:
        return None
    # A missing letter before the s of a plural would make makers of makes.
    whole = (name for name in (*names, *_TIMES) if len(name) >= _SHORTEST and not name.endswith("s"))
    near = {name for name in whole if is_a_slip(word, name)}
    return near.pop() if len(near) == 1 else None
