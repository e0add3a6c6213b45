"""What must reach a messaging app, in order, until the vendor has accepted it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import outbox

# Channels whose readers come and fetch; nothing has to be pushed to them.
PULLED = ("web", "rest")


def put(tx: Transaction, conversation: Any, seq: int, now: float) -> None:
    if conversation.channel not in PULLED:
        values = {"conversation_id": conversation.id, "seq": seq, "channel": conversation.channel, "next_at": now}
        tx.execute(insert_or_ignore(tx, outbox).values(**values))


def waiting(tx: Transaction) -> int:
    query = sa.select(sa.func.count()).where(outbox.c.state.in_(("pending", "sending", "unknown")))
    return int(tx.execute(query).scalar_one())
