"""Users of the desk, their sessions and who is online."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, inserted_id, locked
from bot.store.schema import audit, session, user

# An agent counts as online this many seconds after the last sign of life of an open desk.
ONLINE_SECONDS = 60
ANSWERING = ("agent", "manager", "admin")
# Who leads the team: sees the board, whispers, takes over and assigns.
LEADS = ("manager", "admin")
# What somebody at the desk says of themselves: takes customers; is there, but takes nobody new; is not there.
PRESENCES = ("online", "busy", "away")


def get(tx: Transaction, user_id: int) -> Any | None:
    return tx.execute(sa.select(user).where(user.c.id == user_id)).first()


def lock(tx: Transaction, user_id: int) -> None:
    """Nobody else changes what hangs on this person until the transaction ends."""
    tx.execute(locked(tx, sa.select(user.c.id).where(user.c.id == user_id)))


def by_login(tx: Transaction, login: str) -> Any | None:
    return tx.execute(sa.select(user).where(user.c.login == login.lower())).first()


def everyone(tx: Transaction) -> list[Any]:
    return list(tx.execute(sa.select(user).order_by(user.c.id)))


def add(tx: Transaction, login: str, name: str, role: str, password_hash: str, now: float) -> int:
    values = {"login": login.lower(), "name": name, "role": role, "password_hash": password_hash, "created_at": now}
    return inserted_id(tx.execute(sa.insert(user).values(**values)))


def update(tx: Transaction, user_id: int, **values: Any) -> None:
    tx.execute(sa.update(user).where(user.c.id == user_id).values(**values))


def seen(tx: Transaction, user_id: int, now: float) -> None:
    tx.execute(sa.update(user).where(user.c.id == user_id, user.c.seen_at < now).values(seen_at=now))


def online(tx: Transaction, now: float) -> list[Any]:
    """Agents who have the desk open and take customers."""
    return _present(tx, "online", now)


def busy(tx: Transaction, now: float) -> list[Any]:
    """Agents who have the desk open and said that they take nobody new."""
    return _present(tx, "busy", now)


def _present(tx: Transaction, presence: str, now: float) -> list[Any]:
    query = sa.select(user).where(
        user.c.seen_at > now - ONLINE_SECONDS,
        user.c.presence == presence,
        user.c.disabled.is_(False),
        user.c.role.in_(ANSWERING),
    )
    return list(tx.execute(query))


def open_session(tx: Transaction, id_hash: str, user_id: int, now: float) -> None:
    tx.execute(sa.insert(session).values(id_hash=id_hash, user_id=user_id, created_at=now, seen_at=now))


def session_of(tx: Transaction, id_hash: str) -> Any | None:
    """The session with its user's columns."""
    query = (
        sa.select(user, session.c.created_at.label("session_created"), session.c.seen_at.label("session_seen"))
        .join(session, session.c.user_id == user.c.id)
        .where(session.c.id_hash == id_hash)
    )
    return tx.execute(query).first()


def touch_session(tx: Transaction, id_hash: str, now: float) -> None:
    tx.execute(sa.update(session).where(session.c.id_hash == id_hash).values(seen_at=now))


def close_session(tx: Transaction, id_hash: str) -> None:
    tx.execute(sa.delete(session).where(session.c.id_hash == id_hash))


def close_sessions_of(tx: Transaction, user_id: int) -> None:
    tx.execute(sa.delete(session).where(session.c.user_id == user_id))


def forget_sessions(tx: Transaction, created_before: float, seen_before: float) -> None:
    tx.execute(sa.delete(session).where(sa.or_(session.c.created_at < created_before, session.c.seen_at < seen_before)))


def record(tx: Transaction, who: str, what: str, object_: str, now: float, data: Any = None) -> None:
    """One line of the audit trail; lines are only ever added."""
    tx.execute(sa.insert(audit).values(who=who, what=what, object=object_, data=data, created_at=now))
