"""The index over published articles: a customer's words in, a ranking with probabilities out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from bot.knowledge.article import Article
from bot.knowledge.calibration import Calibration, calibrate, evidence
from bot.knowledge.encoder import Encoder, encode_one
from bot.knowledge.head import fit, scores_near
from bot.knowledge.lexical import Lexicon
from bot.knowledge.normal import key
from bot.knowledge.space import Space, best_of_class, dense, kernel, space_of
from bot.knowledge.vectors import Progress, VectorCache, vectors_of

T_ANSWER = 0.45
T_SUGGEST = 0.15
RANKED = 10
CANDIDATES = 15
# Above this many phrases one fit over all takes too long; each question then fits its own neighbourhood.
WHOLE = 4000
NEAR_PHRASES = 150
NEAR_CLASSES = 30
COARSE = 192
SAMPLE = 400
LESSONS = 1000
EXACT = 0.99
OFF_TOPIC_COUNTS = 2.0


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
    """Made by `build`, never changed afterwards."""

    def __init__(self, encoder: Encoder, ids: Sequence[str], owners: np.ndarray, keys: dict[str, int]) -> None:
        self.encoder = encoder
        self.ids = tuple(ids)
        self.owners = owners
        self.starts = np.searchsorted(owners, np.arange(len(ids)))
        self.keys = keys
        self.calibration = Calibration(np.zeros(0))
        self.space: Space
        self.lexicon: Lexicon
        self.points = np.zeros((0, 0), np.float32)
        self.weights: np.ndarray | None = None
        self.coarse: np.ndarray | None = None
        self.axes: np.ndarray | None = None

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
        return self._weigh(point, row, None, left_out)

    def _weigh(
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
            return self._evidence(scores, cosines[:phrases], lexical[:phrases], left_out)
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

    def _evidence(
        self, scores: np.ndarray, cosines: np.ndarray, lexical: np.ndarray, left_out: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(-scores, kind="stable")
        order = (order if left_out is None else order[~left_out[order]])[:CANDIDATES]
        near, shared = best_of_class(cosines, self.starts), best_of_class(lexical, self.starts)
        return order, evidence(scores[order], near[order], shared[order])


def build(articles: Sequence[Article], encoder: Encoder, cache: VectorCache, progress: Progress | None = None) -> Index:
    """The index over the published ones of `articles`; both languages of an id are one class."""
    live = [article for article in articles if article.status == "published"]
    ids = sorted({article.id for article in live})
    number = {name: at for at, name in enumerate(ids)}
    seen: dict[tuple[int, str], str] = {}
    for article in live:
        for phrase in article.phrases:
            seen.setdefault((number[article.id], key(phrase) or phrase), phrase)
    rows = sorted(seen.items())
    owners = np.array([owner for (owner, _), _ in rows], np.int64)
    texts = [text for _, text in rows]
    keys: dict[str, int] = {}
    for (owner, name), _ in rows:
        if key(name):
            keys.setdefault(name, owner)
    index = Index(encoder, ids, owners, keys)
    if not ids:
        return index
    strange = off_topic()
    vectors = vectors_of([*texts, *strange], encoder, cache, progress)
    known, away = vectors[: len(texts)], vectors[len(texts) :]
    index.space = space_of(encoder, known, away)
    index.points = index.space.place(vectors)
    if len(texts) <= WHOLE:
        _fit_whole(index, texts, strange)
    else:
        _fit_near(index, texts, strange)
    return index


@lru_cache(maxsize=1)
def off_topic() -> tuple[str, ...]:
    found = yaml.safe_load((Path(__file__).parent / "off_topic.yml").read_text("utf-8"))
    return tuple(text for texts in found.values() for text in texts)


def _fit_whole(index: Index, texts: list[str], strange: Sequence[str]) -> None:
    index.lexicon = Lexicon([*texts, *strange])
    phrases = len(texts)
    cosines = index.points @ index.points.T
    lexical = np.asarray((index.lexicon.matrix @ index.lexicon.matrix.T).todense())
    targets = np.zeros((len(index.points), len(index.ids)))
    targets[np.arange(phrases), index.owners] = 1
    ridge = fit(kernel(cosines, lexical), targets)
    index.weights = ridge.weights
    np.fill_diagonal(cosines, -1)
    np.fill_diagonal(lexical, 0)
    book = _Lessons(index)
    for at in np.unique(np.linspace(0, len(index.points) - 1, min(LESSONS, len(index.points))).astype(int)):
        found = index._evidence(ridge.left_out[at], cosines[at, :phrases], lexical[at, :phrases])
        book.add(at, *found)
    index.calibration = book.learned()


def _fit_near(index: Index, texts: list[str], strange: Sequence[str]) -> None:
    index.lexicon = Lexicon(texts)
    away = index.points[len(texts) :]
    index.points = np.ascontiguousarray(index.points[: len(texts)])
    sample = np.linspace(0, len(texts) - 1, 4000).astype(int)
    _, axes = np.linalg.eigh(index.points[sample].T @ index.points[sample])
    index.axes = np.ascontiguousarray(axes[:, ::-1][:, :COARSE].T.astype(np.float32))
    index.coarse = np.ascontiguousarray(index.points @ index.axes.T)
    book = _Lessons(index)
    width = len(index.lexicon.names)
    for at in np.unique(np.linspace(0, len(texts) - 1, SAMPLE).astype(int)):
        book.add(at, *index._weigh(index.points[at], dense(index.lexicon.matrix[at], width), at))
    for at, text in enumerate(strange):
        row = dense(index.lexicon.rows([text]), width)
        book.add(len(texts) + at, *index._weigh(away[at], row, None))
    index.calibration = book.learned()


class _Lessons:
    """What calibration learns from: phrases left out (right or wrong), and questions that have no article."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._alone = np.bincount(index.owners, minlength=len(index.ids)) < 2
        self._rows: list[np.ndarray] = []
        self._right: list[np.ndarray] = []
        self._weights: list[np.ndarray] = []

    def add(self, at: int, found: np.ndarray, rows: np.ndarray) -> None:
        owner = self._index.owners[at] if at < len(self._index.owners) else -1
        if owner >= 0 and self._alone[owner]:
            # Left out, nothing of its article remains: it tells nothing about right answers.
            return
        self._keep(rows[:3], found[:3] == owner, 1.0 if owner >= 0 else OFF_TOPIC_COUNTS)
        if owner >= 0 and (found == owner).any() and len(found) > 3:
            # The same question, had its article not been written: near the matter, yet nothing fits.
            others = found != owner
            scores, cosines, lexical = rows[others][:, 1], rows[others][:, 3], rows[others][:, 5]
            self._keep(evidence(scores, cosines, lexical)[:3], np.zeros(3, bool), 1.0)

    def _keep(self, rows: np.ndarray, right: np.ndarray, weight: float) -> None:
        self._rows.append(rows)
        self._right.append(right[: len(rows)])
        self._weights.append(np.full(len(rows), weight))

    def learned(self) -> Calibration:
        if not self._rows:
            return calibrate(np.zeros((0, 7)), np.zeros(0), np.zeros(0))
        right = np.concatenate(self._right).astype(float)
        return calibrate(np.vstack(self._rows), right, np.concatenate(self._weights))


def _status(ranking: Sequence[Ranked]) -> str:
    if ranking[0].score >= T_ANSWER:
        return "answer"
    return "suggest" if ranking[0].score >= T_SUGGEST else "none"
