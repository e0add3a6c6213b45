"""The customer's verdict on an answer, the answers that are left to try, and advice by article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.words import BOT
from bot.store import articles, conversations
from bot.store.database import Store, Transaction
from bot.usecases.learning import heed

# How far back an answer may lie for a verdict to mean it.
RECENT_MESSAGES = 12


def keep_verdict(store: Store, conversation_id: str, inbox_id: int | None, helped: bool, now: float) -> str | None:
    """Note whether the last article helped; returns its id, None when none was shown lately."""
    with store.begin() as tx:
        shown = _answers(tx, conversation_id)
        if not shown:
            return None
        article_id = str(shown[-1].data["article"]["id"])
        if inbox_id is not None:
            articles.keep_feedback(tx, conversation_id, article_id, inbox_id, helped, now)
            heed(tx, conversation_id, shown[-1], helped, now)
        return article_id


def untried(store: Store, conversation_id: str, ids: Sequence[str], language: str, most: int) -> list[tuple[str, str]]:
    """(id, question) of those articles that this customer was not shown lately, in their order."""
    with store.read() as tx:
        shown = {row.data["article"]["id"] for row in _answers(tx, conversation_id)}
        found = []
        for article_id in ids:
            text = None
            if article_id not in shown:
                text = _text(tx, conversation_id, article_id, language, "question")
            if text:
                found.append((article_id, text))
            if len(found) == most:
                break
        return found


def advice(store: Store, conversation_id: str, article_id: str, language: str) -> str | None:
    """The published answer in this language, else in the other one; None where it is not told in this channel."""
    with store.read() as tx:
        return _text(tx, conversation_id, article_id, language, "answer")


def _answers(tx: Transaction, conversation_id: str) -> list[Any]:
    """The bot's last messages that show an article."""
    said = conversations.last_messages(tx, conversation_id, RECENT_MESSAGES, authors=BOT)
    return [row for row in said if (row.data or {}).get("article")]


def _text(tx: Transaction, conversation_id: str, article_id: str, language: str, column: str) -> str | None:
    published = {row.language: row for row in articles.languages_of(tx, article_id)}
    row = published.get(language) or next(iter(published.values()), None)
    if row is None:
        return None
    if row.channels:
        conversation = conversations.get(tx, conversation_id)
        if conversation is None or conversation.channel not in row.channels:
            return None
    return str(getattr(row, column)).strip()
