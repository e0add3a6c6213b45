"""Questions that must go on being answered by their article: shipped, added by editors, proposed by agents, confirmed by
customers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.knowledge.normal import key
from bot.store import articles, conversations, drafts, people
from bot.store.database import Store, Transaction
from bot.usecases.editing import LANGUAGES
from bot.usecases.editor import Editor
from bot.usecases.gate import MustAnswer
from bot.usecases.learning import question_key
from bot.usecases.proposals import PROPOSAL
from bot.usecases.receive import Refused

RECENT_DAYS = 14
MOST_RECENT = 200


def questions(store: Store, proposed: bool = True) -> list[dict[str, Any]]:
    """All of them, or without those that nobody has accepted yet."""
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
            for row in drafts.questions(tx)
            if proposed or row.source != PROPOSAL
        ]


def must_answer(store: Store) -> list[MustAnswer]:
    """What the gate asks."""
    return [MustAnswer(one["question"], one["article"]) for one in questions(store, proposed=False)]


def ask_for(store: Store, question: str, language: str, article_id: str, editor: Editor, now: float) -> str:
    """Who writes adds the question; an agent proposes it, which never touches one that is there.

    Returns added, proposed or known.
    """
    editor.needs(Right.PROPOSE)
    writes = editor.may(Right.WRITE)
    with store.begin() as tx:
        known = drafts.question_of(tx, question_key(question))
        if known is not None and not writes and not _own_proposal(known, editor):
            return "known"
        _add(tx, question, language, article_id, "editor" if writes else PROPOSAL, editor.who, now)
    return "added" if writes else "proposed"


def _own_proposal(row: Any, editor: Editor) -> bool:
    return bool(row.source == PROPOSAL and editor.wrote(row.who))


def add_question(
    store: Store, question: str, language: str, article_id: str, source: str, who: str, now: float
) -> None:
    """A known question gets this article instead of its former one."""
    with store.begin() as tx:
        _add(tx, question, language, article_id, source, who, now)


def _add(tx: Transaction, question: str, language: str, article_id: str, source: str, who: str, now: float) -> None:
    if language not in LANGUAGES:
        raise Refused("bad_language", Sentence("The language must be one of {names}.", names=", ".join(LANGUAGES)), 400)
    if articles.get(tx, article_id, language) is None and drafts.get(tx, article_id, language) is None:
        raise Refused("unknown_article", Sentence("There is no article {id!r} in this language.", id=article_id), 404)
    drafts.add_question(
        tx, question=question, question_key=question_key(question), language=language, article_id=article_id,
        source=source, who=who, created_at=now,
    )  # fmt: skip


def drop_question(store: Store, number: int, editor: Editor, now: float) -> None:
    """Who writes may drop any, an agent what they proposed."""
    with store.begin() as tx:
        row = drafts.question(tx, number)
        if row is None:
            raise Refused("unknown_question", "There is no such question.", 404)
        if not _own_proposal(row, editor):
            editor.needs(Right.WRITE)
        drafts.drop_question(tx, number, editor.login, now)
        people.record(tx, editor.login, "regression_dropped", f"regression:{number}", now)


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
