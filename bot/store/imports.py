"""Many articles in one transaction: what an import stands on, and writing it with few statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store.articles import CONTENT
from bot.store.database import Transaction, locked
from bot.store.schema import article, draft, regression, revision

# Articles a round: SQLite takes 32,766 variables in a statement, and between two rounds an import can be stopped.
PORTION = 500

Key = tuple[str, str]


class Crossed(Exception):
    """Somebody else wrote the same new article in the same moment; nothing was written."""


def shown(tx: Transaction, lock: bool = False) -> list[tuple[str, str, int]]:
    """Id, language and revision of every article; with `lock` nobody changes them until the transaction ends."""
    query = sa.select(article.c.id, article.c.language, article.c.revision)
    return [(row.id, row.language, row.revision) for row in tx.execute(locked(tx, query) if lock else query)]


def written(tx: Transaction) -> list[Any]:
    """Every draft with who wrote it and when, without its content."""
    names = (draft.c.article_id, draft.c.language, draft.c.number, draft.c.state, draft.c.who, draft.c.updated_at)
    return list(tx.execute(sa.select(*names)))


def asked(tx: Transaction) -> list[tuple[str, str]]:
    """The regression questions: key and article."""
    query = sa.select(regression.c.question_key, regression.c.article_id)
    return [(row.question_key, row.article_id) for row in tx.execute(query)]


def save_all(
    tx: Transaction, new: Sequence[Mapping[str, Any]], known: set[Key], who: str, why: str, now: float,
    progress: Callable[[int, int], None] | None = None,
) -> None:  # fmt: skip
    """Write these articles and a revision of each; `known` are those that are here already. Crossed: nobody may write."""
    try:
        for start in range(0, len(new), PORTION):
            if progress:
                progress(start, len(new))
            _save(tx, new[start : start + PORTION], known, who, why, now)
    except sa.exc.IntegrityError as error:
        raise Crossed from error


def _save(tx: Transaction, new: Sequence[Mapping[str, Any]], known: set[Key], who: str, why: str, now: float) -> None:
    last = _last_revisions(tx, sorted({one["id"] for one in new}))
    revisions, added, changed = [], [], []
    for one in new:
        key = (one["id"], one["language"])
        content = {name: one[name] for name in CONTENT}
        number = last.get(key, 0) + 1
        revisions.append(
            {"article_id": key[0], "language": key[1], "n": number, "content": content, "kind": "imported", "who": who,
             "why": why, "created_at": now}
        )  # fmt: skip
        row = {**content, "revision": number, "updated_at": now}
        if key in known:
            changed.append({**row, "the_id": key[0], "the_language": key[1]})
        else:
            added.append({**row, "id": key[0], "language": key[1]})
    tx.execute(sa.insert(revision), revisions)
    if added:
        tx.execute(sa.insert(article), added)
    if changed:
        here = (article.c.id == sa.bindparam("the_id"), article.c.language == sa.bindparam("the_language"))
        values: dict[str, Any] = {name: sa.bindparam(name) for name in (*CONTENT, "revision", "updated_at")}
        tx.execute(sa.update(article).where(*here).values(values), changed)


def _last_revisions(tx: Transaction, ids: Sequence[str]) -> dict[Key, int]:
    query = (
        sa.select(revision.c.article_id, revision.c.language, sa.func.max(revision.c.n).label("last"))
        .where(revision.c.article_id.in_(ids))
        .group_by(revision.c.article_id, revision.c.language)
    )
    return {(row.article_id, row.language): row.last for row in tx.execute(query)}
