"""Trained decisions over the same messages: kernel ridge over meaning, words and signs, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bot.knowledge.head import fit
from bot.knowledge.lexical import Lexicon
from bot.knowledge.space import Space
from bot.triage.lexicon import Signs

RIDGE = 0.05
# Rows whose likenesses to all others are computed at once while training.
PORTION = 1000
# Wider than for the knowledge base: levels are broad regions, articles are narrow ones.
MEANING_WIDTH = 0.5
WORDS = 0.3
SIGNS = 0.3
BOTH = 1.0
SIGN_WIDTH = 1.6
# A label such as "not critical": any of the other levels.
NOT = "not "


@dataclass(frozen=True)
class Message:
    """A text as the learners see it; made once, judged by all of them."""

    text: str
    point: np.ndarray
    words: sparse.csr_matrix
    signs: Signs


@dataclass(frozen=True)
class Ground:
    """What all decisions share: the space of meaning and the words."""

    space: Space
    lexicon: Lexicon


class Marks:
    """Counts of chosen signs as coordinates; a rare sign sets messages further apart than a common one."""

    def __init__(self, counts: np.ndarray, columns: np.ndarray) -> None:
        self.columns = columns
        self._scale = (1 / (np.sqrt(counts[:, columns]).std(axis=0) + 0.15)).astype(np.float32)

    def of(self, counts: np.ndarray) -> np.ndarray:
        return np.sqrt(np.atleast_2d(counts)[:, self.columns]) * self._scale


def likeness(meaning: np.ndarray, words: np.ndarray, distance: np.ndarray, signs: int) -> np.ndarray:
    """Alike in meaning, in words, in signs, and most of all in meaning and signs together."""
    same_signs = np.exp(np.maximum(distance, 0) / (-2 * SIGN_WIDTH * signs))
    close = np.exp((2 * MEANING_WIDTH) * (meaning - 1))
    return close + WORDS * words + SIGNS * same_signs + BOTH * close * same_signs


@dataclass(frozen=True)
class Decision:
    """One question about a message: its levels, its columns among the scores, and how sharply scores differ."""

    levels: tuple[str, ...]
    columns: slice
    sharpness: float

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        return softmax(scores * self.sharpness)


@dataclass(frozen=True)
class Fitted:
    """What solving found: weights for each row, and what each row would score if it had not been there."""

    weights: np.ndarray
    left_out: np.ndarray
    targets: np.ndarray
    # Of the lifted kernel matrix, its lower half.
    inverse: np.ndarray

    def of(self, columns: slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows that carry this label, their scores when left out, and the right level."""
        targets = self.targets[:, columns]
        rows = np.flatnonzero(targets.max(axis=1) == 1)
        return rows, self.left_out[rows, columns], targets[rows].argmax(axis=1)

    def of_parts(self, near: np.ndarray, owners: np.ndarray, inverse: np.ndarray) -> np.ndarray:
        """Scores of texts by their likeness to all rows, each as if the row it is a part of (`owners`) were not there."""
        columns = inverse[owners]
        pull = (near * columns).sum(axis=1) / columns[np.arange(len(owners)), owners]
        return near @ self.weights - pull[:, None] * self.weights[owners]


