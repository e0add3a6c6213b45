"""Phrases of different articles that are almost the same, found without comparing each with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.knowledge.normal import key

# Share of common two-character pieces (Dice).
ALIKE = 0.9
COMMON = 200


def near_pairs(phrases: Sequence[str], owners: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Positions (earlier, later) of near-duplicates that have different owners.

    Two sets that share nine tenths must share one of their few rarest members, so only those
    are indexed; the costly comparison sees the handful that meet there.
    """
    keys = [_key(phrase) for phrase in phrases]
    grams = [_grams(text) for text in keys]
    seen = Counter(gram for row in grams for gram in row)
    shelf: dict[str, list[int]] = {}
    for later, row in enumerate(grams):
        if len(row) < 3:
            continue
        # Dice >= 0.9 allows a tenth of the larger set to be missing in the other one.
        rarest = sorted(row, key=lambda gram: (seen[gram], gram))[: max(1, int(len(row) * 0.19) + 1)]
        # A piece that hundreds of phrases share tells nothing; skipping it bounds the time.
        met = {earlier for gram in rarest if seen[gram] <= COMMON for earlier in shelf.get(gram, ())}
        for earlier in sorted(met):
            if owners[earlier] != owners[later] and keys[earlier] != keys[later] and _alike(grams[earlier], row):
                yield earlier, later
        for gram in rarest:
            shelf.setdefault(gram, []).append(later)


def near_to_first(phrases: Sequence[str], owners: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    """Those pairs of `near_pairs` whose earlier one is among the `first`: an edit's few phrases against all others."""
    keys = [_key(phrase) for phrase in phrases]
    mine = [_grams(text) for text in keys[:first]]
    shelf: dict[str, list[int]] = {}
    for later, text in enumerate(keys):
        row = mine[later] if later < first else _grams(text)
        if len(row) < 3:
            continue
        shared = Counter(earlier for gram in row for earlier in shelf.get(gram, ()))
        for earlier, common in shared.items():
            alike = 2 * common >= ALIKE * (len(row) + len(mine[earlier]))
            if alike and owners[earlier] != owners[later] and keys[earlier] != text:
                yield earlier, later
        if later < first:
            for gram in row:
                shelf.setdefault(gram, []).append(later)


@lru_cache(maxsize=100_000)
def _key(phrase: str) -> str:
    """Kept: at the next edit nearly all phrases are the same."""
    return key(phrase)


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return 2 * min(len(a), len(b)) >= ALIKE * (len(a) + len(b)) and 2 * len(a & b) >= ALIKE * (len(a) + len(b))
