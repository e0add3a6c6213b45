"""Tickets: opened once per key, looked up by number or conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.promises import promise
from bot.core.words import Nature, TicketKind, Urgency
from bot.store import conversations, tickets
from bot.store.bell import DESK, WORK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.desk_settings import DeskRules, moment
from bot.usecases.service_levels import service_levels
from bot.usecases.sla import begin_clocks


def ticket_in(
    tx: Transaction,
    rules: DeskRules,
    conversation: Any,
    key: str,
    kind: TicketKind,
    subject: str,
    body: str,
    fields: Mapping[str, Any],
    urgency: Urgency,
    nature: Nature,
    now: float,
    handoff_id: int | None = None,
    live: bool = False,
) -> Any:
    """The ticket with this key, made now if there is none; with its deadlines."""
    known = tickets.by_key(tx, key)
    if known is not None:
        return known
    levels = service_levels(tx)
    due = promise(urgency, nature, moment(now), rules.hours, live, levels, rules.clocks)
    made = tickets.add(
        tx,
        {
            "key": key,
            "conversation_id": conversation.id,
            "handoff_id": handoff_id,
            "kind": kind.value,
            "subject": subject[:255],
            "body": body,
            "fields": dict(fields),
            "language": conversation.language,
            "urgency": urgency.value,
            "nature": nature.value,
            "first_response_due": due.first_response.timestamp(),
            "resolution_due": due.resolution.timestamp(),
        },
        rules.ticket_desk,
        now,
    )
    begin_clocks(tx, rules, levels, conversation, made)
    return made


def open_ticket(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    key: str,
    kind: TicketKind,
    subject: str,
    body: str,
    fields: Mapping[str, Any],
    urgency: Urgency,
    nature: Nature,
    now: float,
) -> Any:
    """A ticket for a request the bot took down; the same key gives the same ticket."""
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise LookupError(f"no conversation {conversation_id}")
        made = ticket_in(tx, rules, conversation, key, kind, subject, body, fields, urgency, nature, now)
        contact = {name: fields[name] for name in ("phone", "email") if fields.get(name)}
        values: dict[str, Any] = {}
        if contact:
            values["contact"] = {**(conversation.contact or {}), **contact}
        if fields.get("name"):
            values["name"] = str(fields["name"])[:128]
        if values:
            conversations.update(tx, conversation_id, **values)
    bell.ring(WORK)
    bell.ring(DESK, conversation_id)
    return made


def find_ticket(store: Store, conversation_id: str, number: str | None) -> Any | None:
    """The ticket with this number if it belongs to this customer, or the customer's newest one.

    A number from somewhere else is "not found": what is not yours does not exist.
    """
    with store.read() as tx:
        if number is None:
            mine = tickets.of_conversation(tx, conversation_id)
            return mine[0] if mine else None
        found = tickets.by_number(tx, number)
        if found is None:
            return None
        return found if found.conversation_id == conversation_id else None
