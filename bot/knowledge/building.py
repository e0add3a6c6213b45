"""An index from articles: encoded, fitted, calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from bot.knowledge.article import Article
from bot.knowledge.encoder import Encoder
from bot.knowledge.head import fit, whole
from bot.knowledge.index import Index
from bot.knowledge.lessons import Lessons
from bot.knowledge.lexical import Lexicon
from bot.knowledge.phrases import Phrase, phrases_of
from bot.knowledge.space import dense, kernel, space_of
from bot.knowledge.vectors import Progress, VectorCache, vectors_of

# Above this many phrases one fit over all takes too long; each question then fits its own neighbourhood.
WHOLE = 4000
COARSE = 192
SAMPLE = 400
LESSONS = 1000


def build(articles: Sequence[Article], encoder: Encoder, cache: VectorCache, progress: Progress | None = None) -> Index:
    """The index over the published ones of `articles`."""
    return build_from(phrases_of(articles), encoder, cache, progress)


def build_from(
    phrases: Sequence[Phrase], encoder: Encoder, cache: VectorCache, progress: Progress | None = None
) -> Index:
    index = Index(encoder, phrases)
    if not phrases:
        return index
    texts, strange = [phrase.text for phrase in phrases], off_topic()
    vectors = vectors_of([*texts, *strange], encoder, cache, progress)
    index.space = space_of(encoder, vectors[: len(texts)], vectors[len(texts) :])
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
    index.weights, index.inverse = ridge.weights, whole(ridge.inverse)
    np.fill_diagonal(cosines, -1)
    np.fill_diagonal(lexical, 0)
    book = Lessons(index)
    for at in np.unique(np.linspace(0, len(index.points) - 1, min(LESSONS, len(index.points))).astype(int)):
        found = index.evidence_of(ridge.left_out[at], cosines[at, :phrases], lexical[at, :phrases])
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
    book = Lessons(index)
    width = len(index.lexicon.names)
    for at in np.unique(np.linspace(0, len(texts) - 1, SAMPLE).astype(int)):
        book.add(at, *index.weigh(index.points[at], dense(index.lexicon.matrix[at], width), at))
    for at, text in enumerate(strange):
        row = dense(index.lexicon.rows([text]), width)
        book.add(len(texts) + at, *index.weigh(away[at], row, None))
    index.calibration = book.learned()
