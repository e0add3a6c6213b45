"""The durable inbox: what customers sent, until it is answered."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.core.words import BOT
from bot.store.database import Transaction, inserted_id
from bot.store.schema import conversation, event, inbox, message

OPEN = ("new", "leased")
# Asked in every turn, so put together once.
_PENDING = sa.select(sa.func.count()).where(
    inbox.c.conversation_id == sa.bindparam("conversation"), inbox.c.state.in_(OPEN)
)
_PUT = sa.insert(inbox)
_CHANGE = sa.update(inbox).where(inbox.c.id == sa.bindparam("row"))
_ROW_LOCKED = sa.select(inbox).where(inbox.c.id == sa.bindparam("id")).with_for_update()


def put(
    tx: Transaction, conversation_id: str, message_id: int, text: str, trusted: bool, state: str, now: float
) -> int:
    new = {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "text": text,
        "trusted": trusted,
        "state": state,
        "created_at": now,
    }
    return inserted_id(tx.execute(_PUT, new))


def pending(tx: Transaction, conversation_id: str) -> int:
    return int(tx.execute(_PENDING, {"conversation": conversation_id}).scalar_one())


def oldest_free(tx: Transaction, now: float, limit: int = 1) -> list[Any]:
    """The oldest open rows whose conversation belongs to the bot and has no earlier open row.

    One open row per conversation at a time keeps the order and takes the place of Rasa's lock.
    """
    return list(tx.execute(_free(tx.dialect.name == "postgresql"), {"now": now, "most": limit}))


@lru_cache
def _free(locking: bool) -> Any:
    """The engine asks this before each turn, so it is put together once."""
    earlier = inbox.alias()
    now = sa.bindparam("now", type_=sa.Float)
    query = (
        sa.select(
            inbox,
            conversation.c.channel,
            conversation.c.epoch,
            conversation.c.language,
            conversation.c.fresh_session,
        )
        .join(conversation, conversation.c.id == inbox.c.conversation_id)
        .where(
            sa.or_(inbox.c.state == "new", sa.and_(inbox.c.state == "leased", inbox.c.lease_until < now)),
            inbox.c.lease_until < now,
            conversation.c.owner == BOT,
            ~sa.exists().where(
                earlier.c.conversation_id == inbox.c.conversation_id,
                earlier.c.id < inbox.c.id,
                earlier.c.state.in_(OPEN),
            ),
        )
        .order_by(inbox.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
    return query.with_for_update(of=inbox, skip_locked=True) if locking else query


def get_locked(tx: Transaction, inbox_id: int) -> Any | None:
    return tx.execute(_ROW_LOCKED, {"id": inbox_id}).first()


def of_message(tx: Transaction, conversation_id: str, seq: int) -> Any | None:
    """The inbox row of a customer's message, by the message's number."""
    query = (
        sa.select(inbox)
        .join(message, message.c.id == inbox.c.message_id)
        .where(message.c.conversation_id == conversation_id, message.c.seq == seq)
    )
    return tx.execute(query).first()


def set_state(tx: Transaction, inbox_id: int, **values: Any) -> None:
    tx.execute(_CHANGE, {"row": inbox_id, **values})


def hand_to_people(tx: Transaction, conversation_id: str, but: int | None = None) -> None:
    """Open rows become people's in the commit that takes the conversation from the bot.

    Otherwise the bot would answer stale questions after the hand-back.
    """
    query = sa.update(inbox).where(inbox.c.conversation_id == conversation_id, inbox.c.state.in_(OPEN))
    if but is not None:
        query = query.where(inbox.c.id != but)
    tx.execute(query.values(state="human"))


def is_in_tracker(tx: Transaction, conversation_id: str, key: str) -> bool:
    """Whether Rasa's events of this conversation hold the user message with this id already."""
    found = (
        sa.select(event.c.n)
        .where(
            event.c.conversation_id == conversation_id,
            event.c.type_name == "user",
            event.c.data.contains(f'"message_id": "{key}"', autoescape=True),
        )
        .limit(1)
    )
    return tx.execute(found).first() is not None
