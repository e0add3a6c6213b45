"""What the desk's lists are made of. Asked at every change for all open desks, so no question reads a whole table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.words import BOT, agent_owner
from bot.store.database import Transaction
from bot.store.schema import conversation, message

LONGEST_LINE = 200
# A list that is longer is said to have more than this.
MOST_COUNTED = 10_000


def is_held(tx: Transaction) -> Any:
    """The condition that a person has the conversation."""
    if tx.dialect.name == "sqlite":
        # A range, which the index answers; PostgreSQL's collations sort punctuation in their own ways.
        return sa.and_(conversation.c.owner > "agent:", conversation.c.owner < "agent;")
    return conversation.c.owner.like("agent:%")


def spoken_with_bot() -> Any:
    """With the bot, and something was said: many open the page and leave."""
    return sa.and_(conversation.c.owner == BOT, conversation.c.next_seq > 1)


def newest(tx: Transaction, condition: Any, limit: int) -> list[Any]:
    query = sa.select(conversation).where(condition)
    return list(tx.execute(query.order_by(conversation.c.updated_at.desc(), conversation.c.id).limit(limit)))


def held_by(tx: Transaction, people: Collection[int]) -> list[Any]:
    """Every conversation of these people, however long ago the last word was; the newest first."""
    if not people:
        return []
    query = sa.select(conversation).where(conversation.c.owner.in_([agent_owner(one) for one in sorted(people)]))
    return list(tx.execute(query.order_by(conversation.c.updated_at.desc(), conversation.c.id)))


def held_counts(tx: Transaction) -> dict[str, int]:
    """How many conversations each person has, by owner."""
    query = sa.select(conversation.c.owner, sa.func.count().label("number")).where(is_held(tx))
    return {row.owner: int(row.number) for row in tx.execute(query.group_by(conversation.c.owner))}


def count(tx: Transaction, condition: Any) -> int:
    """How many there are, counted up to MOST_COUNTED + 1."""
    some = sa.select(sa.literal(1)).select_from(conversation).where(condition).limit(MOST_COUNTED + 1).subquery()
    return int(tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def last_words(tx: Transaction, ids: Sequence[str], author: str | None = None) -> dict[str, Any]:
    """`text` (its beginning) and `author` of each conversation's last message in words, or of the last by `author`."""
    if not ids:
        return {}
    inner = message.alias()
    wanted = [inner.c.conversation_id == conversation.c.id, inner.c.kind == "text", inner.c.seq.is_not(None)]
    if author:
        wanted.append(inner.c.author == author)
    last = sa.select(inner.c.seq).where(*wanted).order_by(inner.c.seq.desc()).limit(1).scalar_subquery()
    query = (
        sa.select(
            message.c.conversation_id, message.c.author, sa.func.substr(message.c.text, 1, LONGEST_LINE).label("text")
        )
        .select_from(conversation)
        .join(message, sa.and_(message.c.conversation_id == conversation.c.id, message.c.seq == last))
        .where(conversation.c.id.in_(ids))
    )
    return {row.conversation_id: row for row in tx.execute(query)}
