"""The index over published articles: a customer's words in, a ranking with probabilities out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.calibration import Calibration, evidence
from bot.knowledge.encoder import Encoder, encode_one
from bot.knowledge.head import scores_near
from bot.knowledge.lexical import Lexicon
from bot.knowledge.normal import key
from bot.knowledge.phrases import Phrase
from bot.knowledge.space import Space, best_of_class, dense, kernel

T_ANSWER = 0.45
T_SUGGEST = 0.15
RANKED = 10
CANDIDATES = 15
NEAR_PHRASES = 150
NEAR_CLASSES = 30
EXACT = 0.99


@dataclass(frozen=True)
class Ranked:
    id: str
    score: float


@dataclass(frozen=True)
class Answer:
    """`answer`: say the first; `suggest`: offer the first ones; `none`: nothing fits."""

    status: str
    ranking: tuple[Ranked, ...] = ()
    # The best of all where it was left out of the ranking: it may not be told, yet it says what the matter is.
    unsaid: str | None = None


class Index:
    """Made by `building.build`, or from another by `updating.updated`; never changed afterwards."""

    def __init__(self, encoder: Encoder, phrases: Sequence[Phrase]) -> None:
        self.encoder = encoder
        self.phrases = tuple(phrases)
        self.ids = tuple(dict.fromkeys(phrase.id for phrase in phrases))
        number = {name: at for at, name in enumerate(self.ids)}
        self.owners = np.array([number[phrase.id] for phrase in phrases], np.int64)
        self.starts = np.searchsorted(self.owners, np.arange(len(self.ids)))
        self.keys: dict[str, int] = {}
        for phrase, owner in zip(phrases, self.owners):
            self.keys.setdefault(phrase.key, int(owner))
        self.calibration = Calibration(np.zeros(0))
        self.space: Space
        self.lexicon: Lexicon
        self.points = np.zeros((0, 0), np.float32)
        # Of one fit over all phrases, and over what has no article.
        self.weights: np.ndarray | None = None
        self.inverse: np.ndarray | None = None
        # Of an index too big for that: its points along their widest directions.
        self.coarse: np.ndarray | None = None
        self.axes: np.ndarray | None = None
        # How many phrases came or went since mean, word weights and calibration were found.
        self.drift = 0

    def ask(self, text: str, without: Collection[str] = ()) -> Answer:
        """The ranking as if the articles `without` had not been written; the others' chances rise accordingly."""
        left_out = np.array([name in without for name in self.ids], bool) if without else None
        if not self.ids or (left_out is not None and left_out.all()):
            return Answer("none")
        exact = self.keys.get(key(text))
        if exact is not None and left_out is not None and left_out[exact]:
            exact = None
        found, rows = self._candidates(encode_one(text, self.encoder), text, left_out)
        chances = self.calibration.probability(rows)
        if exact is not None:
            chances = np.minimum(chances, 1 - EXACT)
            chances[found == exact] = EXACT + 0.009
            if exact not in found:
                found, chances = np.append(found, exact), np.append(chances, EXACT + 0.009)
        elif chances.sum() > 1:
            chances = chances / chances.sum()
        order = np.argsort(-chances, kind="stable")[:RANKED]
        ranking = tuple(Ranked(self.ids[found[at]], round(float(chances[at]), 4)) for at in order)
        return Answer(_status(ranking), ranking)

    def nearest(self, text: str, ids: set[str]) -> str | None:
        """The best article among `ids`, however weak."""
        if not self.ids:
            return None
        exact = self.keys.get(key(text))
        if exact is not None and self.ids[exact] in ids:
            return self.ids[exact]
        likeness = self.points @ self.space.place(encode_one(text, self.encoder))[0]
        best = best_of_class(likeness, self.starts)
        known = [at for at, name in enumerate(self.ids) if name in ids]
        return self.ids[max(known, key=lambda at: best[at])] if known else None

    def _candidates(self, vector: np.ndarray, text: str, left_out: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        point = self.space.place(vector)[0]
        row = dense(self.lexicon.rows([text]), len(self.lexicon.names))
        return self.weigh(point, row, None, left_out)

    def weigh(
        self, point: np.ndarray, row: np.ndarray, skip: int | None, left_out: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Candidate classes and their evidence; `skip` is a phrase that must not speak for itself.

        `left_out` marks classes that are none today: one bool for each.
        """
        phrases = len(self.owners)
        if self.weights is not None:
            cosines = self.points @ point
            lexical = self.lexicon.matrix @ row
            scores = kernel(cosines, lexical) @ self.weights
            return self.evidence_of(scores, cosines[:phrases], lexical[:phrases], left_out)
        assert self.coarse is not None and self.axes is not None
        rough = self.coarse @ (self.axes @ point)
        if left_out is not None:
            rough[left_out[self.owners]] = -np.inf
        nearest = np.argpartition(-rough, min(NEAR_PHRASES, len(rough) - 1))[:NEAR_PHRASES]
        nearest = nearest[nearest != skip] if skip is not None else nearest
        nearest = nearest[np.isfinite(rough[nearest])]
        sharp = self.points[nearest] @ point
        classes: list[int] = list(dict.fromkeys(self.owners[nearest[np.argsort(-sharp, kind="stable")]]))[:NEAR_CLASSES]
        ends = np.append(self.starts, phrases)
        members = np.concatenate([np.arange(ends[at], ends[at + 1]) for at in classes])
        members = members[members != skip] if skip is not None else members
        points, words = self.points[members], self.lexicon.matrix[members]
        cosines, lexical = points @ point, words @ row
        place = {at: number for number, at in enumerate(classes)}
        local = np.array([place[at] for at in self.owners[members]])
        gram = kernel(points @ points.T, (words @ words.T).toarray())
        scores = scores_near(gram, kernel(cosines, lexical), local, len(classes))
        top = [
            np.array([part[local == at].max(initial=0) for at in range(len(classes))]) for part in (cosines, lexical)
        ]
        order = np.argsort(-scores, kind="stable")[:CANDIDATES]
        return np.array(classes)[order], evidence(scores[order], top[0][order], top[1][order])

    def evidence_of(
        self, scores: np.ndarray, cosines: np.ndarray, lexical: np.ndarray, left_out: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(-scores, kind="stable")
        order = (order if left_out is None else order[~left_out[order]])[:CANDIDATES]
        near, shared = best_of_class(cosines, self.starts), best_of_class(lexical, self.starts)
        return order, evidence(scores[order], near[order], shared[order])


def _status(ranking: Sequence[Ranked]) -> str:
    if ranking[0].score >= T_ANSWER:
        return "answer"
    return "suggest" if ranking[0].score >= T_SUGGEST else "none"
