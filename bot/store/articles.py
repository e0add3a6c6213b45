"""Articles, their revisions and the number that rises with every publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store import drafts
from bot.store.database import Transaction, insert_or_ignore, next_number
from bot.store.schema import article, counter, embedding, feedback

CONTENT = (
    "topic", "question", "variants", "answer", "tags", "urgency", "status", "position", "valid_from", "valid_until",
    "owner", "nature", "channels",
)  # fmt: skip


def all_of(tx: Transaction, status: str | None = None) -> list[Any]:
    query = sa.select(article).order_by(article.c.topic, article.c.position, article.c.id, article.c.language)
    return list(tx.execute(query if status is None else query.where(article.c.status == status)))


def get(tx: Transaction, article_id: str, language: str) -> Any | None:
    query = sa.select(article).where(article.c.id == article_id, article.c.language == language)
    return tx.execute(query).first()


def topics(tx: Transaction, ids: Sequence[str]) -> list[str]:
    """The topics of these articles, each once, by name."""
    if not ids:
        return []
    return sorted(tx.execute(sa.select(article.c.topic).where(article.c.id.in_(ids)).distinct()).scalars())


def languages_of(tx: Transaction, article_id: str) -> list[Any]:
    return list(tx.execute(sa.select(article).where(article.c.id == article_id, article.c.status == "published")))


def save(tx: Transaction, new: Mapping[str, Any], who: str, why: str, now: float) -> bool:
    """Write an article and its revision; False when nothing in it changed."""
    old = get(tx, new["id"], new["language"])
    content = {name: new[name] for name in CONTENT}
    if old is not None:
        if all(getattr(old, name) == content[name] for name in CONTENT):
            return False
    number = drafts.remember(tx, new["id"], new["language"], content, "imported", who, why, now)
    drafts.show(tx, new["id"], new["language"], content, number, now)
    return True


def version(tx: Transaction) -> int:
    """Rises with every change of what customers may be told; engines reload when it does."""
    return tx.execute(sa.select(counter.c.value).where(counter.c.name == "knowledge")).scalar() or 0


def days_come(tx: Transaction, now: float) -> int:
    """How many first and last moments of published articles have passed."""
    shown = article.c.status == "published"
    query = sa.select(
        sa.select(sa.func.count()).where(shown, article.c.valid_from <= now).scalar_subquery()
        + sa.select(sa.func.count()).where(shown, article.c.valid_until <= now).scalar_subquery()
    )
    return int(tx.execute(query).scalar_one())


def raise_version(tx: Transaction) -> int:
    return next_number(tx, "knowledge")


def vectors(tx: Transaction, encoder: str, hashes: Sequence[str]) -> dict[str, bytes]:
    """Known vectors by text hash. Asked in portions: SQLite takes 32,766 variables, PostgreSQL fewer is kinder."""
    found: dict[str, bytes] = {}
    for start in range(0, len(hashes), 5000):
        query = sa.select(embedding.c.text_hash, embedding.c.vector).where(
            embedding.c.encoder == encoder, embedding.c.text_hash.in_(hashes[start : start + 5000])
        )
        found.update({row.text_hash: row.vector for row in tx.execute(query)})
    return found


def keep_vectors(tx: Transaction, encoder: str, new: Mapping[str, bytes]) -> None:
    if new:
        rows = [{"encoder": encoder, "text_hash": key, "vector": value} for key, value in new.items()]
        tx.execute(insert_or_ignore(tx, embedding), rows)


def keep_feedback(
    tx: Transaction, conversation_id: str, article_id: str, inbox_id: int, helped: bool, now: float
) -> None:
    """The customer's verdict on an answer; the same message gives it once."""
    tx.execute(
        insert_or_ignore(tx, feedback).values(
            conversation_id=conversation_id, article_id=article_id, inbox_id=inbox_id, helped=helped, created_at=now
        )
    )


def verdicts(tx: Transaction, conversation_id: str) -> list[Any]:
    return list(tx.execute(sa.select(feedback).where(feedback.c.conversation_id == conversation_id)))


def all_topics(tx: Transaction) -> list[str]:
    return list(tx.execute(sa.select(article.c.topic).distinct().order_by(article.c.topic)).scalars())
