"""Articles between the database and the index: where vectors are kept, what is published, import and export."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.articles import Article
from bot.store import articles as rows
from bot.store.database import Store

# Room between two publishes for the days that pass: each article has two at most.
PUBLISHES = 1_000_000


@dataclass(frozen=True)
class ImportOutcome:
    added: int
    changed: int
    same: int
    # Published articles that differ, left alone because the import was not to publish.
    waiting: int = 0


class DatabaseVectors:
    """The vector cache of every process of an installation."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, encoder_name: str, hashes: Sequence[str]) -> dict[str, bytes]:
        with self._store.read() as tx:
            return {key: bytes(vector) for key, vector in rows.vectors(tx, encoder_name, hashes).items()}

    def put(self, encoder_name: str, new: Mapping[str, bytes]) -> None:
        with self._store.begin() as tx:
            rows.keep_vectors(tx, encoder_name, new)


class PublishedArticles:
    """The source of a LiveIndex: what is published and valid now."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def version(self) -> int:
        """Rises with every publish, and when an article's day comes or has passed."""
        with self._store.read() as tx:
            return rows.version(tx) * PUBLISHES + rows.days_come(tx, self._clock())

    def published(self) -> list[Article]:
        now = self._clock()
        with self._store.read() as tx:
            found = [_article(row) for row in rows.all_of(tx, "published")]
        return [
            one
            for one in found
            if (one.valid_from is None or one.valid_from <= now) and (one.valid_until is None or now < one.valid_until)
        ]


def import_articles(
    store: Store, articles: Sequence[Article], who: str, why: str, publish: bool, now: float
) -> ImportOutcome:
    """Write all of them or none. What customers are told changes only with `publish`."""
    added = changed = same = waiting = 0
    shown = False
    with store.begin(durable=True) as tx:
        known = {(row.id, row.language): _article(row) for row in rows.all_of(tx)}
        for article in articles:
            old = known.get((article.id, article.language))
            new = _content(article, publish)
            if old is not None and _content(old, True) == new:
                same += 1
                continue
            if old is not None and old.status == "published" and not publish:
                # Compared as if published: an unchanged article is not waiting for anything.
                if _content(old, True) == _content(article, True):
                    same += 1
                else:
                    waiting += 1
                continue
            rows.save(tx, new, who, why, now)
            shown = shown or new["status"] == "published" or (old is not None and old.status == "published")
            added += old is None
            changed += old is not None
        if shown:
            rows.raise_version(tx)
    return ImportOutcome(added, changed, same, waiting)


def export_articles(store: Store) -> list[Article]:
    with store.read() as tx:
        return [_article(row) for row in rows.all_of(tx)]


def _article(row: Any) -> Article:
    return Article(
        id=row.id,
        language=row.language,
        topic=row.topic,
        question=row.question,
        variants=tuple(row.variants),
        answer=row.answer,
        tags=tuple(row.tags),
        urgency=row.urgency,
        status=row.status,
        position=row.position,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        owner=row.owner,
        nature=row.nature,
        channels=tuple(row.channels),
    )


def _content(article: Article, publish: bool) -> dict[str, Any]:
    return {
        "id": article.id,
        "language": article.language,
        "topic": article.topic,
        "question": article.question,
        "variants": list(article.variants),
        "answer": article.answer,
        "tags": list(article.tags),
        "urgency": article.urgency,
        "status": article.status if publish else "draft",
        "position": article.position,
        "valid_from": article.valid_from,
        "valid_until": article.valid_until,
        "owner": article.owner,
        "nature": article.nature,
        "channels": list(article.channels),
    }
