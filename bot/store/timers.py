"""Deadlines in the database: set in the transaction that promises, fired once by the worker."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import timer


def add(tx: Transaction, conversation_id: str, kind: str, ref: int, due_at: float) -> None:
    tx.execute(insert_or_ignore(tx, timer).values(conversation_id=conversation_id, kind=kind, ref=ref, due_at=due_at))


def cancel(tx: Transaction, kind: str, ref: int) -> None:
    tx.execute(sa.delete(timer).where(timer.c.kind == kind, timer.c.ref == ref, timer.c.fired_at.is_(None)))


# Who fires these asks for them by name (`due_of`).
OWN_KINDS = ("snooze",)


def due(tx: Transaction, now: float, limit: int = 50) -> list[Any]:
    return _due(tx, timer.c.kind.not_in(OWN_KINDS), now, limit)


def due_of(tx: Transaction, kind: str, now: float, limit: int = 50) -> list[Any]:
    return _due(tx, timer.c.kind == kind, now, limit)


def _due(tx: Transaction, which: Any, now: float, limit: int) -> list[Any]:
    query = (
        sa.select(timer)
        .where(which, timer.c.due_at <= now, timer.c.fired_at.is_(None))
        .order_by(timer.c.due_at)
        .limit(limit)
    )
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return list(tx.execute(query))


def fired(tx: Transaction, timer_id: int, now: float) -> None:
    tx.execute(sa.update(timer).where(timer.c.id == timer_id).values(fired_at=now))
