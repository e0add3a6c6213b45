"""What customers asked and how the talk went on, for finding what the knowledge base lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import conversation, feedback, gap_ignored, handoff, inbox, message

PORTION = 5000


def heard(tx: Transaction, since: float, most: int) -> list[Any]:
    """What the bot read since then, in order; of more than `most` messages the newest.

    With each: what it was understood as, whether it was a pressed button, and the verdict it gave on an answer.
    """
    talked = sa.select(conversation.c.id).where(conversation.c.updated_at >= since)
    query = (
        sa.select(
            message.c.id,
            message.c.conversation_id,
            message.c.created_at,
            message.c.analysis["intent"].as_string().label("intent"),
            message.c.analysis[("faq", "status")].as_string().label("status"),
            message.c.analysis["language"].as_string().label("language"),
            inbox.c.trusted,
            feedback.c.helped,
        )
        .join(inbox, inbox.c.message_id == message.c.id)
        .outerjoin(feedback, feedback.c.inbox_id == inbox.c.id)
        .where(
            message.c.author == "customer",
            message.c.created_at >= since,
            # By way of the conversation: messages have an index for that, and none by time.
            message.c.conversation_id.in_(talked),
            # What went to people has an analysis as well, but nothing was answered to it.
            inbox.c.state == "done",
        )
        .order_by(message.c.id.desc())
        .limit(most)
    )
    return list(reversed(list(tx.execute(query))))


def texts(tx: Transaction, message_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(message_ids), PORTION):
        query = sa.select(message.c.id, message.c.text).where(message.c.id.in_(message_ids[start : start + PORTION]))
        found.update({row.id: row.text for row in tx.execute(query)})
    return found


def calls(tx: Transaction, since: float, but: Collection[str]) -> list[Any]:
    """Handoffs since then that were not made for one of these reasons."""
    query = sa.select(handoff.c.conversation_id, handoff.c.asked_at, handoff.c.accepted_at, handoff.c.ended_at).where(
        handoff.c.asked_at >= since, handoff.c.reason.not_in(list(but))
    )
    return list(tx.execute(query.order_by(handoff.c.asked_at)))


def ignored(tx: Transaction) -> set[str]:
    return set(tx.execute(sa.select(gap_ignored.c.text_hash)).scalars())


def ignore(tx: Transaction, new: Sequence[Mapping[str, Any]]) -> None:
    """Who ignored a question first stays written down."""
    if new:
        tx.execute(insert_or_ignore(tx, gap_ignored), list(new))
