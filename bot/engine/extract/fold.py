"""Full-width letters, digits and signs as plain ones, every character in its old place."""

from __future__ import annotations

import unicodedata


class _Folding(dict[int, str]):
    """A table for str.translate that learns each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        # One for one, or the offsets would move; ① and ² are no digits of a number that somebody writes.
        self[code] = plain if len(plain) == 1 and unicodedata.category(char) != "No" else char
        return self[code]


_FOLDING = _Folding({ord("’"): "'", ord("–"): "-", ord("—"): "-", ord("−"): "-"})


def folded(text: str) -> str:
    """The same number of characters: `ＱＨ２０` becomes `QH20`, `：` becomes `:`, `￥` becomes `¥`."""
    return text if text.isascii() else text.translate(_FOLDING)
