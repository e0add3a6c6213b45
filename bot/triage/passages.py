"""Which passages of a message speak for its level: short parts of it, each judged alone.

Single words give the reasons of calm messages for nothing (`reasons.py`). Where a person will read them they are worth
one more batch of the quick encoder: a part that would be judged the same by itself is what one would point to.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.core.words import Urgency
from bot.knowledge.normal import plain, words
from bot.triage.judgement import Judgement, Verdict
from bot.triage.model import TriageModel
from bot.triage.reasons import DULL, MOST, in_original

# Three words say enough to be judged, and not more than one would point to. With parts of two words Chinese reasons
# were worse, with four the English ones (docs/understanding.md).
PART = 3
# A very long message is cut into longer parts, and its clauses are no longer kept apart: at most 20 parts are encoded.
MOST_WORDS_OF_THREE = 36
MOST_CLAUSES = 8
# Passages that say less than this part of what the strongest one says are not shown.
WORTH = 0.5
# Of a longer part the first words only: nine passages at most.
MOST_INSIDE = 4

_END = re.compile(r"[，。！？；、：,.!?;:\n]")


def explained(model: TriageModel, found: Judgement) -> Judgement:
    """The judgement with passages as reasons where a person is called at once; else as it was.

    Dangers are told in a thousand ways, so single words miss them. For everything else 15 ms more would keep the
    customer waiting for what single words say about as well (docs/understanding.md).
    """
    flat = plain(found.text)
    places = parts(flat) if found.urgency.level == Urgency.CRITICAL.value else []
    if not places:
        return found
    # The empty text tells what a level gets for nothing.
    scores = model.scores_of(["", *(flat[start:end] for start, end in places)])
    return replace(found, urgency=_with(found.urgency, "urgency", found.text, flat, places, scores, model))


def parts(flat: str) -> list[tuple[int, int]]:
    """Where the parts of a plain text begin and end: its clauses, cut evenly into at most three words each."""
    clauses = _clauses(flat)
    if len(clauses) > MOST_CLAUSES:
        clauses = [[word for clause in clauses for word in clause]]
    size = PART * math.ceil(sum(map(len, clauses)) / MOST_WORDS_OF_THREE)
    found: list[tuple[int, int]] = []
    for clause in clauses:
        pieces = math.ceil(len(clause) / size)
        ends = [round(len(clause) * number / pieces) for number in range(pieces + 1)]
        for first, last in zip(ends, ends[1:]):
            start, end = _trimmed(flat, clause[first:last])
            found.append((start, end))
    return found


def _clauses(flat: str) -> list[list[tuple[int, int]]]:
    """The places of the words, clause by clause."""
    clauses: list[list[tuple[int, int]]] = []
    at = 0
    for word in words(flat):
        start = flat.find(word, at)
        if not clauses or _END.search(flat, at, start):
            clauses.append([])
        at = start + len(word)
        clauses[-1].append((start, at))
    return clauses


def _trimmed(flat: str, piece: list[tuple[int, int]]) -> tuple[int, int]:
    """Without "the" and "的" at its ends."""
    while len(piece) > 1 and flat[slice(*piece[0])] in DULL:
        piece = piece[1:]
    while len(piece) > 1 and flat[slice(*piece[-1])] in DULL:
        piece = piece[:-1]
    return piece[0][0], piece[-1][1]


def _with(
    verdict: Verdict,
    field: str,
    text: str,
    flat: str,
    places: Sequence[tuple[int, int]],
    scores: np.ndarray,
    model: TriageModel,
) -> Verdict:
    decision = model.matter.decisions[field]
    level = decision.levels.index(verdict.level)

    def lead(rows: np.ndarray) -> np.ndarray:
        mine = rows[:, decision.columns]
        found: np.ndarray = mine[:, level] - mine.mean(axis=1)
        return found

    worth = lead(scores[1:]) - lead(scores[:1])
    best = float(worth.max())
    if best <= 0:
        return verdict
    order = [int(at) for at in np.argsort(-worth, kind="stable") if worth[at] >= WORTH * best]
    chosen = [places[at] for at in order]
    shorter = _within(flat, chosen[0])
    if shorter:
        # Where a shorter passage says as much by itself, the words beside it are not the reason.
        alone = lead(model.scores_of([flat[start:end] for start, end in shorter])) - lead(scores[:1])
        chosen[0] = next((place for place, value in zip(shorter, alone) if value >= best), chosen[0])
    shown: list[str] = []
    for start, end in chosen:
        original = in_original(text, flat[start:end])
        if original and original not in shown and original.lower() not in DULL:
            shown.append(original)
    return replace(verdict, reasons=tuple(shown[:MOST])) if shown else verdict


def _within(flat: str, place: tuple[int, int]) -> list[tuple[int, int]]:
    """The shorter passages of whole words inside a part, the shortest first; few, for parts have few words."""
    start, end = place
    inside = [(start + first, start + last) for first, last in _clauses(flat[start:end])[0][:MOST_INSIDE]]
    return [
        (inside[at][0], inside[at + size - 1][1])
        for size in range(1, len(inside))
        for at in range(len(inside) - size + 1)
        if size > 1 or flat[slice(*inside[at])] not in DULL
    ]
