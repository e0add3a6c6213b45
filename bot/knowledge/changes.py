"""What an import would change: the articles that are here beside those that would come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from bot.knowledge.article import Article

# Where it was read is no part of it, and its id and language say which one it is.
_COMPARED = tuple(one.name for one in fields(Article) if one.name not in ("id", "language", "source"))


@dataclass(frozen=True)
class Change:
    """A new article has no `old`; otherwise `fields` are those that differ, none when it stays as it is."""

    new: Article
    old: Article | None
    fields: tuple[str, ...] = ()


def changes(here: Iterable[Article], coming: Sequence[Article]) -> list[Change]:
    """One for each coming article, in their order."""
    known = {(article.id, article.language): article for article in here}
    found = []
    for new in coming:
        old = known.get((new.id, new.language))
        differ = () if old is None else tuple(n for n in _COMPARED if getattr(old, n) != getattr(new, n))
        found.append(Change(new, old, differ))
    return found
