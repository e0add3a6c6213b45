"""How often articles were shown, what customers said to that, and which ones are running out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.core.words import BOT
from bot.store.database import Transaction
from bot.store.schema import article, conversation, feedback, handoff, message


def _showings(since: float) -> Any:
    """Every time that an article was put before a customer: which one, where and when."""
    talked = sa.select(conversation.c.id).where(conversation.c.updated_at >= since)
    return (
        sa.select(
            message.c.conversation_id,
            message.c.created_at,
            message.c.data[("article", "id")].as_string().label("article_id"),
        )
        .where(
            message.c.author == BOT,
            message.c.suppressed.is_(False),
            message.c.created_at >= since,
            # By way of the conversation: messages have an index for that, and none by time.
            message.c.conversation_id.in_(talked),
        )
        .subquery()
    )


def shown(tx: Transaction, since: float, counted_since: float) -> list[Any]:
    """article_id, times (from `counted_since` on) and last_used (from `since` on) of each article shown since then."""
    one = _showings(since)
    times = sa.func.sum(sa.case((one.c.created_at >= counted_since, 1), else_=0))
    query = (
        sa.select(one.c.article_id, times.label("times"), sa.func.max(one.c.created_at).label("last_used"))
        .where(one.c.article_id.is_not(None))
        .group_by(one.c.article_id)
    )
    return list(tx.execute(query))


def verdicts(tx: Transaction, since: float) -> list[Any]:
    """article_id, helped and how often that was said."""
    query = (
        sa.select(feedback.c.article_id, feedback.c.helped, sa.func.count().label("times"))
        .where(feedback.c.created_at >= since)
        .group_by(feedback.c.article_id, feedback.c.helped)
    )
    return list(tx.execute(query))


def handoffs_after(tx: Transaction, since: float, seconds: float) -> dict[str, int]:
    """For each article the handoffs of conversations in which it had been shown at most so long before."""
    one = _showings(since)
    query = (
        sa.select(one.c.article_id, sa.func.count(sa.distinct(handoff.c.id)).label("times"))
        .join(handoff, handoff.c.conversation_id == one.c.conversation_id)
        .where(
            one.c.article_id.is_not(None),
            handoff.c.asked_at >= one.c.created_at,
            handoff.c.asked_at <= one.c.created_at + seconds,
        )
        .group_by(one.c.article_id)
    )
    return {row.article_id: row.times for row in tx.execute(query)}


def published(tx: Transaction) -> list[Any]:
    """id, language, question and valid_until of what customers may be told."""
    query = sa.select(article.c.id, article.c.language, article.c.question, article.c.valid_until)
    return list(tx.execute(query.where(article.c.status == "published").order_by(article.c.id, article.c.language)))
