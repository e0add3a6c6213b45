"""Canned replies, shared and personal, and the number that rises with every change of one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, next_number
from bot.store.schema import canned_reply as canned
from bot.store.schema import counter

# Stands for everybody where else the id of the one owner stands.
SHARED = 0


def visible(tx: Transaction, user_id: int) -> list[Any]:
    """What this person may use: everybody's and their own, by code."""
    query = sa.select(canned).where(canned.c.owner_id.in_((SHARED, user_id)))
    return list(tx.execute(query.order_by(canned.c.code_key, canned.c.owner_id)))


def get(tx: Transaction, reply_id: str) -> Any | None:
    return tx.execute(sa.select(canned).where(canned.c.id == reply_id)).first()


def of_code(tx: Transaction, owner_id: int, code_key: str) -> Any | None:
    query = sa.select(canned).where(canned.c.owner_id == owner_id, canned.c.code_key == code_key)
    return tx.execute(query).first()


def count(tx: Transaction, owner_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(canned).where(canned.c.owner_id == owner_id)
    return int(tx.execute(query).scalar_one())


def put(tx: Transaction, reply_id: str, **values: Any) -> None:
    done = tx.execute(sa.update(canned).where(canned.c.id == reply_id).values(**values))
    if not done.rowcount:
        tx.execute(sa.insert(canned).values(id=reply_id, **values))


def drop(tx: Transaction, reply_id: str) -> None:
    tx.execute(sa.delete(canned).where(canned.c.id == reply_id))


def version(tx: Transaction) -> int:
    """0 as long as there never was one."""
    return tx.execute(sa.select(counter.c.value).where(counter.c.name == "canned")).scalar() or 0


def raise_version(tx: Transaction) -> int:
    """Who has this number alone changes canned replies until the transaction ends."""
    return next_number(tx, "canned")
