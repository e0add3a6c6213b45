"""What team leads told agents about a conversation: whispers, and why it was taken, given or sent back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import conversation, lead_word, user

_UNREAD = lead_word.c.read_at.is_(None)


def add(
    tx: Transaction, conversation_id: str, to: int, by: int, kind: str, text: str, now: float, client_id: str | None
) -> None:
    values = {"conversation_id": conversation_id, "to_id": to, "by_id": by, "kind": kind, "text": text}
    tx.execute(sa.insert(lead_word).values(**values, created_at=now, client_id=client_id))


def by_client_id(tx: Transaction, conversation_id: str, client_id: str) -> Any | None:
    query = sa.select(lead_word).where(
        lead_word.c.conversation_id == conversation_id, lead_word.c.client_id == client_id
    )
    return tx.execute(query).first()


def of_conversation(tx: Transaction, conversation_id: str, to: int | None) -> list[Any]:
    """The oldest first; with `to` only what this person was told."""
    query = _named().where(lead_word.c.conversation_id == conversation_id)
    if to is not None:
        query = query.where(lead_word.c.to_id == to)
    return list(tx.execute(query.order_by(lead_word.c.id)))


def unread(tx: Transaction, people: Collection[int]) -> list[Any]:
    """What these people were told and have not read, with the customer's name; the oldest first."""
    if not people:
        return []
    query = (
        _named()
        .add_columns(conversation.c.name.label("customer"))
        .join(conversation, conversation.c.id == lead_word.c.conversation_id)
        .where(lead_word.c.to_id.in_(sorted(people)), _UNREAD)
    )
    return list(tx.execute(query.order_by(lead_word.c.id)))


def newest(tx: Transaction) -> int:
    """The number of the last word; 0 before the first."""
    return int(tx.execute(sa.select(sa.func.coalesce(sa.func.max(lead_word.c.id), 0))).scalar_one())


def read(tx: Transaction, word_id: int, person: int, now: float) -> bool:
    """False when there is no such word for this person."""
    mine = sa.and_(lead_word.c.id == word_id, lead_word.c.to_id == person)
    tx.execute(sa.update(lead_word).where(mine, _UNREAD).values(read_at=now))
    return tx.execute(sa.select(lead_word.c.id).where(mine)).first() is not None


def _named() -> Any:
    """With the names of who said it and to whom."""
    by, to = user.alias("by_user"), user.alias("to_user")
    return (
        sa.select(lead_word, by.c.name.label("by_name"), to.c.name.label("to_name"))
        .select_from(lead_word)
        .join(by, by.c.id == lead_word.c.by_id)
        .join(to, to.c.id == lead_word.c.to_id)
    )
