"""What editors have written and not published, and the history of every article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store import proposals
from bot.store.database import Transaction, locked
from bot.store.lessons import DELETED
from bot.store.schema import article, draft, regression, revision


def get(tx: Transaction, article_id: str, language: str) -> Any | None:
    query = sa.select(draft).where(draft.c.article_id == article_id, draft.c.language == language)
    return tx.execute(locked(tx, query)).first()


def all_of(tx: Transaction) -> list[Any]:
    return list(tx.execute(sa.select(draft)))


def put(tx: Transaction, article_id: str, language: str, **values: Any) -> None:
    done = tx.execute(
        sa.update(draft).where(draft.c.article_id == article_id, draft.c.language == language).values(**values)
    )
    if not done.rowcount:
        tx.execute(sa.insert(draft).values(article_id=article_id, language=language, **values))


def drop(tx: Transaction, article_id: str, language: str) -> None:
    """Published or discarded: what agents proposed for it is settled with it."""
    tx.execute(sa.delete(draft).where(draft.c.article_id == article_id, draft.c.language == language))
    proposals.settle(tx, article_id, language)


def remember(
    tx: Transaction,
    article_id: str,
    language: str,
    content: Mapping[str, Any],
    kind: str,
    who: str,
    why: str,
    now: float,
) -> int:
    """Add a revision; returns its number."""
    here = (revision.c.article_id == article_id, revision.c.language == language)
    last = tx.execute(sa.select(sa.func.max(revision.c.n)).where(*here)).scalar() or 0
    tx.execute(
        sa.insert(revision).values(
            article_id=article_id, language=language, n=last + 1, content=dict(content), kind=kind, who=who, why=why,
            created_at=now,
        )
    )  # fmt: skip
    return int(last) + 1


def history(tx: Transaction, article_id: str, language: str) -> list[Any]:
    """Revisions, the newest first."""
    query = sa.select(revision).where(revision.c.article_id == article_id, revision.c.language == language)
    return list(tx.execute(query.order_by(revision.c.n.desc())))


def last_of(tx: Transaction, article_id: str, language: str, kinds: Sequence[str]) -> Any | None:
    """The newest revision of one of these kinds."""
    query = sa.select(revision).where(
        revision.c.article_id == article_id, revision.c.language == language, revision.c.kind.in_(kinds)
    )
    return tx.execute(query.order_by(revision.c.n.desc()).limit(1)).first()


def last_writer(tx: Transaction, article_id: str, language: str) -> str | None:
    """Who put the words there: saved, restored or imported them."""
    found = last_of(tx, article_id, language, ("saved", "restored", "imported"))
    return None if found is None else str(found.who)


def revision_of(tx: Transaction, article_id: str, language: str, number: int) -> Any | None:
    query = sa.select(revision).where(
        revision.c.article_id == article_id, revision.c.language == language, revision.c.n == number
    )
    return tx.execute(query).first()


def show(tx: Transaction, article_id: str, language: str, content: Mapping[str, Any], number: int, now: float) -> None:
    """Make `content` what customers are told."""
    here = (article.c.id == article_id, article.c.language == language)
    values = {**content, "revision": number, "updated_at": now}
    if not tx.execute(sa.update(article).where(*here).values(**values)).rowcount:
        tx.execute(sa.insert(article).values(id=article_id, language=language, **values))


def set_status(tx: Transaction, article_id: str, language: str, status: str, number: int, now: float) -> None:
    here = (article.c.id == article_id, article.c.language == language)
    tx.execute(sa.update(article).where(*here).values(status=status, revision=number, updated_at=now))


def questions(tx: Transaction) -> list[Any]:
    """The regression questions, proposed ones too."""
    return list(tx.execute(sa.select(regression).where(regression.c.source != DELETED).order_by(regression.c.id)))


def any_question(tx: Transaction) -> bool:
    """Whether there ever was a regression question, deleted ones included."""
    return tx.execute(sa.select(regression.c.id).limit(1)).first() is not None


def question_of(tx: Transaction, question_key: str) -> Any | None:
    return tx.execute(
        sa.select(regression).where(regression.c.question_key == question_key, regression.c.source != DELETED)
    ).first()


def question(tx: Transaction, number: int) -> Any | None:
    return tx.execute(sa.select(regression).where(regression.c.id == number, regression.c.source != DELETED)).first()


def accept_questions(
    tx: Transaction, article_id: str, language: str, source: str, accepted: str, keys: Sequence[str]
) -> None:
    """Questions of this article and source, with these keys, get the source `accepted`."""
    tx.execute(
        sa.update(regression)
        .where(
            regression.c.article_id == article_id, regression.c.language == language, regression.c.source == source,
            regression.c.question_key.in_(keys),
        )
        .values(source=accepted)
    )  # fmt: skip


def drop_questions(tx: Transaction, article_id: str, language: str, source: str, who: str) -> None:
    tx.execute(
        sa.delete(regression).where(
            regression.c.article_id == article_id, regression.c.language == language, regression.c.source == source,
            regression.c.who == who,
        )
    )  # fmt: skip


def add_question(tx: Transaction, **values: Any) -> None:
    """A question asked again before each publish; a known one changes its article."""
    done = tx.execute(sa.update(regression).where(regression.c.question_key == values["question_key"]).values(**values))
    if not done.rowcount:
        tx.execute(sa.insert(regression).values(**values))


def drop_question(tx: Transaction, number: int, who: str, now: float) -> bool:
    """The row stays, so that customers' verdicts do not bring the question back."""
    gone = sa.update(regression).where(regression.c.id == number, regression.c.source != DELETED)
    return bool(tx.execute(gone.values(source=DELETED, who=who, created_at=now)).rowcount)
