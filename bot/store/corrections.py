"""What agents corrected in the classification: kept to learn from."""

from __future__ import annotations

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
