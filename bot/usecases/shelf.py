"""The knowledge desk's list and an article's past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.core.worddiff import word_diff
from bot.knowledge.normal import plain
from bot.store import articles, drafts, proposals
from bot.store.database import Store
from bot.usecases.editing import EMPTY, FIELDS
from bot.usecases.receive import Refused

PAGE = 200


def listed(
    store: Store, words: str = "", language: str = "", topic: str = "", status: str = "", after: int = 0,
    use: Mapping[str, Mapping[str, Any]] | None = None, channel: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Lines of articles that hold every word: those that ask it first, then phrasings, then the rest, by topics.

    `status` draft means: has unpublished words; review: these wait for a reviewer; proposed: a colleague's words wait
    for an editor. `channel` keeps those that may be told there, so also those without a limit.
    """
    with store.read() as tx:
        rows, written = articles.all_of(tx), {(one.article_id, one.language): one for one in drafts.all_of(tx)}
        waiting = proposals.open_counts(tx)
    lines = []
    known = set()
    for row in rows:
        known.add((row.id, row.language))
        lines.append(_line(row.id, row.language, row.status, _content(row), written.get((row.id, row.language)), row))
    for (article_id, of), draft in written.items():
        if (article_id, of) not in known:
            lines.append(_line(article_id, of, "draft", draft.content, draft, None))
    for line in lines:
        line["proposals"] = waiting[(line["id"], line["language"])]
        line["proposed"] = line["draft_state"] == "proposed" or line["proposals"] > 0
    counts = {name: sum(line["status"] == name for line in lines) for name in ("published", "draft", "archived")}
    counts |= {name: sum(_has(line, name) for line in lines) for name in ("draft", "review", "proposed")}
    topics = sorted({line["topic"] for line in lines if line["topic"]})
    wanted = plain(words).split()
    chosen = [
        line
        for line in lines
        if (not language or line["language"] == language)
        and (not topic or line["topic"] == topic)
        and (not status or _has(line, status))
        and (not channel or not line["channels"] or channel in line["channels"])
        and (not wanted or _stands_in(line, wanted))
    ]
    if wanted:
        # Stable, so the topics' order stays within each kind.
        chosen.sort(key=lambda line: line["_far"])
    shown = chosen[after : after + PAGE]
    for line in shown:
        line.pop("_words")
        line.pop("_far", None)
        line |= dict((use or {}).get(line["id"]) or {})
    return {"articles": shown, "total": len(chosen), "counts": counts, "topics": topics}


def _has(line: Mapping[str, Any], status: str) -> bool:
    if status == "review":
        return bool(line["draft_state"] == "review")
    if status == "proposed":
        return bool(line["proposed"])
    return bool(line["has_draft"]) if status == "draft" else bool(line["status"] == status)


def _content(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _line(
    article_id: str, language: str, status: str, content: Mapping[str, Any], draft: Any, row: Any
) -> dict[str, Any]:
    now = {**EMPTY, **draft.content} if draft is not None else content
    return {
        "id": article_id,
        "language": language,
        "topic": now["topic"],
        "question": now["question"],
        "status": status,
        "has_draft": draft is not None or status == "draft",
        "draft_state": draft.state if draft is not None else None,
        "variants": len(now["variants"]),
        "channels": now["channels"],
        "updated_at": draft.updated_at if draft is not None else row.updated_at,
        "who": draft.who if draft is not None else "",
        "expires": content.get("valid_until"),
        "_words": (f"{article_id} {now['question']}", " ".join([*now["variants"], *now["tags"]]), now["answer"]),
    }


def _stands_in(line: dict[str, Any], words: Sequence[str]) -> bool:
    """Whether each word stands somewhere; leaves in `_far` how far from the question all of them are met.

    0: all stand in the question or the short name; 1: also in phrasings and tags; 2: in the answer.
    """
    text = ""
    for far, part in enumerate(line["_words"]):
        text = f"{text} {_searchable(part)}"
        if all(word in text for word in words):
            line["_far"] = far
            return True
    return False


@lru_cache(maxsize=60_000)
def _searchable(text: str) -> str:
    """Kept: the next key that is pressed searches the same texts again."""
    return plain(text)


def history(store: Store, article_id: str, language: str) -> list[dict[str, Any]]:
    with store.read() as tx:
        rows = drafts.history(tx, article_id, language)
        live = articles.get(tx, article_id, language)
    return [
        {
            "n": row.n,
            "who": row.who,
            "why": row.why,
            "kind": row.kind,
            "at": row.created_at,
            "live": live is not None and live.status == "published" and live.revision == row.n,
        }
        for row in rows
    ]


def revision(store: Store, article_id: str, language: str, number: int) -> dict[str, Any]:
    """One revision, and what it changed against the one before."""
    with store.read() as tx:
        row = drafts.revision_of(tx, article_id, language, number)
        before = drafts.revision_of(tx, article_id, language, number - 1) if number > 1 else None
    if row is None:
        raise Refused("unknown_revision", "There is no such revision.", 404)
    # Revisions of former releases lack the fields that came since.
    content = {name: row.content.get(name, EMPTY[name]) for name in FIELDS}
    diff = []
    for name in FIELDS:
        old, new = (_text(before.content.get(name)) if before is not None else ""), _text(content[name])
        if old != new:
            diff.append({"field": name, "parts": word_diff(old, new)})
    return {"n": number, "content": content, "diff": diff}


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
