"""What the leads' board is made of. Asked again at every change while a board is open, so each question has an index."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import conversation, handoff, ticket

LIVING = ("open", "pending")


def of_day(tx: Transaction, since: float) -> list[Any]:
    """Calls for a person that are open or ended since then, with the customer's name and the owner."""
    columns = (
        "id", "conversation_id", "reason", "asked_at", "due_at", "wait_low", "wait_high", "accepted_at", "first_reply_at",
        "agent_id", "ended_at", "end_reason",
    )  # fmt: skip
    query = (
        sa.select(*(handoff.c[name] for name in columns), conversation.c.name, conversation.c.owner)
        .join(conversation, conversation.c.id == handoff.c.conversation_id)
        .where(sa.or_(handoff.c.ended_at.is_(None), handoff.c.ended_at >= since))
    )
    return list(tx.execute(query.order_by(handoff.c.id.desc())))


def living_tickets(tx: Transaction) -> list[Any]:
    """Tickets that nobody has solved, with the customer's name and when somebody first replied; the nearest deadline first."""
    columns = (
        "number", "conversation_id", "kind", "subject", "urgency", "state", "first_response_due", "resolution_due",
        "created_at",
    )  # fmt: skip
    query = (
        sa.select(
            *(ticket.c[name] for name in columns), conversation.c.name, conversation.c.owner, handoff.c.first_reply_at
        )
        .join(conversation, conversation.c.id == ticket.c.conversation_id)
        .outerjoin(handoff, handoff.c.id == ticket.c.handoff_id)
        .where(ticket.c.state.in_(LIVING))
    )
    return list(tx.execute(query.order_by(ticket.c.resolution_due, ticket.c.id)))
