"""How far each person has read each conversation, and how many messages of the customer came after that."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import message, seen


def up_to(tx: Transaction, user_id: int, conversation_id: str) -> int:
    """The number of the last message that this person was shown, 0 when there is none."""
    query = sa.select(seen.c.seq).where(seen.c.user_id == user_id, seen.c.conversation_id == conversation_id)
    return tx.execute(query).scalar() or 0


def mark(tx: Transaction, user_id: int, conversation_id: str, seq: int) -> bool:
    """Read up to `seq`; it never goes back. True when that is news."""
    if up_to(tx, user_id, conversation_id) >= seq:
        return False
    raised = tx.execute(
        sa.update(seen)
        .where(seen.c.user_id == user_id, seen.c.conversation_id == conversation_id, seen.c.seq < seq)
        .values(seq=seq)
    )
    if not raised.rowcount:
        tx.execute(insert_or_ignore(tx, seen).values(user_id=user_id, conversation_id=conversation_id, seq=seq))
    return True


def unread(tx: Transaction, wanted: Mapping[int, Collection[str]]) -> dict[tuple[int, str], int]:
    """How many messages of the customer each person has not seen, by (person, conversation); none is left out.

    `wanted` names the conversations of each person that matter.
    """
    people = list(wanted)
    ids = list({one for conversations in wanted.values() for one in conversations})
    if not ids:
        return {}
    known = sa.select(seen.c.user_id, seen.c.conversation_id).where(
        seen.c.user_id.in_(people), seen.c.conversation_id.in_(ids)
    )
    opened = {(row.user_id, row.conversation_id) for row in tx.execute(known)}
    later = (
        sa.select(seen.c.user_id, seen.c.conversation_id, sa.func.count().label("number"))
        .join(message, sa.and_(message.c.conversation_id == seen.c.conversation_id, message.c.seq > seen.c.seq))
        .where(seen.c.user_id.in_(people), seen.c.conversation_id.in_(ids), message.c.author == "customer")
        .group_by(seen.c.user_id, seen.c.conversation_id)
    )
    found = {(row.user_id, row.conversation_id): int(row.number) for row in tx.execute(later)}
    never = list({one for person, those in wanted.items() for one in those if (person, one) not in opened})
    every = (
        sa.select(message.c.conversation_id, sa.func.count().label("number"))
        .where(message.c.conversation_id.in_(never), message.c.author == "customer", message.c.seq.is_not(None))
        .group_by(message.c.conversation_id)
    )
    whole = {row.conversation_id: int(row.number) for row in tx.execute(every)} if never else {}
    pairs = ((person, one) for person, those in wanted.items() for one in those)
    counts = {pair: found.get(pair, 0) if pair in opened else whole.get(pair[1], 0) for pair in pairs}
    return {pair: number for pair, number in counts.items() if number}
