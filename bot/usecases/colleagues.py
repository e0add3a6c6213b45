"""Who answers customers here, whether they are at the desk, and how many conversations each of them has."""

from __future__ import annotations

from typing import Any

from bot.core.words import agent_owner
from bot.store import conversations, people
from bot.store.database import Store
from bot.usecases.mentioning import known_handles

OFFLINE = "offline"
# Who can take one now comes first.
ORDER = (*people.PRESENCES, OFFLINE)


def presence_of(person: Any, now: float) -> str:
    """online, busy, away, or offline: no open desk has given a sign of life lately."""
    return str(person.presence) if person.seen_at > now - people.ONLINE_SECONDS else OFFLINE


def may_answer(person: Any) -> bool:
    return not person.disabled and person.role in people.ANSWERING


def colleagues(store: Store, me: int, now: float) -> list[dict[str, Any]]:
    """Everybody else who answers customers, `id, name, handle, role, presence, conversations` each: the freest first.

    `handle` is what to write behind an @ to name that person in a note.
    """
    with store.read() as tx:
        others = [row for row in people.everyone(tx) if may_answer(row) and row.id != me]
        handles = {person: handle for handle, person in known_handles(tx).items()}
        held = conversations.held_by(tx, [agent_owner(row.id) for row in others])
    found = [
        {
            "id": row.id,
            "name": row.name,
            "handle": handles[row.id],
            "role": row.role,
            "presence": presence_of(row, now),
            "conversations": held.get(agent_owner(row.id), 0),
        }
        for row in others
    ]
    return sorted(found, key=lambda one: (ORDER.index(one["presence"]), one["conversations"], one["name"], one["id"]))
