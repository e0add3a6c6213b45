"""Saved views: a choice of the left pane under a name, kept for one person on all their devices."""

from __future__ import annotations

from typing import Any

from bot.core.list_choice import BadChoice, ListChoice, choice_from
from bot.core.text import clean
from bot.store import people, saved_views
from bot.store.database import Store
from bot.usecases.receive import Refused

LONGEST_NAME = 40
MOST = 30


def views_of(store: Store, me: int) -> list[dict[str, Any]]:
    """`{"id", "name", "choice"}` each, the oldest first."""
    with store.read() as tx:
        return [{"id": row.id, "name": row.name, "choice": row.choice} for row in saved_views.of(tx, me)]


def save_view(store: Store, me: int, name: object, raw: object, now: float) -> tuple[int, bool]:
    """Keep the choice under this name; the same name again takes the new choice. Returns (id, whether it is new)."""
    called = clean(" ".join(name.split()) if isinstance(name, str) else name, LONGEST_NAME)
    wanted = choice(raw)
    with store.begin() as tx:
        # The person's own row is the lock: two windows that save at once find each other's.
        people.lock(tx, me)
        known = saved_views.named(tx, me, called)
        if known is not None:
            saved_views.change(tx, known.id, wanted.as_dict())
            return int(known.id), False
        if len(saved_views.of(tx, me)) >= MOST:
            raise Refused("too_many_views", f"You have {MOST} saved views. Delete one before you save another.", 409)
        return saved_views.add(tx, me, called, wanted.as_dict(), now), True


def drop_view(store: Store, me: int, view_id: int) -> None:
    with store.begin() as tx:
        if not saved_views.drop(tx, me, view_id):
            raise Refused("unknown_view", "There is no such view, or it is somebody else's.", 404)


def choice(raw: object) -> ListChoice:
    """What somebody sent, read or refused."""
    if not isinstance(raw, dict):
        raise Refused("bad_choice", "choice must be an object with view, sort and filters.", 400)
    try:
        return choice_from(raw)
    except BadChoice as error:
        raise Refused("bad_choice", str(error), 400) from error
