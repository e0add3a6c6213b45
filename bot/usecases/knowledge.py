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
            found = [as_article(row) for row in rows.all_of(tx, "published")]
        return [
            one
            for one in found
            if (one.valid_from is None or one.valid_from <= now) and (one.valid_until is None or now < one.valid_until)
        ]


def import_articles(
    store: Store, articles: Sequence[Article], who: str, why: str, publish: bool, now: float
) -> ImportOutcome:
    """Write all of them or none, without asking the gate: for a first start, and whoever has asked it."""
    # Importing stands on this module.
    from bot.usecases.importing import apply_import, plan_import

    plan = plan_import(store, articles, publish)
    apply_import(store, plan, who, who, why, now)
    return ImportOutcome(*(plan.count(what) for what in ("added", "changed", "same", "waiting")))


def export_articles(store: Store) -> list[Article]:
    with store.read() as tx:
        return [as_article(row) for row in rows.all_of(tx)]


def as_article(row: Any) -> Article:
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


def content_of(article: Article) -> dict[str, Any]:
    """As the database keeps it."""
    return {
        "id": article.id,
        "language": article.language,
        "topic": article.topic,
        "question": article.question,
        "variants": list(article.variants),
        "answer": article.answer,
        "tags": list(article.tags),
        "urgency": article.urgency,
        "status": article.status,
        "position": article.position,
        "valid_from": article.valid_from,
        "valid_until": article.valid_until,
        "owner": article.owner,
        "nature": article.nature,
        "channels": list(article.channels),
    }
