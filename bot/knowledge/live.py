"""The index that serves: rebuilt when the articles' version rises, swapped whole, never missing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from bot.core.text import language_of
from bot.knowledge.article import Article
from bot.knowledge.encoder import Encoder
from bot.knowledge.index import Answer, Index, build
from bot.knowledge.vectors import VectorCache, vectors_of

# From this score on the quick index is as often right as the whole one, on variants left out (docs/performance.md).
CERTAIN = 0.6


class Source(Protocol):
    def version(self) -> int: ...

    def published(self) -> list[Article]: ...


class FixedSource:
    """Articles that nobody edits: for trials and measurements."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = list(articles)

    def version(self) -> int:
        return 1

    def published(self) -> list[Article]:
        return self._articles


class LiveIndex:
    """Questions go to one finished index; a new one takes its place in a single assignment.

    With a `quick` encoder (one of those in `encoder`) there are two: what the quick one answers for certain
    need not be encoded again.
    """

    def __init__(self, source: Source, cache: VectorCache, encoder: Encoder, quick: Encoder | None = None) -> None:
        self._source = source
        self._cache = cache
        self._encoder = encoder
        self._quick_encoder = quick
        self._quick: Index | None = None
        self._building = threading.Lock()
        self._now: tuple[int, Index, dict[tuple[str, str], Article]] = (-1, build([], encoder, cache), {})
        self._emergencies: set[str] = set()
        self._matter: dict[tuple[str, str], tuple[str, ...]] = {}
        self.error: Exception | None = None

    @property
    def version(self) -> int:
        return self._now[0]

    def refresh(self) -> bool:
        """True when a newer version of the articles serves now. A failure leaves the old one and is kept in `error`."""
        with self._building:
            try:
                # The version is read first: what is published meanwhile is then seen by the next refresh.
                version = self._source.version()
                if version == self._now[0] and self.error is None:
                    return False
                articles = self._source.published()
                matter = {(article.id, article.language): article.phrases for article in articles}
                index, quick = self._now[1], self._quick
                # A new answer to the same questions needs no new index.
                if matter != self._matter:
                    if self._quick_encoder is not None:
                        quick = build(articles, self._quick_encoder, self._cache)
                        self._serve_early(quick, articles)
                    index = build(articles, self._encoder, self._cache)
                self._matter = matter
                self._now = (version, index, {(article.id, article.language): article for article in articles})
                self._quick = quick
                self._emergencies = {article.id for article in articles if article.is_emergency}
                self.error = None
                return True
            except Exception as error:
                self.error = error
                return False

    def _serve_early(self, quick: Index, articles: list[Article]) -> None:
        """The quick index is ready in half the time; what it is sure of can be told while the whole one is built."""
        version, index, former = self._now
        new = {(article.id, article.language): article for article in articles}
        # The old whole index may still name an article that was taken away, so then both wait.
        if former.keys() <= new.keys():
            self._now = (version, index, new)
            self._quick = quick

    def ask(self, text: str) -> Answer:
        quick = self._quick
        if quick is not None:
            found = quick.ask(text)
            if found.status == "answer" and found.ranking[0].score >= CERTAIN:
                return found
        return self._now[1].ask(text)

    def article(self, article_id: str, language: str) -> Article | None:
        """The article in this language, else in the other one."""
        articles = self._now[2]
        other = "en" if language == "zh" else "zh"
        return articles.get((article_id, language)) or articles.get((article_id, other))

    @property
    def whole(self) -> Index:
        """The index over all encoders."""
        return self._now[1]

    def articles(self) -> list[Article]:
        return list(self._now[2].values())

    def placed(self, texts: Sequence[str]) -> np.ndarray:
        """The points of these texts in the whole index, one row each; what the cache knows is not encoded again."""
        index = self._now[1]
        return index.space.place(vectors_of(texts, self._encoder, self._cache))

    def is_emergency(self, article_id: str) -> bool:
        return article_id in self._emergencies

    def nearest_emergency(self, text: str) -> Article | None:
        """The best of the articles for emergencies, however weak: advice that must be given in any case."""
        found = self._now[1].nearest(text, self._emergencies)
        return self.article(found, language_of(text)) if found else None