class Learner:
    """Decisions that share their rows, and so one fit. A row may leave a decision unlabelled."""

    def __init__(
        self,
        ground: Ground,
        levels: Mapping[str, Sequence[str]],
        points: np.ndarray,
        words: sparse.csr_matrix,
        counts: np.ndarray,
        columns: np.ndarray,
    ) -> None:
        self._ground = ground
        self._points = points
        self._words = words
        # Turned round once: a message has some sixty features, and only their columns are read then.
        self._rows_of_word = words.T.tocsr()
        self._signs = Marks(counts, columns)
        self._marks = self._signs.of(counts)
        self._squares = (self._marks**2).sum(axis=1)
        self.places: dict[str, slice] = {}
        start = 0
        for name, names in levels.items():
            self.places[name] = slice(start, start + len(names))
            start += len(names)
        self.levels = {name: tuple(names) for name, names in levels.items()}
        self.decisions: dict[str, Decision] = {}
        self.weights = np.zeros((len(points), start), np.float32)
        self._of_word = np.zeros((0, start), np.float32)

    def fit(self, labels: Sequence[Mapping[str, str]]) -> Fitted:
        targets = np.hstack(
            [_targets(names, [row.get(name, "") for row in labels]) for name, names in self.levels.items()]
        )
        ridge = fit(self._gram(), targets, RIDGE, in_place=True)
        fitted = Fitted(ridge.weights, ridge.left_out, targets, ridge.inverse)
        self.use(ridge.weights, {name: _sharpness(*fitted.of(place)[1:]) for name, place in self.places.items()})
        return fitted

    def _gram(self) -> np.ndarray:
        """How alike all rows are to each other; made a portion at a time, for at ten thousand rows it is 0.4 GB."""
        found = np.empty((len(self._points), len(self._points)), np.float32, order="F")
        for start in range(0, len(found), PORTION):
            part = slice(start, start + PORTION)
            distance = self._squares[part, None] + self._squares[None] - 2 * self._marks[part] @ self._marks.T
            overlap = (self._words[part] @ self._rows_of_word).toarray()
            near = likeness(self._points[part] @ self._points.T, overlap, distance, self._marks.shape[1])
            found[:, part] = near.T
        return found

    def use(self, weights: np.ndarray, sharpness: Mapping[str, float]) -> None:
        """Work with weights that were found before."""
        self.weights = weights
        self._of_word = WORDS * (self._words.T @ weights)
        self.decisions = {
            name: Decision(self.levels[name], place, float(sharpness[name])) for name, place in self.places.items()
        }

    def near(self, points: np.ndarray, words: sparse.csr_matrix, counts: np.ndarray) -> np.ndarray:
        """How alike each of several texts is to each row."""
        marks = self._signs.of(counts)
        distance = (marks**2).sum(axis=1)[:, None] + self._squares[None] - 2 * marks @ self._marks.T
        return likeness(points @ self._points.T, (words @ self._rows_of_word).toarray(), distance, marks.shape[1])

    def scores_of(self, messages: Sequence[Message], name: str) -> np.ndarray:
        """One row of scores for each message, without what `look` finds out for the reasons."""
        words = sparse.vstack([one.words for one in messages], format="csr")
        counts = np.stack([one.signs.counts for one in messages])
        near = self.near(np.stack([one.point for one in messages]), words, counts)
        return near @ self.weights[:, self.decisions[name].columns]

    def look(self, message: Message) -> Look:
        """Everything that is asked of one message, computed at once: as it is, and without each of its signs."""
        chosen = self._signs.columns
        shown = chosen[message.signs.counts[chosen] > 0]
        variants = np.repeat(message.signs.counts[None], len(shown) + 1, axis=0)
        variants[1 + np.arange(len(shown)), shown] = 0
        marks = self._signs.of(variants)
        distance = (marks**2).sum(axis=1)[:, None] + self._squares[None] - 2 * marks @ self._marks.T
        overlap = (message.words @ self._rows_of_word).toarray()
        near = likeness((self._points @ message.point)[None], overlap, distance, marks.shape[1])
        return Look(near @ self.weights, [int(sign) for sign in shown])

    def scores(self, look: Look, name: str) -> np.ndarray:
        return look.scores[0, self.decisions[name].columns]

    def word_push(self, message: Message, name: str, level: int) -> dict[str, float]:
        """How much each known feature of the text speaks for the level rather than for the others."""
        row = message.words
        weight = self._of_word[row.indices, self.decisions[name].columns]
        push = row.data * (weight[:, level] - weight.mean(axis=1))
        return {self._ground.lexicon.names[at]: float(value) for at, value in zip(row.indices, push)}

    def sign_push(self, look: Look, name: str, level: int) -> dict[int, float]:
        """How much of its lead the level would lose if a sign were not there."""
        scores = look.scores[:, self.decisions[name].columns]
        lead = scores[:, level] - scores.mean(axis=1)
        return {sign: float(lead[0] - lead[1 + at]) for at, sign in enumerate(look.shown)}


@dataclass(frozen=True)
class Look:
    scores: np.ndarray
    shown: list[int]


def softmax(values: np.ndarray) -> np.ndarray:
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _targets(levels: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    """Without a label a row speaks equally for every level, that is for none."""
    block = np.full((len(labels), len(levels)), 1 / len(levels))
    for at, label in enumerate(labels):
        if label.startswith(NOT):
            block[at] = 1 / (len(levels) - 1)
            block[at, levels.index(label[len(NOT) :])] = 0
        elif label:
            block[at] = 0
            block[at, levels.index(label)] = 1
    return block


def _sharpness(left_out: np.ndarray, truth: np.ndarray) -> float:
    """The factor that makes softmax of the scores an honest probability on rows that were left out."""
    rows = np.arange(len(truth))
    choices = [1.0, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 10]
    losses = [-np.log(softmax(left_out * choice)[rows, truth] + 1e-9).mean() for choice in choices]
    return choices[int(np.argmin(losses))]
