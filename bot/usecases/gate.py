"""The gate before a publish: what customers would be told differently, asked before it happens.

A question that must be answered by an article, was, and would not be any more, blocks. The rest is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.knowledge.article import Article
from bot.knowledge.duplicates import near_pairs, near_to_first
from bot.knowledge.index import T_ANSWER, Answer
from bot.knowledge.live import LiveIndex
from bot.knowledge.normal import key

MOST_LISTED = 50
# Of an import: enough to show what kind of mistake it makes.
MOST_COMPARED = 2000


@dataclass(frozen=True)
class MustAnswer:
    """A regression question, and the article that has to come first."""

    question: str
    article_id: str


def ask_before_publishing(
    before: LiveIndex, after: LiveIndex, changed: Sequence[Article], must: Sequence[MustAnswer], asked: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """`must` block when they newly fail (`still`: those of the changed articles that fail now too); `asked` are customers' own questions of late, for which changes are shown."""
    began = time.monotonic()
    ids = {one.id for one in changed}
    count = len(must) + len(asked)
    failing: list[dict[str, Any]] = []
    still: list[dict[str, Any]] = []
    weaker: list[dict[str, Any]] = []
    passed = 0
    for number, one in enumerate(must):
        if progress:
            progress(number, count)
        old, new = before.ask(one.question), after.ask(one.question)
        if _first(new) == one.article_id:
            passed += 1
            if _score(new) < T_ANSWER <= _score(old) and _first(old) == one.article_id:
                weaker.append(
                    {"question": one.question, "id": one.article_id, "before": _score(old), "after": _score(new)}
                )
        else:
            line = {"question": one.question, "wanted": one.article_id, "now": _best(new), "before": _best(old)}
            # What failed before is not this edit's fault; its own article's editor is reminded of it.
            if _first(old) == one.article_id:
                failing.append(line)
            elif one.article_id in ids:
                still.append(line)
    moved = []
    known = {key(one.question) for one in must}
    for number, text in enumerate(asked, len(must)):
        if progress:
            progress(number, count)
        if key(text) in known:
            continue
        old, new = before.ask(text), after.ask(text)
        if (_first(old), old.status == "answer") != (_first(new), new.status == "answer"):
            moved.append({"question": text, "before": _best(old), "after": _best(new)})
    return {
        "asked": count,
        "passed": passed,
        "seconds": round(time.monotonic() - began, 2),
        "failing": failing[:MOST_LISTED],
        "still": still[:MOST_LISTED],
        "changed": moved[:MOST_LISTED],
        "weaker": weaker[:MOST_LISTED],
        "conflicts": conflicts(after.articles(), changed),
        "nearer": nearer(after, changed),
        "blocks": bool(failing),
    }


def conflicts(articles: Sequence[Article], changed: Sequence[Article]) -> list[dict[str, Any]]:
    """Phrases of the changed articles that another one says too, or nearly; of published articles only."""
    mine = [one for one in changed if one.status == "published"]
    here = {(one.id, one.language) for one in changed}
    rows = [*mine, *(one for one in articles if (one.id, one.language) not in here)]
    phrases = [(phrase, article) for article in rows for phrase in article.phrases]
    edge = sum(len(one.phrases) for one in mine)
    # In the editor's language where there is one.
    titles = {(article.id, article.language): article.question for article in rows}
    any_title = {article.id: article.question for article in rows}
    said: dict[str, set[str]] = {}
    for phrase, article in phrases:
        said.setdefault(key(phrase) or phrase, set()).add(article.id)
    found: dict[tuple[str, str], set[str]] = {}
    languages: dict[tuple[str, str], str] = {}
    for phrase, article in phrases[:edge]:
        languages[phrase, article.id] = article.language
        if others := said[key(phrase) or phrase] - {article.id}:
            found.setdefault((phrase, article.id), set()).update(others)
    words, owners = [phrase for phrase, _ in phrases], [article.id for _, article in phrases]
    few = edge <= MOST_COMPARED
    for one, other in near_to_first(words, owners, edge) if few else near_pairs(words, owners):
        if one < edge:
            (phrase, article), (_, near) = phrases[one], phrases[other]
            found.setdefault((phrase, article.id), set()).add(near.id)
    listed = []
    for (phrase, owner), names in list(found.items())[:MOST_LISTED]:
        language = languages[phrase, owner]
        near_by = [{"id": name, "question": titles.get((name, language)) or any_title[name]} for name in sorted(names)]
        listed.append({"question": phrase, "articles": near_by})
    return listed


def nearer(after: LiveIndex, changed: Sequence[Article]) -> list[dict[str, Any]]:
    """Variants that lie nearer to another article than to the rest of their own; of many only the first are looked at."""
    index = after.whole
    if len(index.ids) < 2:
        return []
    known = {name: at for at, name in enumerate(index.ids)}
    phrases = [(phrase, one) for one in changed if one.id in known for phrase in one.variants][:MOST_COMPARED]
    points = index.points[: len(index.owners)]
    listed: list[dict[str, Any]] = []
    for (phrase, article), point in zip(phrases, after.placed([phrase for phrase, _ in phrases])):
        mine = known[article.id]
        likeness = points @ point
        own = np.flatnonzero(index.owners == mine)
        # The phrase itself stands in the index; it must not speak for its own article.
        rest = [at for at in own if likeness[at] < 0.9999]
        if not rest:
            continue
        others = np.where(index.owners == mine, -1.0, likeness)
        other = int(np.argmax(others))
        if others[other] > max(likeness[at] for at in rest):
            name = index.ids[index.owners[other]]
            near = after.article(name, article.language)
            listed.append(
                {
                    "variant": phrase,
                    "article": article.id,
                    "nearer_to": {
                        "id": name,
                        "question": near.question if near else "",
                        "score": round(float(others[other]), 3),
                    },
                }
            )
            if len(listed) == MOST_LISTED:
                break
    return listed


def _first(answer: Answer) -> str | None:
    return answer.ranking[0].id if answer.ranking else None


def _score(answer: Answer) -> float:
    return answer.ranking[0].score if answer.ranking else 0.0


def _best(answer: Answer) -> dict[str, Any]:
    return {"id": _first(answer), "score": round(_score(answer), 3)}
