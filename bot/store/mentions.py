"""Notes in which a colleague was named, until that colleague has read them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import mention, message


def add(tx: Transaction, user_id: int, conversation_id: str, seq: int, by_id: int, now: float) -> None:
    """Once per person and note."""
    values = {"user_id": user_id, "conversation_id": conversation_id, "seq": seq, "by_id": by_id, "created_at": now}
    tx.execute(insert_or_ignore(tx, mention).values(**values))


def read(tx: Transaction, user_id: int, conversation_id: str, seq: int, now: float) -> bool:
    """This person has read the conversation up to `seq`. True when one of their mentions was among it."""
    done = tx.execute(
        sa.update(mention)
        .where(
            mention.c.user_id == user_id,
            mention.c.conversation_id == conversation_id,
            mention.c.seq <= seq,
            mention.c.read_at.is_(None),
        )
        .values(read_at=now)
    )
    return bool(done.rowcount)


def unread(tx: Transaction, people: Collection[int]) -> dict[tuple[int, str], Any]:
    """By (person, conversation), the newest first: the last mention that the person has not read, with the note's text."""
    if not people:
        return {}
    note = sa.and_(message.c.conversation_id == mention.c.conversation_id, message.c.seq == mention.c.seq)
    query = (
        sa.select(mention, sa.func.substr(message.c.text, 1, 200).label("text"))
        .join(message, note)
        .where(mention.c.user_id.in_(list(people)), mention.c.read_at.is_(None))
        .order_by(mention.c.created_at.desc(), mention.c.seq.desc())
    )
    found: dict[tuple[int, str], Any] = {}
    for row in tx.execute(query):
        found.setdefault((row.user_id, row.conversation_id), row)
    return found
