"""A note names colleagues with an @: each of them finds it in the list of mentions until they have read it."""

from __future__ import annotations

from typing import Any

from bot.core.mentions import handles, mentions
from bot.store import mentions as stored
from bot.store import people
from bot.store.database import Transaction


def known_handles(tx: Transaction) -> dict[str, int]:
    """Who can be named: everybody who answers customers, since they may read every conversation."""
    able = [row for row in people.everyone(tx) if not row.disabled and row.role in people.ANSWERING]
    return handles((row.id, row.name, row.login) for row in able)


def named_in(tx: Transaction, text: str) -> list[dict[str, Any]]:
    """`id` and `name`, as it was written, of each person that the note names; what the message keeps."""
    if not any(mark in text for mark in "@＠"):
        return []
    return [{"id": id, "name": name} for id, name in {(m.person, m.name): 0 for m in mentions(text, known_handles(tx))}]


def alert_named(
    tx: Transaction, conversation_id: str, seq: int, named: list[dict[str, Any]], by: int, now: float
) -> None:
    """Who named themselves needs no alert."""
    for person in {one["id"] for one in named} - {by}:
        stored.add(tx, person, conversation_id, seq, by, now)
