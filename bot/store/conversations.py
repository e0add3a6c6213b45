"""Conversations and their numbered messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store import outbox
from bot.store.database import Transaction, insert_or_ignore, inserted_id
from bot.store.schema import conversation, message

# Asked in every turn, so put together once: that costs more than the question itself.
_BY_ID = sa.select(conversation).where(conversation.c.id == sa.bindparam("id"))
_BY_ID_LOCKED = _BY_ID.with_for_update()
_BY_USER = sa.select(conversation).where(
    conversation.c.channel == sa.bindparam("channel"), conversation.c.ext_user == sa.bindparam("user")
)
_CHANGE = sa.update(conversation).where(conversation.c.id == sa.bindparam("row"))
_NUMBER = _CHANGE.values(next_seq=conversation.c.next_seq + 1)
_APPEND = sa.insert(message)
_ANALYSED = sa.update(message).where(message.c.id == sa.bindparam("row"))
_AFTER = (
    sa.select(message)
    .where(message.c.conversation_id == sa.bindparam("id"), message.c.seq > sa.bindparam("after"))
    .order_by(message.c.seq)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_AFTER_WITHOUT_NOTES = _AFTER.where(message.c.kind != "note")
_NEXT = sa.select(conversation.c.next_seq).where(conversation.c.id == sa.bindparam("id"))
_BY_CLIENT_ID = sa.select(message).where(
    message.c.conversation_id == sa.bindparam("id"), message.c.client_id == sa.bindparam("client_id")
)


def get(tx: Transaction, conversation_id: str) -> Any | None:
    return tx.execute(_BY_ID, {"id": conversation_id}).first()


def get_locked(tx: Transaction, conversation_id: str) -> Any | None:
    """The conversation, nobody else changes it until this transaction ends."""
    # SQLite's writer is alone anyway; its dialect leaves FOR UPDATE out.
    return tx.execute(_BY_ID_LOCKED, {"id": conversation_id}).first()


def by_external_user(tx: Transaction, channel: str, ext_user: str) -> Any | None:
    return tx.execute(_BY_USER, {"channel": channel, "user": ext_user}).first()


def create(tx: Transaction, new: Mapping[str, Any]) -> None:
    """Insert, unless the (channel, external user) or id is there already."""
    tx.execute(insert_or_ignore(tx, conversation).values(**new))


def update(tx: Transaction, conversation_id: str, **values: Any) -> None:
    tx.execute(_CHANGE, {"row": conversation_id, **values})


def change_owner(
    tx: Transaction, conversation_id: str, owners: Sequence[str], epoch: int, owner: str, now: float
) -> bool:
    """Compare-and-set: True if the conversation was in `owners` at `epoch` and is now `owner`, epoch + 1."""
    done = tx.execute(
        sa.update(conversation)
        .where(conversation.c.id == conversation_id, conversation.c.owner.in_(owners), conversation.c.epoch == epoch)
        .values(owner=owner, epoch=conversation.c.epoch + 1, updated_at=now)
    )
    return done.rowcount == 1


def append(
    tx: Transaction,
    conversation_id: str,
    now: float,
    hidden: bool = False,
    beside: Mapping[str, Any] | None = None,
    **values: Any,
) -> tuple[int, int]:
    """Write the next message; returns (message id, number from 1). A hidden one gets no number (0).

    `beside` changes the conversation itself, which is written here anyway.

    The number comes from the conversation's own row under its lock: a global sequence would commit out
    of order on PostgreSQL, and a reader that asks for "after N" would skip rows.
    """
    seq = None
    if not hidden:
        tx.execute(_NUMBER, {"row": conversation_id, "updated_at": now, **(beside or {})})
        seq = tx.execute(_NEXT, {"id": conversation_id}).scalar_one() - 1
    elif beside:
        update(tx, conversation_id, **beside)
    new = {"conversation_id": conversation_id, "seq": seq, "suppressed": hidden, "created_at": now, **values}
    done = tx.execute(_APPEND, new)
    if seq is not None and values["author"] != "customer" and values.get("kind") != "note":
        outbox.put(tx, conversation_id, seq, now)
    return inserted_id(done), seq or 0


def by_client_id(tx: Transaction, conversation_id: str, client_id: str) -> Any | None:
    return tx.execute(_BY_CLIENT_ID, {"id": conversation_id, "client_id": client_id}).first()


def messages_after(tx: Transaction, conversation_id: str, after: int, notes: bool, limit: int = 200) -> list[Any]:
    """Messages numbered above `after`, oldest first; internal notes only for agents."""
    query = _AFTER if notes else _AFTER_WITHOUT_NOTES
    return list(tx.execute(query, {"id": conversation_id, "after": after, "most": limit}))


def last_messages(tx: Transaction, conversation_id: str, limit: int, authors: str | None = None) -> list[Any]:
    """The newest shown messages, oldest first."""
    query = sa.select(message).where(message.c.conversation_id == conversation_id, message.c.seq.is_not(None))
    if authors:
        query = query.where(message.c.author == authors)
    return list(reversed(list(tx.execute(query.order_by(message.c.seq.desc()).limit(limit)))))


def set_analysis(tx: Transaction, message_id: int, analysis: Mapping[str, Any]) -> None:
    tx.execute(_ANALYSED, {"row": message_id, "analysis": analysis})


def asked_since(tx: Transaction, since: float, limit: int) -> list[Any]:
    """Customers' messages, the newest first."""
    query = (
        sa.select(message.c.text)
        .where(message.c.author == "customer", message.c.kind == "text", message.c.created_at >= since)
        .order_by(message.c.id.desc())
        .limit(limit)
    )
    return list(tx.execute(query))


