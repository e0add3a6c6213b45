"""Where editors try things out: the index that serves, and one as it would be after a change.

Made when an editor comes, or an agent is to be suggested an answer: only then a process pays the memory of the encoders.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.core.ladder import nature_hinted
from bot.core.text import language_of
from bot.knowledge.article import Article
from bot.knowledge.encoder import load_encoder
from bot.knowledge.index import T_ANSWER, T_SUGGEST
from bot.knowledge.live import LiveIndex
from bot.knowledge.vectors import VectorCache, vectors_of
from bot.store.database import Store
from bot.usecases.gate import ask_before_publishing, conflicts
from bot.usecases.importing import Tell
from bot.usecases.knowledge import PublishedArticles
from bot.usecases.regression import must_answer

log = logging.getLogger(__name__)
SHOWN = 5
# Some seconds' work: so long it takes at most until an import that was stopped stops.
ENCODED_AT_ONCE = 64


class KnowledgeRoom:
    """One for each process; its methods take seconds and belong into a thread."""

    def __init__(self, store: Store, cache: VectorCache, judge: Callable[[str], dict[str, Any]] | None = None) -> None:
        self._store = store
        self._cache = cache
        self._judge = judge
        self._live: LiveIndex | None = None
        self._lock = threading.Lock()
        self._warming: threading.Thread | None = None
        self._tried: tuple[tuple[int, Article], LiveIndex] | None = None

    def warm_up(self) -> None:
        """Begin to load what the first question would wait for; returns at once."""
        if self._warming is None:
            # A daemon: whoever stops the process meanwhile does not wait for models.
            self._warming = threading.Thread(target=self._load, name="knowledge-warm-up", daemon=True)
            self._warming.start()

    def _load(self) -> None:
        try:
            self.live()
            if self._judge is not None:
                self._judge("hello")
        except Exception as error:
            # The first question tries again and tells its asker.
            log.warning("the knowledge room could not be prepared: %s", error)

    def live(self) -> LiveIndex:
        with self._lock:
            if self._live is None:
                self._live = LiveIndex(PublishedArticles(self._store), self._cache, load_encoder(), load_encoder("use"))
            self._live.refresh()
            if self._live.error is not None:
                raise self._live.error
            return self._live

    def after(self, changed: Article, published: bool = True) -> LiveIndex:
        """The index as it would be with this article published, or taken away."""
        live = self.live()
        key = (live.version, replace(changed, status="published" if published else "archived"))
        with self._lock:
            if self._tried is not None and self._tried[0] == key:
                return self._tried[1]
        index = self._with(live, [key[1]])
        with self._lock:
            self._tried = (key, index)
        return index

    def _with(self, live: LiveIndex, changed: Sequence[Article]) -> LiveIndex:
        """The index as it would be with these articles; those that are not published are taken away."""
        keys = {(one.id, one.language) for one in changed}
        kept = [one for one in live.articles() if (one.id, one.language) not in keys]
        new = [one for one in changed if one.status == "published"]
        return live.with_articles([*kept, *new])

    def gate(self, changed: Article, asked: Sequence[str] = (), published: bool = True) -> dict[str, Any]:
        changed = replace(changed, status="published" if published else "archived")
        must = must_answer(self._store)
        return ask_before_publishing(self.live(), self.after(changed, published), [changed], must, asked)

    def gate_of_many(self, changed: Sequence[Article], asked: Sequence[str], tell: Tell) -> dict[str, Any]:
        """The gate for an import; every article with the status that it would have.

        Encoding what is new takes by far the longest, so it comes first and tells how far it is.
        """
        must = must_answer(self._store)
        if not must and not asked:
            # Twenty minutes of encoding for ten thousand new articles would answer nobody's question.
            tell("comparing", 0, 0)
            here = PublishedArticles(self._store).published()
            nothing: dict[str, Any] = {name: [] for name in ("failing", "still", "changed", "weaker", "nearer")}
            return {
                "asked": 0, "passed": 0, "seconds": 0.0, **nothing, "conflicts": conflicts(here, changed), "blocks": False
            }  # fmt: skip
        tell("building", 0, 0)
        live = self.live()
        known = {phrase for one in live.articles() for phrase in one.phrases}
        told = [one for one in changed if one.status == "published"]
        new = list(dict.fromkeys(phrase for one in told for phrase in one.phrases if phrase not in known))
        for start in range(0, len(new), ENCODED_AT_ONCE):
            tell("encoding", start, len(new))
            vectors_of(new[start : start + ENCODED_AT_ONCE], load_encoder(), self._cache)
        tell("building", 0, 0)
        after = self._with(live, changed)
        return ask_before_publishing(
            live, after, changed, must, asked, lambda done, total: tell("asking", done, total)
        )  # fmt: skip

    def rank(self, text: str) -> list[tuple[str, str, float]]:
        live = self.live()
        language = language_of(text)
        return [
            (one.id, article.question if (article := live.article(one.id, language)) else one.id, one.score)
            for one in live.ask(text).ranking[:SHOWN]
        ]

    def try_it(self, text: str, draft: Article | None, channel: str | None = None) -> dict[str, Any]:
        """What a customer who writes this would be told, and why; without a channel as if nothing had a limit."""
        began = time.monotonic()
        index = self.after(draft) if draft is not None else self.live()
        language = language_of(text)
        answer = index.ask(text, channel, language)
        ranking = []
        for one in answer.ranking[:SHOWN]:
            article = index.article(one.id, language)
            ranking.append({"id": one.id, "question": article.question if article else one.id, "score": one.score})
        first = index.article(answer.ranking[0].id, language) if answer.ranking else None
        shown: dict[str, Any] = {"kind": "rephrase", "text": "", "titles": [], "why": "nothing_near"}
        if answer.status == "answer" and first is not None:
            shown = {"kind": "answer", "text": first.answer, "titles": [], "why": "sure"}
        elif answer.status == "suggest":
            shown = {
                "kind": "choice",
                "text": "",
                "titles": [one["question"] for one in ranking[:3]],
                "why": "half_sure",
            }
        return {
            "language": language,
            "status": answer.status,
            "threshold": {"answer": T_ANSWER, "suggest": T_SUGGEST},
            "ranking": ranking,
            "shown": shown,
            "triage": self._judged(text, first if shown["kind"] == "answer" else None),
            "seconds": round(time.monotonic() - began, 2),
        }

    def _judged(self, text: str, answering: Article | None) -> dict[str, Any] | None:
        if self._judge is None:
            return None
        found = self._judge(text)
        hint = nature_hinted(found["nature"], found["nature_confidence"], answering.nature if answering else None)
        return {**found, "nature": hint or found["nature"], "nature_from": "article" if hint else "triage"}
