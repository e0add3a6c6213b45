"""An import in two steps: a plan that says what would happen, and the deed that does exactly that or nothing.

A plan remembers the state of the knowledge base it was made on; if anybody changed it since, the deed is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.knowledge.article import Article
from bot.knowledge.changes import changes
from bot.store import articles as rows
from bot.store import imports, people
from bot.store.database import Store, Transaction
from bot.usecases.knowledge import as_article, content_of
from bot.usecases.receive import Refused

# stage, done, total; a total of 0 is not known. It may raise to stop the import: nothing is written then.
Tell = Callable[[str, int, int], None]


class LookAgain(Refused):
    """409: the knowledge base is no longer what the plan was made on."""

    def __init__(self) -> None:
        super().__init__(
            "look_again",
            "Somebody has changed the articles, their drafts or the regression questions since this import was looked "
            "at. Nothing was imported. Look again at what it would change, then import.",
            409,
        )


@dataclass(frozen=True)
class Line:
    """One coming article and what becomes of it: added, changed, same, or waiting (published, so left as it is)."""

    new: Article
    what: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class OpenDraft:
    """Somebody's unpublished words over an article that the import would change. They stay as they are."""

    id: str
    language: str
    who: str
    at: float
    state: str


@dataclass(frozen=True)
class Plan:
    """`writes` are stored as they stand here; `told` are those of them that change what customers are told.

    `unpublished` counts what is the same here, but a draft: with `publish` customers would be told it.
    """

    publish: bool
    lines: tuple[Line, ...]
    writes: tuple[Article, ...]
    told: tuple[Article, ...]
    drafts: tuple[OpenDraft, ...]
    known: frozenset[tuple[str, str]]
    state: str
    unpublished: int

    def count(self, what: str) -> int:
        return sum(line.what == what for line in self.lines)


def plan_import(store: Store, articles: Sequence[Article], publish: bool) -> Plan:
    """What importing these would do. Without `publish` nothing changes that customers are told."""
    with store.read() as tx:
        here = [(as_article(row), row.revision) for row in rows.all_of(tx)]
        written, asked = imports.written(tx), imports.asked(tx)
    known = {(one.id, one.language): one for one, _ in here}
    coming = [_as_stored(one, known.get((one.id, one.language)), publish) for one in articles]
    lines, writes, told = [], [], []
    for found in changes(known.values(), coming):
        before = found.old.status if found.old is not None else ""
        what = "added" if found.old is None else "changed" if found.fields else "same"
        if what == "changed" and before == "published" and not publish:
            what = "waiting"
        lines.append(Line(found.new, what, found.fields))
        if what in ("added", "changed"):
            writes.append(found.new)
            if "published" in (before, found.new.status):
                told.append(found.new)
    keys = {(one.id, one.language) for one in articles}
    changing = {(line.new.id, line.new.language) for line in lines if line.what != "same"}
    over = [
        OpenDraft(row.article_id, row.language, row.who, row.updated_at, row.state)
        for row in written
        if (row.article_id, row.language) in changing
    ]
    open_to_all = {(one.id, one.language) for one in articles if one.status == "published"}
    unpublished = sum(
        line.what == "same" and line.new.status == "draft" and (line.new.id, line.new.language) in open_to_all
        for line in lines
    )
    state = _state([(one.id, one.language, number) for one, number in here], written, asked, keys, publish)
    return Plan(
        publish, tuple(lines), tuple(writes), tuple(told), tuple(sorted(over, key=lambda one: (one.id, one.language))),
        frozenset(known), state, unpublished,
    )  # fmt: skip


def _as_stored(new: Article, old: Article | None, publish: bool) -> Article:
    """Without `publish` what would be new to customers becomes a draft; what they are told is compared as it came."""
    told = old is not None and old.status == "published"
    return replace(new, status="draft") if new.status == "published" and not publish and not told else new


def apply_import(
    store: Store, plan: Plan, login: str, who: str, why: str, now: float, override: str | None = None,
    failing: Sequence[Mapping[str, Any]] = (), tell: Tell | None = None,
) -> bool:  # fmt: skip
    """Do what the plan says, all of it or nothing; True when customers are told something new.

    `override` is the reason for publishing over `failing` questions; both are kept in the audit trail.
    """
    if not plan.writes:
        return False
    contents = [content_of(one) for one in plan.writes]
    if override:
        why = f"{why}; over {len(failing)} failing question(s): {override}"
    with store.begin(durable=True) as tx:
        if _state_now(tx, plan) != plan.state:
            raise LookAgain
        try:
            imports.save_all(
                tx, contents, set(plan.known), who, why, now, (lambda done, total: tell("writing", done, total)) if tell else None
            )  # fmt: skip
        except imports.Crossed as error:
            raise LookAgain from error
        if plan.told:
            rows.raise_version(tx)
        data = {
            "added": plan.count("added"), "changed": plan.count("changed"), "publish": plan.publish, "why": why,
            "override": override, "failing": [one["question"] for one in failing] if override else [],
        }  # fmt: skip
        people.record(tx, login, "articles_imported", "articles", now, data)
        if tell:
            # The last moment in which it can still be stopped.
            tell("writing", len(contents), len(contents))
    return bool(plan.told)


def _state_now(tx: Transaction, plan: Plan) -> str:
    keys = {(line.new.id, line.new.language) for line in plan.lines}
    return _state(imports.shown(tx, lock=True), imports.written(tx), imports.asked(tx), keys, plan.publish)


def _state(
    shown: Sequence[tuple[str, str, int]], drafts: Sequence[Any], asked: Sequence[tuple[str, str]],
    keys: set[tuple[str, str]], publish: bool,
) -> str:  # fmt: skip
    """The mark of all that a plan depends on: articles, drafts over the coming ones, and what the gate asks."""
    mine = [
        (row.article_id, row.language, row.number, row.updated_at)
        for row in drafts
        if (row.article_id, row.language) in keys
    ]
    whole = [sorted(shown), sorted(mine), sorted(asked) if publish else []]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:24]
