"""Teams: a name in both languages, and who belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, inserted_id
from bot.store.schema import team, team_member


def everyone(tx: Transaction) -> list[Any]:
    return list(tx.execute(sa.select(team).order_by(team.c.id)))


def get(tx: Transaction, team_id: int) -> Any | None:
    return tx.execute(sa.select(team).where(team.c.id == team_id)).first()


def named(tx: Transaction, zh: str, en: str) -> list[Any]:
    """Teams that have one of these names."""
    return list(tx.execute(sa.select(team).where(sa.or_(team.c.name_zh == zh, team.c.name_en == en))))


def add(tx: Transaction, zh: str, en: str, now: float) -> int:
    return inserted_id(tx.execute(sa.insert(team).values(name_zh=zh, name_en=en, created_at=now)))


def rename(tx: Transaction, team_id: int, zh: str, en: str) -> None:
    tx.execute(sa.update(team).where(team.c.id == team_id).values(name_zh=zh, name_en=en))


def drop(tx: Transaction, team_id: int) -> None:
    tx.execute(sa.delete(team_member).where(team_member.c.team_id == team_id))
    tx.execute(sa.delete(team).where(team.c.id == team_id))


def members(tx: Transaction) -> dict[int, list[int]]:
    """The users of each team, by team."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in tx.execute(sa.select(team_member).order_by(team_member.c.team_id, team_member.c.user_id)):
        found[row.team_id].append(row.user_id)
    return found


def set_members(tx: Transaction, team_id: int, users: Iterable[int]) -> None:
    tx.execute(sa.delete(team_member).where(team_member.c.team_id == team_id))
    for one in sorted(set(users)):
        tx.execute(sa.insert(team_member).values(team_id=team_id, user_id=one))
