"""Looking for words in what was said, in names, contacts and ticket numbers: substrings, since Chinese has no spaces.

A plain scan of the newest messages. It needs no second copy of the texts that could fall behind, finds single
characters, which indexes of three do not, and stays below 0.3 s (docs/performance.md).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import conversation, message, ticket

# Older messages are not searched, which bounds the time that a search for a rare word takes.
MOST_MESSAGES = 200_000
CONTACTS = ("phone", "email")


def messages(tx: Transaction, words: str, before: int | None, limit: int) -> list[Any]:
    """Messages and notes with these words, the newest first, of those with an id below `before`."""
    query = sa.select(
        message.c.id, message.c.conversation_id, message.c.seq, message.c.author, message.c.kind, message.c.text,
        message.c.created_at,
    ).where(
        message.c.id > _floor(tx),
        message.c.seq.is_not(None),
        message.c.kind.in_(("text", "note")),
        _holds(tx, message.c.text, words),
    )  # fmt: skip
    if before is not None:
        query = query.where(message.c.id < before)
    return list(tx.execute(query.order_by(message.c.id.desc()).limit(limit)))


def reaches_back(tx: Transaction) -> bool:
    """Whether every message is searched."""
    oldest = tx.execute(sa.select(sa.func.min(message.c.id))).scalar()
    return oldest is None or oldest > _floor(tx)


def customers(tx: Transaction, words: str, limit: int) -> list[Any]:
    """Conversations whose customer's name or contact holds these words, the newest first."""
    contact = [_holds(tx, conversation.c.contact[name].as_string(), words) for name in CONTACTS]
    query = sa.select(conversation).where(sa.or_(_holds(tx, conversation.c.name, words), *contact))
    return list(tx.execute(query.order_by(conversation.c.updated_at.desc()).limit(limit)))


def tickets(tx: Transaction, words: str, limit: int) -> list[Any]:
    """Tickets whose number holds these words, the newest first."""
    query = sa.select(ticket.c.number, ticket.c.conversation_id).where(_holds(tx, ticket.c.number, words))
    return list(tx.execute(query.order_by(ticket.c.id.desc()).limit(limit)))


def _floor(tx: Transaction) -> int:
    newest = tx.execute(sa.select(sa.func.max(message.c.id))).scalar() or 0
    return int(newest) - MOST_MESSAGES


def _holds(tx: Transaction, column: Any, words: str) -> Any:
    """The column holds exactly these characters, small and capital letters alike; % and _ are themselves."""
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    # SQLite's LIKE does not tell a from A by itself, and takes half the time of ILIKE's lower() there.
    return column.like(pattern, escape="\\") if tx.dialect.name == "sqlite" else column.ilike(pattern, escape="\\")
