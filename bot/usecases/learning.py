"""Confirmed questions: what helped a customer must go on finding the same article. Learned without anybody's work."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.core.masking import PLACES, masked, says_something
from bot.core.text import language_of
from bot.knowledge.normal import key
from bot.store import articles, lessons
from bot.store.database import Transaction

SHORTEST, LONGEST = 4, 120
# For one language of one article. Each question costs the gate a look, and the twentieth wording tells little new.
MOST_CONFIRMED = 20


def heed(tx: Transaction, conversation_id: str, answer: Any, helped: bool, now: float) -> None:
    """A customer's verdict on `answer` (the bot's message): learn its question, or forget that it was learned.

    Only what the customer wrote and the bot answered outright counts; a title chosen from a list was not understood.
    """
    asked = lessons.question_of(tx, answer.src) if answer.src is not None else None
    if asked is None or asked.trusted or (asked.analysis or {}).get("intent") != "faq":
        return
    article_id, name = answer.data["article"]["id"], question_key(asked.text)
    if not helped:
        lessons.unlearn(tx, name, article_id)
        return
    question = learnable(asked.text)
    if not question:
        return
    language = (asked.analysis or {}).get("language") or language_of(question)
    told = articles.get(tx, article_id, language)
    if told is None or told.status != "published":
        return
    row = lessons.known(tx, name)
    # Editors' words come first, deleted ones stay deleted; what was confirmed follows the article that helps now.
    if row is not None and (row.source not in (lessons.CONFIRMED, lessons.DELETED) or row.article_id == article_id):
        return
    if any(key(other) == key(question) for other in lessons.not_helped(tx, article_id, conversation_id)):
        return
    new = {
        "question": question, "question_key": name, "language": language, "article_id": article_id,
        "source": lessons.CONFIRMED, "who": "", "created_at": now,
    }  # fmt: skip
    lessons.learn(tx, new, row.id if row is not None else None, MOST_CONFIRMED)


def learnable(text: str) -> str:
    """The question on one line; "" when it is too short, too long, says nothing or holds anything of a person's own."""
    question = " ".join(text.split())
    if not SHORTEST <= len(question) <= LONGEST or PLACES.search(question):
        return ""
    # Line by line too: an address ends where its line does.
    return question if masked(text) == text and masked(question) == question and says_something(question) else ""


def question_key(question: str) -> str:
    """Equal for questions that differ in case, punctuation, spacing or character set only."""
    return hashlib.sha256(key(question).encode()).hexdigest()
