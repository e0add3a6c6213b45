"""Questions that must go on being answered by their article: shipped, added by editors, confirmed by customers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from bot.knowledge.normal import key
from bot.store import conversations, drafts, people
from bot.store.database import Store
from bot.usecases.editing import LANGUAGES
from bot.usecases.learning import question_key
from bot.usecases.receive import Refused

RECENT_DAYS = 14
MOST_RECENT = 200


def questions(store: Store) -> list[dict[str, Any]]:
    with store.read() as tx:
        return [
            {
                "id": row.id,
                "question": row.question,
                "language": row.language,
                "article": row.article_id,
                "source": row.source,
                "who": row.who,
                "at": row.created_at,
            }
            for row in drafts.must_answer(tx)
        ]


def add_question(
    store: Store, question: str, language: str, article_id: str, source: str, who: str, now: float
) -> None:
    """A known question gets this article instead of its former one."""
    if language not in LANGUAGES:
        raise Refused("bad_language", f"The language must be one of {', '.join(LANGUAGES)}.", 400)
    with store.begin() as tx:
        from bot.store import articles

        known = articles.get(tx, article_id, language) or drafts.get(tx, article_id, language)
        if known is None:
            raise Refused("unknown_article", f"There is no article {article_id!r} in this language.", 404)
        drafts.add_question(
            tx, question=question, question_key=question_key(question), language=language, article_id=article_id,
            source=source, who=who, created_at=now,
        )  # fmt: skip


def drop_question(store: Store, number: int, login: str, now: float) -> None:
    with store.begin() as tx:
        if not drafts.drop_question(tx, number, login, now):
            raise Refused("unknown_question", "There is no such question.", 404)
        people.record(tx, login, "regression_dropped", f"regression:{number}", now)


def import_shipped(store: Store, path: Path, now: float) -> int:
    """The shipped questions, once; returns how many."""
    if not path.exists():
        return 0
    with store.begin() as tx:
        if drafts.any_question(tx):
            return 0
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            drafts.add_question(
                tx, question=row["question"], question_key=question_key(row["question"]), language=row["language"],
                article_id=row["article"], source="shipped", who="system", created_at=now,
            )  # fmt: skip
        return len(rows)


def recently_asked(store: Store, now: float) -> list[str]:
    """Different questions that the bot was lately asked, the newest first."""
    with store.read() as tx:
        rows = conversations.asked_since(tx, now - RECENT_DAYS * 86400, MOST_RECENT * 5)
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(key(row.text), row.text)
    return [text for name, text in found.items() if len(name) >= 4][:MOST_RECENT]