def unanalysed(tx: Transaction, limit: int = 20) -> list[Any]:
    """Customer messages that went to people and that nobody has classified yet."""
    from bot.store.schema import inbox

    query = (
        sa.select(message)
        .join(inbox, inbox.c.message_id == message.c.id)
        .where(inbox.c.state == "human", message.c.analysis.is_(None))
        .order_by(message.c.id.desc())
        .limit(limit)
    )
    return list(tx.execute(query))


def listed(
    tx: Transaction, owners: Sequence[str] | None, limit: int, offset: int = 0, spoken: bool = False
) -> list[Any]:
    """The newest first; with `spoken` only those in which something was said: many open the page and leave."""
    query = sa.select(conversation)
    if spoken:
        query = query.where(conversation.c.next_seq > 1)
    if owners is not None:
        query = query.where(conversation.c.owner.in_(owners))
    return list(tx.execute(query.order_by(conversation.c.updated_at.desc()).limit(limit).offset(offset)))


def many(tx: Transaction, ids: Sequence[str]) -> dict[str, Any]:
    if not ids:
        return {}
    return {row.id: row for row in tx.execute(sa.select(conversation).where(conversation.c.id.in_(ids)))}


def held_by(tx: Transaction, owners: Sequence[str]) -> dict[str, int]:
    """How many conversations each of these owners ("agent:7") has now; who has none is left out."""
    if not owners:
        return {}
    # Named one by one the owners are found in the index; a pattern would read the whole table for every customer's look.
    query = (
        sa.select(conversation.c.owner, sa.func.count())
        .where(conversation.c.owner.in_(owners))
        .group_by(conversation.c.owner)
    )
    return {owner: int(count) for owner, count in tx.execute(query)}


def changed_since(tx: Transaction, since: float, limit: int = 500) -> dict[str, tuple[int, int]]:
    """(last number, epoch) of the conversations in which something happened since then."""
    query = (
        sa.select(conversation.c.id, conversation.c.next_seq, conversation.c.epoch)
        .where(conversation.c.updated_at >= since)
        .order_by(conversation.c.updated_at.desc())
        .limit(limit)
    )
    return {row.id: (row.next_seq - 1, row.epoch) for row in tx.execute(query)}
