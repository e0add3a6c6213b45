"""Which conversations are one customer's: those of one sender behind the doors for programs, and what leads have joined."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.core.words import Channel
from bot.store.database import Transaction, inserted_id
from bot.store.schema import contact_change, conversation, same_customer, ticket, user

# Their senders' ids come with the house's own token: the shop's program says who it is, and says it of both channels.
VERIFIED = (Channel.REST.value, Channel.CALLBACK.value)
_HOLDS = same_customer.c.undone_at.is_(None)


def of_senders(tx: Transaction, senders: Collection[str]) -> list[str]:
    """The conversations of these senders, whichever of the doors for programs they came through."""
    if not senders:
        return []
    query = sa.select(conversation.c.id).where(
        conversation.c.channel.in_(VERIFIED), conversation.c.ext_user.in_(sorted(senders))
    )
    return list(tx.execute(query).scalars())


def links_of(tx: Transaction, ids: Collection[str], undone: bool = False) -> list[Any]:
    """What leads have joined with any of these; with `undone` also what was taken apart again. With both names."""
    by, undone_by = user.alias("by_user"), user.alias("undone_by_user")
    query = (
        sa.select(same_customer, by.c.name.label("by_name"), undone_by.c.name.label("undone_by_name"))
        .join(by, by.c.id == same_customer.c.by_id)
        .outerjoin(undone_by, undone_by.c.id == same_customer.c.undone_by_id)
        .where(sa.or_(same_customer.c.one_id.in_(sorted(ids)), same_customer.c.other_id.in_(sorted(ids))))
    )
    return list(tx.execute((query if undone else query.where(_HOLDS)).order_by(same_customer.c.id)))


def get(tx: Transaction, link_id: int) -> Any | None:
    return tx.execute(sa.select(same_customer).where(same_customer.c.id == link_id)).first()


def join(tx: Transaction, one: str, other: str, why: str, by: int, now: float) -> int:
    values = {"one_id": one, "other_id": other, "why": why, "by_id": by, "created_at": now}
    return inserted_id(tx.execute(sa.insert(same_customer).values(**values)))


def undo(tx: Transaction, link_id: int, why: str, by: int, now: float) -> bool:
    """False when it was undone before."""
    done = tx.execute(
        sa.update(same_customer)
        .where(same_customer.c.id == link_id, _HOLDS)
        .values(undone_at=now, undone_by_id=by, undone_why=why)
    )
    return done.rowcount == 1


def living_tickets(tx: Transaction, ids: Collection[str]) -> list[Any]:
    """Tickets of these conversations that nobody has solved; the nearest deadline first."""
    if not ids:
        return []
    query = sa.select(ticket).where(ticket.c.conversation_id.in_(sorted(ids)), ticket.c.state.in_(("open", "pending")))
    return list(tx.execute(query.order_by(ticket.c.first_response_due, ticket.c.id)))


def contact_changed(
    tx: Transaction, conversation_id: str, field: str, was: str | None, now_is: str | None, who: int, now: float
) -> None:
    values = {"conversation_id": conversation_id, "field": field, "was": was, "now": now_is, "user_id": who}
    tx.execute(sa.insert(contact_change).values(**values, created_at=now))


def contact_changes(tx: Transaction, conversation_id: str, limit: int = 10) -> list[Any]:
    """The newest first, with who it was."""
    query = (
        sa.select(contact_change, user.c.name.label("by_name"))
        .join(user, user.c.id == contact_change.c.user_id)
        .where(contact_change.c.conversation_id == conversation_id)
        .order_by(contact_change.c.id.desc())
        .limit(limit)
    )
    return list(tx.execute(query))
