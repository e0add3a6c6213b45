"""Offers: one agent is asked to take a waiting conversation. At most one is open of each handoff.

Whoever changes them holds the conversation's lock.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import handoff, offer

_OPEN = offer.c.ended_at.is_(None)


class Outcome(str, Enum):
    """PASSED: the time was up. WITHDRAWN: the agent went away, or the conversation left the queue another way."""

    TAKEN = "taken"
    DECLINED = "declined"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


def add(tx: Transaction, handoff_id: int, agent_id: int, now: float, until: float) -> bool:
    """False when somebody is being asked already."""
    new = {"handoff_id": handoff_id, "agent_id": agent_id, "offered_at": now, "until": until}
    tx.execute(insert_or_ignore(tx, offer).values(**new))
    # PostgreSQL's driver does not tell whether a row was written.
    mine = open_of(tx, handoff_id)
    return mine is not None and (mine.agent_id, mine.offered_at) == (agent_id, now)


def open_of(tx: Transaction, handoff_id: int) -> Any | None:
    return tx.execute(sa.select(offer).where(offer.c.handoff_id == handoff_id, _OPEN)).first()


def all_open(tx: Transaction) -> list[Any]:
    """Every open offer with the conversation it is about."""
    query = sa.select(offer, handoff.c.conversation_id, handoff.c.urgency).join(
        handoff, handoff.c.id == offer.c.handoff_id
    )
    return list(tx.execute(query.where(_OPEN).order_by(offer.c.id)))


def end(tx: Transaction, handoff_id: int, outcome: Outcome, now: float) -> bool:
    done = tx.execute(
        sa.update(offer).where(offer.c.handoff_id == handoff_id, _OPEN).values(ended_at=now, outcome=outcome.value)
    )
    return bool(done.rowcount)


def passed_by(tx: Transaction, handoffs: Collection[int], since: float) -> dict[int, set[int]]:
    """Who was asked about each of these handoffs and did not take it, since then."""
    if not handoffs:
        return {}
    query = sa.select(offer.c.handoff_id, offer.c.agent_id).where(
        offer.c.handoff_id.in_(handoffs),
        offer.c.ended_at > since,
        offer.c.outcome.in_((Outcome.DECLINED.value, Outcome.PASSED.value)),
    )
    found: dict[int, set[int]] = {}
    for row in tx.execute(query):
        found.setdefault(row.handoff_id, set()).add(row.agent_id)
    return found
