"""Conversations that one agent passed on to another, or back to the queue, and the note that went along."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import seen, transfer


def add(
    tx: Transaction,
    conversation_id: str,
    handoff_id: int,
    from_id: int,
    to_id: int | None,
    note: str,
    seq: int,
    now: float,
) -> None:
    """`to_id` None: to the queue; `seq` is the number of the notice."""
    tx.execute(
        sa.insert(transfer).values(
            conversation_id=conversation_id,
            handoff_id=handoff_id,
            from_id=from_id,
            to_id=to_id,
            note=note,
            seq=seq,
            created_at=now,
        )
    )


def of_handoff(tx: Transaction, handoff_id: int) -> list[Any]:
    """In the order in which they were made."""
    return list(tx.execute(sa.select(transfer).where(transfer.c.handoff_id == handoff_id).order_by(transfer.c.id)))


def unseen(tx: Transaction, handoff_ids: Collection[int]) -> dict[tuple[int, str], Any]:
    """By (receiver, conversation): the last transfer of these handoffs that its receiver has not looked at yet."""
    if not handoff_ids:
        return {}
    read = sa.and_(seen.c.user_id == transfer.c.to_id, seen.c.conversation_id == transfer.c.conversation_id)
    query = (
        sa.select(transfer)
        .outerjoin(seen, read)
        .where(transfer.c.handoff_id.in_(list(handoff_ids)), transfer.c.to_id.is_not(None))
        .where(sa.func.coalesce(seen.c.seq, 0) < transfer.c.seq)
    )
    return {(row.to_id, row.conversation_id): row for row in tx.execute(query.order_by(transfer.c.id))}
