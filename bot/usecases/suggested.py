"""What was suggested to an agent and what they used of it, kept on the message, so that reports can count it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.store import articles
from bot.store.database import Transaction
from bot.usecases.receive import Refused

MOST = 3


def checked(used: object) -> dict[str, Any]:
    """`{"suggested": [ids of articles], "article": the one inserted, or null}`; nothing for None."""
    if used is None:
        return {}
    wrong = Refused("bad_value", "`used` must be an object with `suggested` (at most 3 ids) and `article`.", 400)
    if not isinstance(used, Mapping):
        raise wrong
    suggested, article = used.get("suggested") or [], used.get("article")
    if not isinstance(suggested, list) or len(suggested) > MOST or not all(_is_id(one) for one in suggested):
        raise wrong
    if article is not None and not _is_id(article):
        raise wrong
    return {"suggested": suggested, "article": article}


def kept(tx: Transaction, used: Mapping[str, Any], language: str) -> dict[str, Any]:
    """For the message's `data`. An article that is gone by now holds up no message."""
    found: dict[str, Any] = {}
    if used.get("suggested"):
        found["suggested"] = list(used["suggested"])
    row = articles.get(tx, used["article"], language) if used.get("article") else None
    if row is not None:
        found["article"] = {"id": row.id, "title": row.question}
    return found


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 128
