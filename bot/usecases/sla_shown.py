"""What the desk sees of the clocks: the one that is due next in a list's line, all of them in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.service_levels import ClockKind
from bot.core.words import BOT

FIRST, RESOLUTION = ClockKind.FIRST.value, ClockKind.RESOLUTION.value


def with_clocks(line: dict[str, Any], clocks: Sequence[Any]) -> dict[str, Any]:
    """The line with `due_at` and `sla` of the clock that is due next; `clocks` are the open ones.

    `sla` is {"clock", "from", "due", "stage": running | warned | breached, "at" (of that stage)} or None. A solution
    counts from its warning on: a day ahead it would say nothing of what to do next. `waits`: all clocks stand still, we
    wait for the customer.
    """
    due = line["due_at"]
    found = [_shown(row) for row in clocks if _counts(row, line["owner"])]
    if due is not None:
        # The first answer's moment stands in the handoff itself, in the commit in which it is given or corrected.
        row = next((one for one in reversed(clocks) if one.kind == FIRST), None)
        stage = _stage(row) if row is not None else {"stage": "running", "at": None}
        found.append({"clock": FIRST, "from": line["asked_at"], "due": due, **stage})
    nearest = min(found, key=lambda one: float(one["due"]), default=None)
    promised = line["promised"]
    if line["owner"] == BOT and nearest is not None:
        promised = {"from": (promised or nearest)["from"], "due": nearest["due"]}
    waits = bool(clocks) and all(row.since is None for row in clocks)
    return {**line, "due_at": nearest["due"] if nearest else due, "sla": nearest, "waits": waits, "promised": promised}


def _counts(row: Any, owner: str) -> bool:
    if row.due_at is None or row.kind == FIRST:
        return False
    return row.kind != RESOLUTION or (owner != BOT and row.warned_at is not None)


def clocks_shown(clocks: Sequence[Any], numbers: dict[int, str]) -> list[dict[str, Any]]:
    """Open clocks for one conversation, what is due next first; `numbers`: ticket numbers by id.

    `due` is None while it stands still, waiting for the customer; `left`: seconds that remain then.
    """
    shown = [
        {
            **_shown(row),
            "waits": row.since is None,
            "left": row.target - row.spent,
            "promised": row.fixed is not None,
            "ticket": numbers.get(row.ticket_id),
        }
        for row in clocks
    ]
    return sorted(shown, key=lambda one: (one["due"] is None, one["due"] or 0.0))


def _shown(row: Any) -> dict[str, Any]:
    return {"clock": row.kind, "from": row.started_at, "due": row.due_at, **_stage(row)}


def _stage(row: Any) -> dict[str, Any]:
    stage = "breached" if row.breached_at else "warned" if row.warned_at else "running"
    return {"stage": stage, "at": row.breached_at or row.warned_at}
