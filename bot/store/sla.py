"""Clocks of the service levels, the timers that belong to them, and the targets that managers have set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from bot.store import timers
from bot.store.database import Transaction, insert_or_ignore, inserted_id, next_number
from bot.store.schema import conversation, counter, message, sla_clock, sla_target, ticket, timer

WARN, BREACH = TIMERS = timers.CLOCKS
VERSION = "service_levels"

_OPEN = sla_clock.c.ended_at.is_(None)
_UNFIRED = timer.c.fired_at.is_(None)


# --- Clocks ---------------------------------------------------------------------------------------


def add(tx: Transaction, new: Mapping[str, Any]) -> int:
    return inserted_id(tx.execute(sa.insert(sla_clock).values(**new)))


def update(tx: Transaction, clock_id: int, **values: Any) -> None:
    tx.execute(sa.update(sla_clock).where(sla_clock.c.id == clock_id).values(**values))


def get(tx: Transaction, clock_id: int) -> Any | None:
    return tx.execute(sa.select(sla_clock).where(sla_clock.c.id == clock_id)).first()


def followed(tx: Transaction, conversation_id: str, seq: int) -> None:
    """Everything said up to this number stands in the conversation's clocks."""
    tx.execute(sa.update(sla_clock).where(sla_clock.c.conversation_id == conversation_id, _OPEN).values(seq=seq))


def behind(tx: Transaction, limit: int = 200) -> list[str]:
    """Conversations with open clocks in which something was said that these do not know yet."""
    query = (
        sa.select(sla_clock.c.conversation_id)
        .join(conversation, conversation.c.id == sla_clock.c.conversation_id)
        .where(_OPEN, sla_clock.c.seq < conversation.c.next_seq - 1)
        .distinct()
        .limit(limit)
    )
    return list(tx.execute(query).scalars())


def open_matters(tx: Transaction, conversation_id: str) -> list[Any]:
    """Tickets of the conversation of which some clock is not over, the oldest first."""
    some = sa.select(sla_clock.c.ticket_id).where(sla_clock.c.conversation_id == conversation_id, _OPEN)
    return list(tx.execute(sa.select(ticket).where(ticket.c.id.in_(some)).order_by(ticket.c.id)))


def clocks_of(tx: Transaction, conversation_id: str) -> list[Any]:
    """All of them, the oldest first."""
    query = sa.select(sla_clock).where(sla_clock.c.conversation_id == conversation_id)
    return list(tx.execute(query.order_by(sla_clock.c.id)))


def open_of_many(tx: Transaction, ids: Collection[str]) -> dict[str, list[Any]]:
    """The clocks that are not over, by conversation."""
    if not ids:
        return {}
    query = sa.select(sla_clock).where(sla_clock.c.conversation_id.in_(list(ids)), _OPEN)
    found: dict[str, list[Any]] = {}
    for row in tx.execute(query.order_by(sla_clock.c.id)):
        found.setdefault(row.conversation_id, []).append(row)
    return found


def said_after(tx: Transaction, conversation_id: str, seq: int) -> list[Any]:
    """Author, kind, data and moment of each message after this number: words count, not what they say."""
    query = (
        sa.select(message.c.seq, message.c.author, message.c.kind, message.c.data, message.c.created_at)
        .where(message.c.conversation_id == conversation_id, message.c.seq > seq)
        .order_by(message.c.seq)
    )
    return list(tx.execute(query))


def measured_since(tx: Transaction, since: float) -> list[Any]:
    """Kind, outcome and seconds of clocks that ended since then, and of those that are late and still open."""
    late = sa.and_(_OPEN, sla_clock.c.breached_at.is_not(None))
    query = sa.select(
        sla_clock.c.kind, sla_clock.c.outcome, sla_clock.c.spent, sla_clock.c.breached_at, sla_clock.c.ended_at
    ).where(sa.or_(sla_clock.c.ended_at >= since, late))
    return list(tx.execute(query))


# --- Timers ---------------------------------------------------------------------------------------


def set_timer(tx: Transaction, conversation_id: str, kind: str, clock_id: int, due_at: float | None) -> None:
    """From now on this timer of the clock waits for that moment, or for none."""
    mine = (timer.c.kind == kind, timer.c.ref == clock_id, _UNFIRED)
    if due_at is None:
        tx.execute(sa.delete(timer).where(*mine))
        return
    if not tx.execute(sa.update(timer).where(*mine).values(due_at=due_at)).rowcount:
        new = {"conversation_id": conversation_id, "kind": kind, "ref": clock_id, "due_at": due_at}
        tx.execute(insert_or_ignore(tx, timer).values(**new))


def timers_due(tx: Transaction, now: float, limit: int = 200) -> list[Any]:
    """Not locked; look again with `timers.still_due`."""
    query = sa.select(timer).where(timer.c.kind.in_(TIMERS), timer.c.due_at <= now, _UNFIRED)
    return list(tx.execute(query.order_by(timer.c.due_at, timer.c.id).limit(limit)))


# --- Targets --------------------------------------------------------------------------------------


def targets(tx: Transaction) -> list[Any]:
    return list(tx.execute(sa.select(sla_target)))


def put_target(tx: Transaction, key: Mapping[str, str], minutes: int | None, who: str, now: float) -> None:
    """None takes the cell away: it follows the more general one again."""
    tx.execute(sa.delete(sla_target).where(*(sla_target.c[name] == value for name, value in key.items())))
    if minutes is not None:
        tx.execute(sa.insert(sla_target).values(**key, minutes=minutes, who=who, changed_at=now))


def version(tx: Transaction) -> int:
    return int(tx.execute(sa.select(counter.c.value).where(counter.c.name == VERSION)).scalar() or 0)


def raise_version(tx: Transaction) -> int:
    """Under the counter's lock: who comes second waits here and then sees the first one's change."""
    return next_number(tx, VERSION)
