"""What must reach a messaging app, in order, until the vendor has accepted it."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import conversation, outbox

# Channels whose readers come and fetch; nothing has to be pushed to them.
PULLED = ("web", "rest")


def put(tx: Transaction, conversation_id: str, seq: int, now: float) -> None:
    """Promise the delivery of a message, if its conversation's channel has to be sent what is said."""
    told = sa.select(conversation.c.id, sa.literal(seq), conversation.c.channel, sa.literal(now)).where(
        conversation.c.id == conversation_id, conversation.c.channel.not_in(PULLED)
    )
    tx.execute(sa.insert(outbox).from_select(["conversation_id", "seq", "channel", "next_at"], told))


def waiting(tx: Transaction) -> int:
    query = sa.select(sa.func.count()).where(outbox.c.state.in_(("pending", "sending", "unknown")))
    return int(tx.execute(query).scalar_one())
