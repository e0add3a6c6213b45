"""The gate before a publish: what customers would be told differently, asked before it happens.

A question that must be answered by an article, was, and would not be any more, blocks. The rest is shown.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.knowledge.article import Article
from bot.knowledge.duplicates import near_pairs
from bot.knowledge.encoder import encode_one
from bot.knowledge.index import T_ANSWER, Answer
from bot.knowledge.live import LiveIndex
from bot.knowledge.normal import key

MOST_LISTED = 50


@dataclass(frozen=True)
class MustAnswer:
    """A regression question, and the article that has to come first."""

    question: str
    article_id: str


def ask_before_publishing(
    before: LiveIndex, after: LiveIndex, changed: Article, must: Sequence[MustAnswer], asked: Sequence[str]
) -> dict[str, Any]:
    """`must` block when they newly fail (`still`: this article's that fail now too); `asked` are customers' own questions of late, for which changes are shown."""
    began = time.monotonic()
    failing: list[dict[str, Any]] = []
    still: list[dict[str, Any]] = []
    weaker: list[dict[str, Any]] = []
    passed = 0
    for one in must:
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
            elif one.article_id == changed.id:
                still.append(line)
    moved = []
    known = {key(one.question) for one in must}
    for text in asked:
        if key(text) in known:
            continue
        old, new = before.ask(text), after.ask(text)
        if (_first(old), old.status == "answer") != (_first(new), new.status == "answer"):
            moved.append({"question": text, "before": _best(old), "after": _best(new)})
    return {
        "asked": len(must) + len(asked),
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


def conflicts(articles: Sequence[Article], changed: Article) -> list[dict[str, Any]]:
    """Phrases of this article that another one says too, or nearly."""
    phrases = [*changed.phrases]
    owners = [changed.id] * len(phrases)
    for article in articles:
        if article.id != changed.id:
            phrases += article.phrases
            owners += [article.id] * len(article.phrases)
    # In the editor's language where there is one.
    titles = {article.id: article.question for article in articles}
    titles |= {article.id: article.question for article in articles if article.language == changed.language}
    mine = {key(phrase): phrase for phrase in changed.phrases}
    found: dict[str, set[str]] = {}
    for phrase, owner in zip(phrases[len(changed.phrases) :], owners[len(changed.phrases) :]):
        if key(phrase) in mine:
            found.setdefault(mine[key(phrase)], set()).add(owner)
    for one, other in near_pairs(phrases, owners):
        if one < len(changed.phrases):
            found.setdefault(phrases[one], set()).add(owners[other])
    return [
        {"question": phrase, "articles": [{"id": name, "question": titles.get(name, "")} for name in sorted(names)]}
        for phrase, names in list(found.items())[:MOST_LISTED]
    ]


def nearer(after: LiveIndex, changed: Article) -> list[dict[str, Any]]:
    """Variants that lie nearer to another article than to the rest of their own."""
    index = after.whole
    if changed.id not in index.ids or len(index.ids) < 2:
        return []
    mine = index.ids.index(changed.id)
    own = np.flatnonzero(index.owners == mine)
    points = index.points[: len(index.owners)]
    listed = []
    for phrase in changed.variants:
        likeness = points @ index.space.place(encode_one(phrase, index.encoder))[0]
        # The phrase itself stands in the index; it must not speak for its own article.
        rest = [at for at in own if likeness[at] < 0.9999]
        if not rest:
            continue
        others = np.where(index.owners == mine, -1.0, likeness)
        other = int(np.argmax(others))
        if others[other] > max(likeness[at] for at in rest):
            name = index.ids[index.owners[other]]
            article = after.article(name, changed.language)
            listed.append(
                {
                    "variant": phrase,
                    "article": changed.id,
                    "nearer_to": {
                        "id": name,
                        "question": article.question if article else "",
                        "score": round(float(others[other]), 3),
                    },
                }
            )
    return listed[:MOST_LISTED]


def _first(answer: Answer) -> str | None:
    return answer.ranking[0].id if answer.ranking else None


def _score(answer: Answer) -> float:
    return answer.ranking[0].score if answer.ranking else 0.0


def _best(answer: Answer) -> dict[str, Any]:
    return {"id": _first(answer), "score": round(_score(answer), 3)}
