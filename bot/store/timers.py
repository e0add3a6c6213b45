"""Deadlines in the database: set in the transaction that promises, fired once by the worker.

Whoever changes them holds the conversation's lock; the worker takes it too before it believes a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from bot.core.deadlines import Deadline
from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import timer

_WAITING = timer.c.fired_at.is_(None)
# No deadline of a handoff: it concerns one agent's lists, and its `ref` is the number of the snooze.
SNOOZE = "snooze"
# Clocks of the service levels (bot/store/sla.py); `ref` is the clock.
CLOCKS = ("sla_warn", "sla_breach")


def add(tx: Transaction, conversation_id: str, kind: Deadline, ref: int, due_at: float) -> None:
    """One that waits already stays as it is."""
    tx.execute(
        insert_or_ignore(tx, timer).values(conversation_id=conversation_id, kind=kind.value, ref=ref, due_at=due_at)
    )


def replace(
    tx: Transaction, conversation_id: str, ref: int, wanted: Mapping[Deadline, float], keep: Iterable[Deadline] = ()
) -> None:
    """Of this handoff exactly `wanted` waits from now on, beside those of `keep` that waited before."""
    # A follow-up is an agent's own promise: no word and no hand-back ends it.
    gone = [one.value for one in Deadline if one not in {*keep, Deadline.FOLLOW_UP}]
    tx.execute(sa.delete(timer).where(timer.c.kind.in_(gone), timer.c.ref == ref, _WAITING))
    for kind, due_at in wanted.items():
        add(tx, conversation_id, kind, ref, due_at)


def waits(tx: Transaction, kind: Deadline, ref: int) -> bool:
    return tx.execute(sa.select(timer.c.id).where(timer.c.kind == kind.value, timer.c.ref == ref, _WAITING)).first() is not None  # fmt: skip


def due(tx: Transaction, now: float, limit: int = 200) -> list[Any]:
    """Deadlines that have to fire, the oldest first; not locked, look again with `still_due`."""
    return _due(tx, timer.c.kind.not_in((SNOOZE, *CLOCKS)), now, limit)


def snoozes_due(tx: Transaction, now: float, limit: int = 50) -> list[Any]:
    """Snoozes that are over, locked where the database can: who fires them does nothing else."""
    return _due(tx, timer.c.kind == SNOOZE, now, limit, locked=tx.dialect.name == "postgresql")


def _due(tx: Transaction, which: Any, now: float, limit: int, locked: bool = False) -> list[Any]:
    query = (
        sa.select(timer).where(which, timer.c.due_at <= now, _WAITING).order_by(timer.c.due_at, timer.c.id).limit(limit)
    )
    return list(tx.execute(query.with_for_update(skip_locked=True) if locked else query))


def add_snooze(tx: Transaction, conversation_id: str, number: int, until: float) -> None:
    tx.execute(
        insert_or_ignore(tx, timer).values(conversation_id=conversation_id, kind=SNOOZE, ref=number, due_at=until)
    )


def cancel_snooze(tx: Transaction, number: int) -> None:
    tx.execute(sa.delete(timer).where(timer.c.kind == SNOOZE, timer.c.ref == number, _WAITING))


def still_due(tx: Transaction, timer_id: int, now: float) -> Any | None:
    """The row under the conversation's lock: another worker may have fired it, a word may have moved it."""
    return tx.execute(sa.select(timer).where(timer.c.id == timer_id, timer.c.due_at <= now, _WAITING)).first()


def is_due(tx: Transaction, kind: Deadline, ref: int, now: float) -> bool:
    query = sa.select(timer.c.id).where(timer.c.kind == kind.value, timer.c.ref == ref, timer.c.due_at <= now, _WAITING)
    return tx.execute(query).first() is not None


def move(tx: Transaction, timer_id: int, due_at: float) -> None:
    tx.execute(sa.update(timer).where(timer.c.id == timer_id).values(due_at=due_at))


def fired(tx: Transaction, timer_id: int, now: float) -> None:
    tx.execute(sa.update(timer).where(timer.c.id == timer_id).values(fired_at=now))


def cancel(tx: Transaction, kind: Deadline, ref: int) -> None:
    tx.execute(sa.delete(timer).where(timer.c.kind == kind.value, timer.c.ref == ref, _WAITING))
