"""The leads' board: who waits, who has whom, how today goes, and the conversations behind every figure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.board import FIGURES, at_risk, belongs, first_response_median, ticket_due
from bot.core.words import Urgency, agent_id, agent_owner
from bot.store import board as rows
from bot.store import conversations, handoffs, lists, people, sla
from bot.store.database import Store
from bot.usecases.desk_lists import line
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import Refused
from bot.usecases.sla_shown import with_clocks
from bot.usecases.supervising import presence_of

# Lines that a list behind a figure shows; `total` tells how many there are.
MOST_LINES = 200
_PRESENCES = ("online", "busy", "away", "offline")


def midnight(rules: DeskRules, now: float) -> float:
    """When today began, by the house's clock."""
    here = datetime.fromtimestamp(now, ZoneInfo(rules.zone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def board(store: Store, rules: DeskRules, now: float) -> dict[str, Any]:
    """`waiting` (lines, most urgent first; counts; the longest wait), `at_risk`, `agents` with what they have, `today`, `tickets`."""
    since = midnight(rules, now)
    with store.read() as tx:
        day = rows.of_day(tx, since)
        queue = [row.conversation_id for row in handoffs.queue(tx)]
        everyone = people.everyone(tx)
        team = [row for row in everyone if row.role in people.ANSWERING and not row.disabled]
        held = {row.id: row for row in lists.held_by(tx, [row.id for row in team])}
        known = {**conversations.many(tx, queue), **held}
        open_handoffs = handoffs.open_of_many(tx, list(known))
        said = lists.last_words(tx, list(known)) | lists.last_words(tx, queue, typed=True)
        clocks = sla.open_of_many(tx, list(known))
        living = [(row, _due(row)) for row in rows.living_tickets(tx)]
    names = {row.id: row.name for row in everyone}
    lines = {
        one: with_clocks(line(row, open_handoffs.get(one), said.get(one), names), clocks.get(one, ()))
        for one, row in known.items()
    }
    # Between two questions somebody may have left the queue.
    waiting = [lines[one] for one in queue if one in open_handoffs]
    risky = sorted((one for one in lines.values() if at_risk(one["due_at"], now)), key=lambda one: float(one["due_at"]))
    overdue = [row for row, due in living if due is not None and due < now]
    return {
        "waiting": waiting,
        "by_urgency": {level.value: sum(one["urgency"] == level.value for one in waiting) for level in Urgency},
        "longest": min(waiting, key=lambda one: one["asked_at"])["id"] if waiting else None,
        "at_risk": risky,
        "agents": [
            {
                "id": row.id,
                "name": row.name,
                "presence": presence_of(row, now),
                "held": [lines[one] for one in held if held[one].owner == agent_owner(row.id)],
            }
            for row in sorted(team, key=lambda row: (_PRESENCES.index(presence_of(row, now)), row.name))
        ],
        "today": {
            "since": since,
            **{name: sum(belongs(name, row, since, now) for row in day) for name in FIGURES},
            "first_response": first_response_median(day, since),
        },
        "tickets": {"open": len(living), "overdue": len(overdue)},
        "now": now,
    }


def behind(store: Store, rules: DeskRules, figure: str, now: float) -> dict[str, Any]:
    """The conversations that a figure of today, or of the tickets, counts: the newest calls, or the nearest deadlines."""
    since = midnight(rules, now)
    with store.read() as tx:
        names = {row.id: row.name for row in people.everyone(tx)}
        if figure in FIGURES:
            day = [row for row in rows.of_day(tx, since) if belongs(figure, row, since, now)]
            found = [_call(row, names) for row in day]
        elif figure in ("tickets_open", "tickets_overdue"):
            living = [(row, _due(row)) for row in rows.living_tickets(tx)]
            late = figure == "tickets_overdue"
            chosen = [(row, due) for row, due in living if not late or (due is not None and due < now)]
            chosen.sort(key=lambda one: lists.NEVER if one[1] is None else one[1])
            found = [_ticket(row, due, names) for row, due in chosen]
        else:
            raise Refused("unknown_figure", "There is no such figure on the board. Reload the page.", 404)
    return {"figure": figure, "lines": found[:MOST_LINES], "total": len(found), "now": now}


def _due(row: Any) -> float | None:
    return ticket_due(row.state, row.first_response_due, row.resolution_due, row.first_reply_at is not None)


def _call(row: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.conversation_id,
        "name": row.name,
        "owner": row.owner,
        "agent": names.get(row.agent_id),
        "asked_at": row.asked_at,
        "first_reply_at": row.first_reply_at,
        "end_reason": row.end_reason,
    }


def _ticket(row: Any, due: float | None, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.conversation_id,
        "name": row.name,
        "owner": row.owner,
        "agent": names.get(agent_id(row.owner) or 0),
        "number": row.number,
        "subject": row.subject,
        "urgency": row.urgency,
        "state": row.state,
        "due": due,
    }
