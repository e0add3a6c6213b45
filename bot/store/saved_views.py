"""Filter combinations that people gave a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, inserted_id
from bot.store.schema import saved_view


def of(tx: Transaction, user_id: int) -> list[Any]:
    """The oldest first."""
    return list(tx.execute(sa.select(saved_view).where(saved_view.c.user_id == user_id).order_by(saved_view.c.id)))


def named(tx: Transaction, user_id: int, name: str) -> Any | None:
    query = sa.select(saved_view).where(saved_view.c.user_id == user_id, saved_view.c.name == name)
    return tx.execute(query).first()


def add(tx: Transaction, user_id: int, name: str, choice: Mapping[str, Any], now: float) -> int:
    values = {"user_id": user_id, "name": name, "choice": dict(choice), "created_at": now}
    return inserted_id(tx.execute(sa.insert(saved_view).values(**values)))


def change(tx: Transaction, view_id: int, choice: Mapping[str, Any]) -> None:
    tx.execute(sa.update(saved_view).where(saved_view.c.id == view_id).values(choice=dict(choice)))


def drop(tx: Transaction, user_id: int, view_id: int) -> bool:
    done = tx.execute(sa.delete(saved_view).where(saved_view.c.id == view_id, saved_view.c.user_id == user_id))
    return bool(done.rowcount)
