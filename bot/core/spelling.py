"""Slips of the fingers in words of letters: which known word was meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

SHORTEST = 4
LONG = 7


class KnownWords:
    """Words in lower case, ready to be asked which of them an unknown one was meant to be."""

    def __init__(self, words: Iterable[str]) -> None:
        self._all = frozenset(words)
        self._by_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word in sorted(self._all):
            if len(word) >= SHORTEST:
                self._by_ends[word[0], word[-1]].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._all

    def meant(self, word: str) -> str | None:
        """The one known word that is a slip away; None for a known word, and where none or several are."""
        if word in self._all or len(word) < SHORTEST:
            return None
        near = [one for one in self._by_ends[word[0], word[-1]] if is_a_slip(word, one) and _is_likely(word, one)]
        return near[0] if len(near) == 1 else None


def _is_likely(typed: str, meant: str) -> bool:
    """Short words that differ in one letter are mostly two words: "world", "would"."""
    if len(typed) != len(meant):
        return len(meant) > SHORTEST + 1
    return sorted(typed) == sorted(meant) or len(meant) >= LONG


def is_a_slip(typed: str, meant: str) -> bool:
    """One letter too many, missing or wrong, or two neighbours exchanged, between the same first and last letters."""
    if typed[0] != meant[0] or typed[-1] != meant[-1] or abs(len(typed) - len(meant)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(typed, meant)) if a != b), min(len(typed), len(meant)))
    rest, wanted = typed[start:], meant[start:]
    if len(rest) == len(wanted):
        exchanged = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
        return exchanged or rest[1:] == wanted[1:]
    longer, shorter = (rest, wanted) if len(rest) > len(wanted) else (wanted, rest)
    return longer[1:] == shorter
