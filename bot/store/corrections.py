"""What agents corrected in the classification: kept to learn from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import correction


def add(
    tx: Transaction, conversation_id: str, who: str, field: str, was: str | None, value: str, text: str, now: float
) -> None:
    tx.execute(
        sa.insert(correction).values(
            conversation_id=conversation_id, who=who, field=field, was=was, now=value, text=text, created_at=now
        )
    )


def last_of(tx: Transaction, conversation_id: str, field: str) -> Any | None:
    """The newest correction of this field in a conversation."""
    mine = sa.and_(correction.c.conversation_id == conversation_id, correction.c.field == field)
    return tx.execute(sa.select(correction).where(mine).order_by(correction.c.id.desc()).limit(1)).first()


def everything(tx: Transaction) -> list[Any]:
    """All corrections, in the order in which they were made."""
    return list(tx.execute(sa.select(correction).order_by(correction.c.id)))
