"""Rasa's own events, one row each, numbered per conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import event


def session_start(tx: Transaction, conversation_id: str) -> int:
    """The number of the event that began the current session (0 when there is none)."""
    query = sa.select(sa.func.max(event.c.n)).where(
        event.c.conversation_id == conversation_id, event.c.type_name == "session_started"
    )
    found = tx.execute(query).scalar()
    # `action_session_start` stands one before `session_started`.
    return max(0, (found or 0) - 1)


def events(tx: Transaction, conversation_id: str, start: int = 0) -> list[dict[str, Any]]:
    query = (
        sa.select(event.c.data)
        .where(event.c.conversation_id == conversation_id, event.c.n >= start)
        .order_by(event.c.n)
    )
    return [json.loads(data) for (data,) in tx.execute(query)]


def last_number(tx: Transaction, conversation_id: str) -> int:
    """The number of the last event, -1 without any."""
    found = tx.execute(sa.select(sa.func.max(event.c.n)).where(event.c.conversation_id == conversation_id)).scalar()
    return -1 if found is None else int(found)


def add(tx: Transaction, conversation_id: str, first: int, new: Sequence[Mapping[str, Any]]) -> None:
    if new:
        tx.execute(
            sa.insert(event),
            [
                {
                    "conversation_id": conversation_id,
                    "n": first + offset,
                    "type_name": one["event"],
                    "timestamp": one.get("timestamp"),
                    "data": json.dumps(one, ensure_ascii=False),
                }
                for offset, one in enumerate(new)
            ],
        )


def conversation_ids(tx: Transaction) -> list[str]:
    return [row[0] for row in tx.execute(sa.select(event.c.conversation_id).distinct())]


def delete(tx: Transaction, conversation_id: str) -> None:
    tx.execute(sa.delete(event).where(event.c.conversation_id == conversation_id))
