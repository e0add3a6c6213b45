"""Who reads what team leads say: the agent it was said to, and the leads. Customers and other agents never do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.store import lead_words, people
from bot.store.database import Store, Transaction
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused


def words_in(store: Store, conversation_id: str, reader: Agent) -> list[dict[str, Any]]:
    """What was said about one conversation, the oldest first, as far as `reader` may know it."""
    with store.read() as tx:
        to = None if reader.role in people.LEADS else reader.id
        return [_shown(row) for row in lead_words.of_conversation(tx, conversation_id, to)]


def unread_words(tx: Transaction, who: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """By person what they were told and have not put away."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in lead_words.unread(tx, who):
        found.setdefault(row.to_id, []).append({**_shown(row), "customer": row.customer})
    return found


def put_away(store: Store, word_id: int, reader: Agent, now: float) -> None:
    """The agent has read it; a second time changes nothing."""
    with store.begin() as tx:
        if not lead_words.read(tx, word_id, reader.id, now):
            raise Refused("unknown_word", "There is no such word of a team lead for you. Reload the page.", 404)


def _shown(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation": row.conversation_id,
        "kind": row.kind,
        "text": row.text,
        "by": row.by_name,
        "to": row.to_name,
        "to_id": row.to_id,
        "at": row.created_at,
    }
