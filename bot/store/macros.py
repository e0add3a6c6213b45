"""Macros, shared and personal: named sequences of steps at the desk."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, next_number
from bot.store.schema import macro

# Stands for everybody where else the id of the one owner stands.
SHARED = 0


def visible(tx: Transaction, user_id: int) -> list[Any]:
    """What this person may use: everybody's and their own, by name."""
    query = sa.select(macro).where(macro.c.owner_id.in_((SHARED, user_id)))
    return list(tx.execute(query.order_by(macro.c.name_key, macro.c.owner_id)))


def get(tx: Transaction, macro_id: str) -> Any | None:
    return tx.execute(sa.select(macro).where(macro.c.id == macro_id)).first()


def of_name(tx: Transaction, owner_id: int, name_key: str) -> Any | None:
    return tx.execute(sa.select(macro).where(macro.c.owner_id == owner_id, macro.c.name_key == name_key)).first()


def count(tx: Transaction, owner_id: int) -> int:
    return int(
        tx.execute(sa.select(sa.func.count()).select_from(macro).where(macro.c.owner_id == owner_id)).scalar_one()
    )


def put(tx: Transaction, macro_id: str, **values: Any) -> None:
    done = tx.execute(sa.update(macro).where(macro.c.id == macro_id).values(**values))
    if not done.rowcount:
        tx.execute(sa.insert(macro).values(id=macro_id, **values))


def drop(tx: Transaction, macro_id: str) -> None:
    tx.execute(sa.delete(macro).where(macro.c.id == macro_id))


def next_version(tx: Transaction) -> int:
    """Who has this number alone changes macros until the transaction ends."""
    return next_number(tx, "macro")
