"""What customers' verdicts teach: the question behind an answer, and who was not helped by the same one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.core.words import BOT
from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import feedback, inbox, message, regression

CONFIRMED = "confirmed"
# Kept as a row, so that what an editor has deleted is not learned again.
DELETED = "deleted"
MOST_VERDICTS = 500


def question_of(tx: Transaction, inbox_id: int) -> Any | None:
    """What the customer wrote in this inbox row: text, analysis, and whether it was a pressed button (`trusted`)."""
    query = (
        sa.select(message.c.text, message.c.analysis, inbox.c.trusted)
        .join(inbox, inbox.c.message_id == message.c.id)
        .where(inbox.c.id == inbox_id)
    )
    return tx.execute(query).first()


def not_helped(tx: Transaction, article_id: str, but: str) -> list[str]:
    """The questions to which other conversations were shown this article, before they said that it did not help."""
    answer, verdict, asked = message.alias(), message.alias(), message.alias()
    said, heard = inbox.alias(), inbox.alias()
    query = (
        sa.select(asked.c.text)
        .select_from(feedback)
        .join(said, said.c.id == feedback.c.inbox_id)
        .join(verdict, verdict.c.id == said.c.message_id)
        .join(
            answer,
            sa.and_(
                answer.c.conversation_id == feedback.c.conversation_id,
                answer.c.author == BOT,
                answer.c.data[("article", "id")].as_string() == article_id,
                answer.c.seq < verdict.c.seq,
            ),
        )
        .join(heard, heard.c.id == answer.c.src)
        .join(asked, asked.c.id == heard.c.message_id)
        .where(
            feedback.c.article_id == article_id, feedback.c.helped.is_(False), feedback.c.conversation_id != but
        )
        .order_by(feedback.c.id.desc())
        .limit(MOST_VERDICTS)
    )  # fmt: skip
    return list(tx.execute(query).scalars())


def known(tx: Transaction, question_key: str) -> Any | None:
    return tx.execute(sa.select(regression).where(regression.c.question_key == question_key)).first()


def learn(tx: Transaction, new: Mapping[str, Any], over: int | None, most: int) -> None:
    """Add a confirmed question, or put it over row `over`; beyond `most` an article forgets its oldest confirmed ones."""
    if over is not None:
        tx.execute(sa.update(regression).where(regression.c.id == over).values(**new))
    else:
        tx.execute(insert_or_ignore(tx, regression).values(**new))
    mine = (
        sa.select(regression.c.id)
        .where(
            regression.c.article_id == new["article_id"],
            regression.c.language == new["language"],
            regression.c.source == CONFIRMED,
        )
        .order_by(regression.c.created_at.desc(), regression.c.id.desc())
    )
    for number in list(tx.execute(mine).scalars())[most:]:
        tx.execute(sa.delete(regression).where(regression.c.id == number))


def unlearn(tx: Transaction, question_key: str, article_id: str) -> None:
    """Somebody was not helped: only what was learned goes, never an editor's or a shipped question."""
    tx.execute(
        sa.delete(regression).where(
            regression.c.question_key == question_key,
            regression.c.article_id == article_id,
            regression.c.source == CONFIRMED,
        )
    )
