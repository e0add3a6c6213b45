"""Which articles earn their keep: shown, helped, followed by a call for a person, never used, running out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.store import article_use as rows
from bot.store.database import Store

DAY = 86400.0
# A person called so long after an article was shown was called in spite of it.
IN_SPITE_OF = 30 * 60.0
NEVER_DAYS = 90
SOON_DAYS = 14
_NOTHING = {"shown": 0, "helped": 0, "not_helped": 0, "handoffs": 0, "last_used": None}


def use_of_articles(store: Store, days: float, now: float) -> dict[str, Any]:
    """What became of each article that was shown or judged in the last `days`, the most shown first.

    `never`: published and not shown for 90 days, whatever `days` is; `expired`, `expiring`: by `valid_until`.
    """
    since = now - days * DAY
    with store.read() as tx:
        shown = rows.shown(tx, min(since, now - NEVER_DAYS * DAY), since)
        verdicts = rows.verdicts(tx, since)
        handoffs = rows.handoffs_after(tx, since, IN_SPITE_OF)
        published = rows.published(tx)
    use: dict[str, dict[str, Any]] = {}
    for row in shown:
        if row.times:
            use[row.article_id] = {**_NOTHING, "id": row.article_id, "shown": row.times, "last_used": row.last_used}
    for row in verdicts:
        mine = use.setdefault(row.article_id, {**_NOTHING, "id": row.article_id})
        mine["helped" if row.helped else "not_helped"] += row.times
    for name, times in handoffs.items():
        use[name]["handoffs"] = times
    used = {row.article_id for row in shown if row.last_used >= now - NEVER_DAYS * DAY}
    ends = [row for row in published if row.valid_until is not None]
    return {
        "articles": sorted(use.values(), key=lambda one: (-one["shown"], one["id"])),
        "never": sorted({row.id for row in published} - used),
        "expired": [_ending(row) for row in ends if row.valid_until <= now],
        "expiring": [_ending(row) for row in ends if now < row.valid_until <= now + SOON_DAYS * DAY],
    }


def _ending(row: Any) -> Mapping[str, Any]:
    return {"id": row.id, "language": row.language, "question": row.question, "valid_until": row.valid_until}
