"""One conversation with everything that belongs to it, for whoever has it and for team leads. Recorded in the audit trail."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.masking import masked
from bot.core.words import agent_id
from bot.store import conversations, handoffs, people, tickets
from bot.store.database import Store, Transaction
from bot.usecases.desk import Agent
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import Refused

PAGE = 500
_TICKET = re.compile(r"T-[0-9]{5,9}")
# Keys whose values are codes and times, never anybody's own words.
_PLAIN = frozenset(
    (
        "id", "at", "kind", "author", "state", "urgency", "nature", "complexity", "reason", "channel",
        "language", "event", "article", "asked_at", "accepted_at", "first_reply_at", "ended_at", "due_at", "end_reason",
        "return_reason", "first_response_due", "resolution_due", "created_at", "solved_at", "exported_at", "time_zone",
        "exported_by", "agent", "seq", "level", "label",
    )
)  # fmt: skip


def export_conversation(
    store: Store, rules: DeskRules, conversation_id: str, agent: Agent, notes: bool, mask: bool, now: float
) -> dict[str, Any]:
    """Everything as plain values; times as ISO texts in the house's zone.

    With `notes` the desk's notes too (never what leads whispered); with `mask` phone numbers, addresses, names and the
    like give way to words such as [phone].
    """
    with store.begin() as tx:
        row = conversations.get(tx, conversation_id)
        if row is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if agent.role not in people.LEADS and row.owner != agent.owner:
            raise Refused("not_yours", "Only who has this conversation, or a manager, may export it.", 403)
        names = {one.id: one.name for one in people.everyone(tx)}
        zone = ZoneInfo(rules.zone)
        found = {
            "exported_at": _time(now, zone),
            "exported_by": agent.name,
            "time_zone": rules.zone,
            "masked": mask,
            "conversation": {
                "id": row.id,
                "channel": row.channel,
                "language": row.language,
                "name": row.name,
                "contact": row.contact or {},
                "page": row.page,
                "urgency": row.urgency,
                "nature": row.nature,
                "complexity": row.complexity,
                "created_at": _time(row.created_at, zone),
            },
            "messages": [_message(one, zone) for one in _messages(tx, conversation_id, notes)],
            "handoffs": [_handoff(one, names, zone) for one in reversed(handoffs.past_of(tx, conversation_id))],
            "tickets": [
                _ticket(tx, one, notes, zone) for one in reversed(tickets.of_conversation(tx, conversation_id))
            ],
        }
        data = {"notes": notes, "masked": mask}
        people.record(tx, f"user:{agent.id}", "export_conversation", conversation_id, now, data)
    return without_contacts(found) if mask else found


def without_contacts(found: dict[str, Any]) -> dict[str, Any]:
    """The export without what tells who the customer is: what masking finds, and what is known of this one."""
    about = found["conversation"]
    own = [about["name"], *about["contact"].values()]
    # The longest first, so that no part of one stays behind.
    secrets = sorted((one for one in own if isinstance(one, str) and len(one) > 1), key=len, reverse=True)

    def hidden(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: hidden(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [hidden(one, key) for one in value]
        # A ticket's number by itself is the house's own; masking would take it for the customer's.
        if not isinstance(value, str) or key in _PLAIN or _TICKET.fullmatch(value):
            return value
        for secret in secrets:
            value = value.replace(secret, "***")
        return masked(value)

    shown: dict[str, Any] = hidden(found)
    shown["conversation"]["name"] = "***" if about["name"] else None
    shown["conversation"]["contact"] = {name: "***" for name in about["contact"]}
    return shown


def _messages(tx: Transaction, conversation_id: str, notes: bool) -> list[Any]:
    found: list[Any] = []
    while True:
        after = found[-1].seq if found else 0
        part = conversations.messages_after(tx, conversation_id, after, notes, PAGE)
        found += part
        if len(part) < PAGE:
            return found


def _message(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    data = row.data or {}
    triage = (row.analysis or {}).get("triage")
    return {
        "seq": row.seq,
        "at": _time(row.created_at, zone),
        "author": "agent" if agent_id(row.author) is not None else row.author,
        "agent": data.get("agent"),
        "kind": row.kind,
        "event": data.get("event"),
        "text": row.text,
        "buttons": [one["title"] for one in row.buttons or ()],
        "article": (data.get("article") or {}).get("id")
        if isinstance(data.get("article"), dict)
        else data.get("article"),
        "triage": triage,
    }


def _handoff(row: Any, names: dict[int, str], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": row.id,
        "reason": row.reason,
        "urgency": row.urgency,
        "nature": row.nature,
        "complexity": row.complexity,
        **{
            name: _time(getattr(row, name), zone)
            for name in ("asked_at", "due_at", "accepted_at", "first_reply_at", "ended_at")
        },
        "agent": names.get(row.agent_id or 0),
        "end_reason": row.end_reason,
        "end_note": row.end_note,
        "return_reason": row.return_reason,
        "packet": row.packet,
    }


def _ticket(tx: Transaction, row: Any, notes: bool, zone: ZoneInfo) -> dict[str, Any]:
    times = ("created_at", "first_response_due", "resolution_due", "solved_at")
    return {
        "number": row.number,
        "kind": row.kind,
        "subject": row.subject,
        "body": row.body,
        "fields": row.fields,
        "urgency": row.urgency,
        "nature": row.nature,
        "state": row.state,
        **{name: _time(getattr(row, name), zone) for name in times},
        "notes": tickets.notes(tx, row.id) if notes else [],
    }


def _time(at: float | None, zone: ZoneInfo) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")
