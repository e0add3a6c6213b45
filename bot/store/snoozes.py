"""Conversations that a person has put aside for a while, each for one person only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import conversation, snooze


def get(tx: Transaction, user_id: int, conversation_id: str) -> Any | None:
    query = sa.select(snooze).where(snooze.c.user_id == user_id, snooze.c.conversation_id == conversation_id)
    return tx.execute(query).first()


def add(
    tx: Transaction, user_id: int, conversation_id: str, number: int, epoch: int, until: float | None, now: float
) -> None:
    """`until` None: until the customer writes. `number` is what the timer refers to."""
    tx.execute(
        sa.insert(snooze).values(
            user_id=user_id, conversation_id=conversation_id, number=number, epoch=epoch, until=until, created_at=now
        )
    )


def drop(tx: Transaction, user_id: int, conversation_id: str) -> None:
    tx.execute(sa.delete(snooze).where(snooze.c.user_id == user_id, snooze.c.conversation_id == conversation_id))


def wake(tx: Transaction, number: int, now: float) -> bool:
    """Its time has come. True when it still slept."""
    done = tx.execute(
        sa.update(snooze).where(snooze.c.number == number, snooze.c.woke_at.is_(None)).values(woke_at=now, woke="time")
    )
    return bool(done.rowcount)


def wake_all_of(tx: Transaction, conversation_id: str, now: float) -> None:
    """The customer has written: it is back for everybody who had put it aside."""
    tx.execute(
        sa.update(snooze)
        .where(snooze.c.conversation_id == conversation_id, snooze.c.woke_at.is_(None))
        .values(woke_at=now, woke="customer")
    )


def of(tx: Transaction, people: Collection[int]) -> dict[tuple[int, str], Any]:
    """By (person, conversation): what each of these people has put aside since the conversation's last change of owner."""
    if not people:
        return {}
    same = sa.and_(conversation.c.id == snooze.c.conversation_id, conversation.c.epoch == snooze.c.epoch)
    query = sa.select(snooze).join(conversation, same).where(snooze.c.user_id.in_(list(people)))
    return {(row.user_id, row.conversation_id): row for row in tx.execute(query)}
