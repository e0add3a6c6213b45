"""Handoffs: the times when a person was called, and the queue they make."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from bot.core.words import EndReason, HandoffReason
from bot.store import waiting
from bot.store.database import Transaction, inserted_id
from bot.store.schema import handoff, ticket


def open_of(tx: Transaction, conversation_id: str) -> Any | None:
    query = sa.select(handoff).where(handoff.c.conversation_id == conversation_id, handoff.c.ended_at.is_(None))
    return tx.execute(query).first()


def get(tx: Transaction, handoff_id: int) -> Any | None:
    return tx.execute(sa.select(handoff).where(handoff.c.id == handoff_id)).first()


def of_inbox(tx: Transaction, inbox_id: int) -> Any | None:
    return tx.execute(sa.select(handoff).where(handoff.c.inbox_id == inbox_id)).first()


def add(tx: Transaction, new: Mapping[str, Any]) -> int:
    return inserted_id(tx.execute(sa.insert(handoff).values(**new)))


def update(tx: Transaction, handoff_id: int, **values: Any) -> None:
    tx.execute(sa.update(handoff).where(handoff.c.id == handoff_id).values(**values))


def queue(tx: Transaction, now: float = 0.0) -> list[Any]:
    """Everyone who waits, the next one first (`bot/store/waiting.py`); at moment 0 nobody has waited for long."""
    return waiting.queue(tx, now)


def position(tx: Transaction, mine: Any, now: float = 0.0) -> int:
    """The place in the queue, from 1."""
    return waiting.position(tx, mine, now)


def recent_minutes(tx: Transaction, limit: int = 50) -> list[float]:
    """Handling times of the last handoffs that a person finished, in minutes.

    What ended by silence is left out: it lasted as long as our patience, not as long as the work.
    """
    by_people = (EndReason.RESOLVED.value, EndReason.RELEASED.value)
    query = (
        sa.select(
            sa.func.coalesce(handoff.c.resumed_at, handoff.c.accepted_at).label("accepted_at"), handoff.c.ended_at
        )
        .where(handoff.c.accepted_at.is_not(None), handoff.c.end_reason.in_(by_people))
        .order_by(handoff.c.ended_at.desc())
        .limit(limit)
    )
    return [(row.ended_at - row.accepted_at) / 60 for row in tx.execute(query)]


def asked_since(tx: Transaction, since: float) -> list[Any]:
    """Who entered the queue since then: when, what was promised (minutes), and what came of it."""
    query = sa.select(
        handoff.c.asked_at, handoff.c.wait_low, handoff.c.wait_high, handoff.c.accepted_at, handoff.c.ended_at
    ).where(handoff.c.asked_at >= since, handoff.c.reason != HandoffReason.TAKEN_OVER.value)
    return list(tx.execute(query.order_by(handoff.c.asked_at)))


def open_of_many(tx: Transaction, ids: list[str]) -> dict[str, Any]:
    if not ids:
        return {}
    query = sa.select(handoff).where(handoff.c.conversation_id.in_(ids), handoff.c.ended_at.is_(None))
    return {row.conversation_id: row for row in tx.execute(query)}


def unfinished_tickets(tx: Transaction, ids: list[str]) -> list[Any]:
    """Tickets of calls that ended because one side did not come, not solved yet; with what the customer was promised."""
    ended = (EndReason.NOBODY_CAME.value, EndReason.CUSTOMER_SILENT.value)
    query = (
        sa.select(
            ticket.c.id, ticket.c.conversation_id, handoff.c.end_reason, handoff.c.ended_at, handoff.c.promised_at
        )
        .join(handoff, handoff.c.id == ticket.c.handoff_id)
        .where(
            ticket.c.conversation_id.in_(ids), ticket.c.state.in_(("open", "pending")), handoff.c.end_reason.in_(ended)
        )
    )
    return list(tx.execute(query.order_by(ticket.c.id)))


def past_of(tx: Transaction, conversation_id: str) -> list[Any]:
    query = sa.select(handoff).where(handoff.c.conversation_id == conversation_id).order_by(handoff.c.id.desc())
    return list(tx.execute(query))


def follow_ups_of(tx: Transaction, conversation_id: str) -> list[Any]:
    query = sa.select(handoff).where(handoff.c.conversation_id == conversation_id, handoff.c.follow_up_at.is_not(None))
    return list(tx.execute(query))


def follow_ups_due(tx: Transaction, agents: Collection[int], now: float) -> list[Any]:
    """Matters that these agents wanted to look at again by now, the oldest first."""
    query = sa.select(
        handoff.c.id, handoff.c.conversation_id, handoff.c.agent_id, handoff.c.follow_up_at, handoff.c.follow_up_note
    ).where(handoff.c.follow_up_at <= now, handoff.c.agent_id.in_(agents))
    return list(tx.execute(query.order_by(handoff.c.follow_up_at)))


def wrapping_up(tx: Transaction, now: float) -> dict[int, float]:
    """Agents who write up a matter that they have just resolved, and until when."""
    query = (
        sa.select(handoff.c.agent_id, sa.func.max(handoff.c.wrap_up_until))
        .where(handoff.c.wrap_up_until > now, handoff.c.ended_at.is_not(None), handoff.c.agent_id.is_not(None))
        .group_by(handoff.c.agent_id)
    )
    return {row[0]: float(row[1]) for row in tx.execute(query)}


def end_wrap_up(tx: Transaction, agent_id: int, now: float) -> None:
    tx.execute(
        sa.update(handoff)
        .where(handoff.c.agent_id == agent_id, handoff.c.wrap_up_until > now)
        .values(wrap_up_until=now)
    )
