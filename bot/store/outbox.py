"""What must be sent to channels whose customers cannot come and fetch: in order, until it was accepted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.core.delivery import OPEN, State
from bot.store.database import Transaction
from bot.store.schema import conversation, message, outbox

# Channels whose readers come and fetch; nothing has to be pushed to them.
PULLED = ("web", "rest")
# Written out in the SQL: SQLite uses an index over the open rows only where it can read the words.
_OPEN: Any = sa.bindparam("open", [state.value for state in OPEN], expanding=True, literal_execute=True)


# Run in every turn, so put together once.
_PUT = sa.insert(outbox).from_select(
    ["conversation_id", "seq", "channel", "next_at"],
    sa.select(
        conversation.c.id,
        sa.bindparam("seq", type_=sa.Integer),
        conversation.c.channel,
        sa.bindparam("now", type_=sa.Float),
    ).where(conversation.c.id == sa.bindparam("conversation"), conversation.c.channel.not_in(PULLED)),
)


def put(tx: Transaction, conversation_id: str, seq: int, now: float) -> None:
    """Promise the delivery of a message, if its conversation's channel has to be sent what is said."""
    tx.execute(_PUT, {"conversation": conversation_id, "seq": seq, "now": now})


def waiting(tx: Transaction) -> int:
    query = sa.select(sa.func.count()).where(outbox.c.state.in_(_OPEN))
    return int(tx.execute(query).scalar_one())


def count_due(tx: Transaction, channels: Collection[str], now: float, most: int) -> int:
    """How many messages could be sent at this moment, at most `most`."""
    return len(list(tx.execute(_due(sa.select(outbox.c.id), channels, now).limit(most))))


def next_due(tx: Transaction, channels: Collection[str], now: float) -> Any | None:
    """The message whose turn it is, with what has to be said to whom; locked against other workers."""
    query = (
        _due(sa.select(outbox, message.c.text, message.c.buttons, message.c.created_at, conversation.c.ext_user), channels, now)
        .join(message, sa.and_(message.c.conversation_id == outbox.c.conversation_id, message.c.seq == outbox.c.seq))
        .join(conversation, conversation.c.id == outbox.c.conversation_id)
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(1)
    )  # fmt: skip
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(of=outbox, skip_locked=True)
    return tx.execute(query).first()


def _due(query: Any, channels: Collection[str], now: float) -> Any:
    """Of each conversation only its first open message: what comes after it waits, also while it is being sent."""
    earlier = outbox.alias()
    return query.where(
        outbox.c.state.in_(_OPEN),
        outbox.c.next_at <= now,
        outbox.c.channel.in_(channels),
        ~sa.exists().where(
            earlier.c.conversation_id == outbox.c.conversation_id,
            earlier.c.seq < outbox.c.seq,
            earlier.c.state.in_(_OPEN),
        ),
    )


def set_state(tx: Transaction, outbox_id: int, state: State, **values: Any) -> None:
    tx.execute(sa.update(outbox).where(outbox.c.id == outbox_id).values(state=state.value, **values))


def settle(tx: Transaction, outbox_id: int, leased: State, tries: int, state: State, **values: Any) -> bool:
    """Write how a try ended, unless its lease ran out and somebody else has the message since."""
    done = tx.execute(
        sa.update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.state == leased.value, outbox.c.tries == tries)
        .values(state=state.value, **values)
    )
    return bool(done.rowcount == 1)
