"""What agents propose for the knowledge base: open until the draft it joined is published or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction
from bot.store.schema import inbox, message, proposal


def add(tx: Transaction, new: Mapping[str, Any]) -> None:
    """A settled one of the same reply and article gives way."""
    names = ("conversation_id", "seq", "article_id", "language")
    same = [proposal.c[name] == new[name] for name in names]
    tx.execute(sa.delete(proposal).where(*same, proposal.c.settled.is_(True)))
    tx.execute(sa.insert(proposal).values(**new))


def of_conversation(tx: Transaction, conversation_id: str) -> list[Any]:
    """All that was proposed from it, the oldest first, settled or not."""
    query = sa.select(proposal).where(proposal.c.conversation_id == conversation_id)
    return list(tx.execute(query.order_by(proposal.c.id)))


def open_of(tx: Transaction, article_id: str) -> list[Any]:
    """Those of an article that still wait for an editor, in both languages, the oldest first."""
    query = sa.select(proposal).where(proposal.c.article_id == article_id, proposal.c.settled.is_(False))
    return list(tx.execute(query.order_by(proposal.c.id)))


def open_counts(tx: Transaction) -> Counter[tuple[str, str]]:
    """How many wait, by article and language."""
    query = sa.select(proposal.c.article_id, proposal.c.language).where(proposal.c.settled.is_(False))
    return Counter((row.article_id, row.language) for row in tx.execute(query))


def settle(tx: Transaction, article_id: str, language: str) -> None:
    here = (proposal.c.article_id == article_id, proposal.c.language == language)
    tx.execute(sa.update(proposal).where(*here).values(settled=True))


def reply(tx: Transaction, conversation_id: str, seq: int) -> Any | None:
    """Message number `seq`, whoever wrote it."""
    query = sa.select(message).where(message.c.conversation_id == conversation_id, message.c.seq == seq)
    return tx.execute(query).first()


def asked_before(tx: Transaction, conversation_id: str, seq: int, most: int) -> list[Any]:
    """What the customer wrote before message `seq`, pressed buttons left out, the newest first: seq, text, analysis."""
    query = (
        sa.select(message.c.seq, message.c.text, message.c.analysis)
        .join(inbox, inbox.c.message_id == message.c.id)
        .where(
            message.c.conversation_id == conversation_id,
            message.c.seq < seq,
            message.c.author == "customer",
            message.c.kind == "text",
            inbox.c.trusted.is_(False),
        )
        .order_by(message.c.seq.desc())
        .limit(most)
    )
    return list(tx.execute(query))
