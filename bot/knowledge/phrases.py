"""The phrases of articles as the rows of an index: sorted, each said once by an article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.knowledge.article import Article
from bot.knowledge.normal import key


class Phrase(NamedTuple):
    """`key` is what the phrase is compared by (`normal.key`); the phrase itself where nothing would be left."""

    id: str
    key: str
    text: str


def phrases_of(articles: Iterable[Article]) -> list[Phrase]:
    """Those of the published ones; both languages of an id are one class, so they stand together."""
    seen: dict[tuple[str, str], str] = {}
    for article in articles:
        if article.status == "published":
            for phrase in article.phrases:
                seen.setdefault((article.id, key(phrase) or phrase), phrase)
    return sorted(Phrase(name, said, text) for (name, said), text in seen.items())
