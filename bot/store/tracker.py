"""Rasa's own events, one row each, numbered per conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import event

# Asked in every turn, so put together once: that costs more than the question itself.
_HERE = event.c.conversation_id == sa.bindparam("conversation")
_STARTED = sa.select(sa.func.max(event.c.n)).where(_HERE, event.c.type_name == "session_started")
_EVENTS = sa.select(event.c.data).where(_HERE, event.c.n >= sa.bindparam("start")).order_by(event.c.n)
_LAST = sa.select(sa.func.max(event.c.n)).where(_HERE)


def session_start(tx: Transaction, conversation_id: str) -> int:
    """The number of the event that began the current session (0 when there is none)."""
    found = tx.execute(_STARTED, {"conversation": conversation_id}).scalar()
    # `action_session_start` stands one before `session_started`.
    return max(0, (found or 0) - 1)


def events(tx: Transaction, conversation_id: str, start: int = 0) -> list[dict[str, Any]]:
    return [json.loads(data) for (data,) in tx.execute(_EVENTS, {"conversation": conversation_id, "start": start})]


def last_number(tx: Transaction, conversation_id: str) -> int:
    """The number of the last event, -1 without any."""
    found = tx.execute(_LAST, {"conversation": conversation_id}).scalar()
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
