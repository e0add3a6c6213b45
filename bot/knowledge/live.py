"""The index that serves: rebuilt when the articles' version rises, swapped whole, never missing."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from bot.core.text import language_of
from bot.knowledge.article import Article
from bot.knowledge.building import build_from
from bot.knowledge.encoder import Encoder
from bot.knowledge.index import T_ANSWER, Answer, Index
from bot.knowledge.phrases import Phrase, phrases_of
from bot.knowledge.pinyin import PinyinReader
from bot.knowledge.spelling import Speller
from bot.knowledge.updating import is_stale, updated
from bot.knowledge.vectors import VectorCache, vectors_of

# From this score on the quick index is as often right as the whole one, on variants left out (docs/performance.md).
CERTAIN = 0.6
# Below this score of the quick index the whole one has never answered or offered anything, on the same variants.
FOREIGN = 0.05
Matter = Mapping[tuple[str, str], tuple[str, ...]]


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
        self._reader: PinyinReader | None = None
        self._speller: Speller | None = None
        self._building = threading.Lock()
        self._now: tuple[int, Index, dict[tuple[str, str], Article]] = (-1, Index(encoder, ()), {})
        self._emergencies: set[str] = set()
        # Articles that are not told everywhere, in one of their languages at least.
        self._limited: set[str] = set()
        self._matter: Matter = {}
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
                self._renew(version, self._source.published())
                self.error = None
                return True
            except Exception as error:
                self.error = error
                return False

    def _renew(self, version: int, articles: list[Article]) -> None:
        shown = {(article.id, article.language): article for article in articles}
        matter = {name: article.phrases for name, article in shown.items()}
        whole, quick = self._now[1], self._quick
        # A new answer to the same questions needs no new index.
        if matter != self._matter:
            phrases = _exchanged(whole.phrases, self._matter, matter, articles)
            made = None if not whole.phrases else updated(whole, phrases, self._cache)
            if made is not None:
                quick = updated(quick, phrases, self._cache) if quick is not None else None
                whole = made
            if made is None or is_stale(whole):
                if made is not None:
                    self._serve(version, whole, quick, shown, matter)
                if self._quick_encoder is not None:
                    quick = build_from(phrases, self._quick_encoder, self._cache)
                    self._serve_early(quick, shown)
                whole = build_from(phrases, self._encoder, self._cache)
        self._serve(version, whole, quick, shown, matter)

    def _serve(
        self, version: int, whole: Index, quick: Index | None, shown: dict[tuple[str, str], Article], matter: Matter
    ) -> None:
        self._emergencies = {article.id for article in shown.values() if article.is_emergency}
        self._limited = _limited(shown)
        self._now = (version, whole, shown)
        self._quick = quick
        if self._reader is None or matter != self._matter:
            # Last, and only for the few who type so: nobody else waits for it.
            self._reader = PinyinReader(
                phrase for (_, language), phrases in matter.items() if language == "zh" for phrase in phrases
            )
            self._speller = Speller(
                phrase for (_, language), phrases in matter.items() if language == "en" for phrase in phrases
            )
        self._matter = matter

    def _serve_early(self, quick: Index, shown: dict[tuple[str, str], Article]) -> None:
        """The quick index is ready in half the time; what it is sure of can be told while the whole one is built."""
        version, index, former = self._now
        # The old whole index may still name an article that was taken away, so then both wait.
        if former.keys() <= shown.keys():
            self._limited = _limited(shown)
            self._now = (version, index, shown)
            self._quick = quick

    def with_articles(self, articles: Sequence[Article]) -> LiveIndex:
        """Another one over these articles, made from this one where little differs; it does not follow its source."""
        found = LiveIndex(FixedSource(articles), self._cache, self._encoder, self._quick_encoder)
        found._now, found._quick = (-1, *self._now[1:]), self._quick
        found._matter, found._reader, found._speller = self._matter, self._reader, self._speller
        found.refresh()
        if found.error is not None:
            raise found.error
        return found

    def ask(self, text: str, channel: str | None = None, language: str | None = None) -> Answer:
        """What to say to a customer of this channel who reads this language (else that of the text).

        An article that is not told there is no candidate, and the next best takes its place.
        """
        found = self._read_and_ask(text, ())
        untold = self._untold(channel, language or language_of(text)) if channel and self._limited else ()
        if not any(one.id in untold for one in found.ranking):
            return found
        best = found.ranking[0].id
        return replace(self._read_and_ask(text, untold), unsaid=best if best in untold else None)

    def in_characters(self, text: str) -> str | None:
        """What was typed as pinyin, in Chinese characters; None when it is none."""
        reader = self._reader
        return reader.read(text) if reader is not None else None

    def _read_and_ask(self, text: str, without: Collection[str]) -> Answer:
        """As it was typed and, where that is unclear, as pinyin or with its slips mended: whichever fits better."""
        found = self._ask(text, without)
        if found.ranking and found.ranking[0].score < CERTAIN and (said := self._otherwise(text)):
            read = self._ask(said, without)
            return read if read.ranking and read.ranking[0].score > found.ranking[0].score else found
        return found

    def _otherwise(self, text: str) -> str | None:
        speller = self._speller
        return self.in_characters(text) or (speller.mend(text) if speller is not None else None)

    def _ask(self, text: str, without: Collection[str]) -> Answer:
        quick = self._quick
        if quick is not None:
            found = quick.ask(text, without)
            if is_settled(found):
                return found
        return self._now[1].ask(text, without)

    def _untold(self, channel: str, language: str) -> set[str]:
        """Ids whose version for this language (else the other one) is not told in this channel."""
        versions = {name: self.article(name, language) for name in self._limited}
        return {name for name, one in versions.items() if one is not None and not one.is_told_in(channel)}

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

    def nearest_emergency(self, text: str, channel: str | None = None, language: str | None = None) -> Article | None:
        """The best of the articles for emergencies, however weak: advice that must be given in any case.

        Where it is not told in this channel, another one that fits, else None: advice for another danger would harm.
        """
        language = language or language_of(text)
        untold = self._untold(channel, language) if channel else set()
        found = self._now[1].nearest(text, self._emergencies)
        if found in untold:
            rest = self._ask(text, untold).ranking
            fitting = (one.id for one in rest if one.score >= T_ANSWER and one.id in self._emergencies)
            found = next(fitting, None)
        return self.article(found, language) if found else None


def is_settled(quick: Answer) -> bool:
    """Whether the second encoder would change nothing: greetings and addresses need it as little as sure answers."""
    best = quick.ranking[0].score if quick.ranking else 0.0
    return (quick.status == "answer" and best >= CERTAIN) or best < FOREIGN


def _exchanged(phrases: Sequence[Phrase], old: Matter, new: Matter, articles: Sequence[Article]) -> list[Phrase]:
    """The phrases of `articles`; those of ids where nothing changed are taken over."""
    changed = {name for name, _ in old.keys() ^ new.keys()}
    changed |= {key[0] for key in old.keys() & new.keys() if old[key] != new[key]}
    fresh = phrases_of(article for article in articles if article.id in changed)
    return sorted([*(phrase for phrase in phrases if phrase.id not in changed), *fresh])


def _limited(shown: Mapping[tuple[str, str], Article]) -> set[str]:
    return {article.id for article in shown.values() if article.channels}
