"""What customers and agents see: the messages after N, and where the conversation stands."""

from __future__ import annotations

from typing import Any

from bot.core.routing import Matter
from bot.core.words import QUEUE, agent_id
from bot.store import conversations, handoffs, people, proposals, seen, sla, tickets
from bot.store.database import Store, Transaction
from bot.usecases.candidates import matters
from bot.usecases.customer_standing import standing_of
from bot.usecases.desk_settings import DeskRules
from bot.usecases.place_in_queue import place_in_queue
from bot.usecases.receive import Refused
from bot.usecases.sla_shown import clocks_shown
from bot.usecases.who_is_there import staff_for


def messages_for_customer(store: Store, conversation_id: str, after: int, limit: int = 200) -> list[dict[str, Any]]:
    with store.read() as tx:
        return [customer_message(row) for row in conversations.messages_after(tx, conversation_id, after, False, limit)]


def customer_message(row: Any) -> dict[str, Any]:
    """One message as customers may see it: `author` is customer, bot, agent or system; no ids of people."""
    data = row.data or {}
    shown: dict[str, Any] = {
        "seq": row.seq,
        "author": "agent" if agent_id(row.author) is not None else row.author,
        "kind": row.kind,
        "text": row.text,
        "at": row.created_at,
    }
    if agent_id(row.author) is not None:
        shown["agent"] = data.get("agent")
    if row.author == "customer":
        shown["client_id"] = row.client_id
    if row.buttons:
        shown["buttons"] = [{"id": one["id"], "title": one["title"]} for one in row.buttons]
    if row.kind == "event":
        shown["event"] = data.get("event")
        if data.get("ticket"):
            shown["ticket"] = data["ticket"]
    if data.get("safety"):
        shown["safety"] = True
    return shown


def conversation_of(store: Store, channel: str, ext_user: str) -> str | None:
    """The id of the conversation of a channel's user, None when that user has not written yet."""
    with store.read() as tx:
        found = conversations.by_external_user(tx, channel, ext_user)
        return str(found.id) if found is not None else None


def people_are_online(store: Store, now: float) -> bool:
    with store.read() as tx:
        return bool(people.online(tx, now))


def desk_now(store: Store, rules: DeskRules, now: float) -> dict[str, Any]:
    """What a customer may know of the desk before saying anything."""
    with store.read() as tx:
        return desk_state(tx, rules, now)


def desk_state(tx: Transaction, rules: DeskRules, now: float, matter: Matter | None = None) -> dict[str, Any]:
    """Open or why not (`closed`), today's periods, whether somebody is there (for this matter), and whether all of these are busy."""
    staff = staff_for(tx, rules, now, matter)
    closed = rules.closing(now)
    return {
        "open": closed is None,
        "closed": closed.as_dict() if closed else None,
        "next_opening": closed.opens.timestamp() if closed and closed.opens else None,
        "today": rules.today(now),
        "people_online": staff.somebody,
        "all_busy": staff.all_busy,
    }


def customer_state(store: Store, rules: DeskRules, conversation_id: str, now: float) -> dict[str, Any]:
    """Where the customer stands: owner bot | queue | agent, place and wait, ticket, opening hours."""
    with store.read() as tx:
        conversation = conversations.get(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        handoff = handoffs.open_of(tx, conversation_id) if conversation.owner == QUEUE else None
        matter = matters(tx, [handoff], now)[handoff.id] if handoff is not None else Matter(conversation.language)
        state: dict[str, Any] = {
            "owner": "agent" if agent_id(conversation.owner) is not None else conversation.owner,
            "language": conversation.language,
            "last_seq": conversation.next_seq - 1,
            **desk_state(tx, rules, now, matter),
        }
        number = agent_id(conversation.owner)
        if number is not None:
            agent = people.get(tx, number)
            state["agent"] = agent.name if agent else None
        if handoff is not None:
            place = place_in_queue(tx, rules, handoff, now, matter)
            state["position"] = place.position
            state["wait"] = place.wait
            state["ticket"] = place.ticket
            state["emergency"] = place.emergency
        return state


def desk_conversation(store: Store, conversation_id: str, now: float, me: int | None = None) -> dict[str, Any]:
    """One conversation for the desk (of user `me`): facts, packet, tickets, former handoffs. Messages come separately."""
    with store.read() as tx:
        conversation = conversations.get(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        handoff = handoffs.open_of(tx, conversation_id)
        holder = agent_id(conversation.owner)
        agent = people.get(tx, holder) if holder is not None else None
        return {
            "id": conversation_id,
            "channel": conversation.channel,
            "owner": conversation.owner,
            "holder": agent.name if agent else None,
            "epoch": conversation.epoch,
            "seen": seen.up_to(tx, me, conversation_id) if me is not None else 0,
            "language": conversation.language,
            "name": conversation.name,
            "contact": conversation.contact or {},
            "page": conversation.page,
            "urgency": conversation.urgency,
            "nature": conversation.nature,
            "complexity": conversation.complexity,
            "triage": conversation.triage,
            "created_at": conversation.created_at,
            "handoff": _handoff(tx, handoff) if handoff is not None else None,
            "past": [_handoff(tx, row) for row in handoffs.past_of(tx, conversation_id) if row.ended_at is not None][
                :10
            ],
            "tickets": [ticket_view(row) for row in tickets.of_conversation(tx, conversation_id)],
            **standing_of(tx, conversation_id),
            "clocks": _clocks(tx, conversation_id),
            "now": now,
        }


def _clocks(tx: Transaction, conversation_id: str) -> list[dict[str, Any]]:
    numbers = {row.id: row.number for row in tickets.of_conversation(tx, conversation_id)}
    return clocks_shown(sla.open_of_many(tx, [conversation_id]).get(conversation_id, []), numbers)


def messages_for_desk(store: Store, conversation_id: str, after: int, limit: int = 500) -> list[dict[str, Any]]:
    """Messages with notes, authors' ids, and what was understood of each."""
    with store.read() as tx:
        rows = conversations.messages_after(tx, conversation_id, after, True, limit)
        if not rows and conversations.get(tx, conversation_id) is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        proposed = {one.seq: one for one in proposals.of_conversation(tx, conversation_id)}
        return [desk_message(row, proposed.get(row.seq)) for row in rows]


def desk_message(row: Any, proposed: Any = None) -> dict[str, Any]:
    data = row.data or {}
    return {
        "seq": row.seq,
        "author": row.author,
        "kind": row.kind,
        "text": row.text,
        "buttons": [{"title": one["title"]} for one in row.buttons or ()],
        "agent": data.get("agent"),
        "event": data.get("event"),
        # Of a note: who is named with an @.
        "mentions": data.get("mentions", []),
        # Of a transfer: who passed it on to `agent`.
        "from": data.get("from"),
        "changes": data.get("changes"),
        "article": data.get("article"),
        # What an agent was offered before this reply; `article` is what they used of it.
        "suggested": data.get("suggested", []),
        "safety": bool(data.get("safety")),
        "client_id": row.client_id,
        "triage": (row.analysis or {}).get("triage"),
        # The article that this reply was proposed for last.
        "proposed": {"id": proposed.article_id, "language": proposed.language} if proposed is not None else None,
        "at": row.created_at,
    }


def _handoff(tx: Transaction, row: Any) -> dict[str, Any]:
    ticket = tickets.of_handoff(tx, row.id)
    agent = people.get(tx, row.agent_id) if row.agent_id else None
    former = people.get(tx, row.former_agent_id) if row.former_agent_id else None
    return {
        "id": row.id,
        "reason": row.reason,
        "urgency": row.urgency,
        "nature": row.nature,
        "complexity": row.complexity,
        "packet": row.packet,
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "accepted_at": row.accepted_at,
        "first_reply_at": row.first_reply_at,
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
        "end_note": row.end_note,
        "recap": row.recap,
        "outcome": row.outcome,
        "cause": row.cause,
        "outcome_by": _name(tx, row.outcome_by),
        "outcome_at": row.outcome_at,
        "follow_up": {"at": row.follow_up_at, "why": row.follow_up_note} if row.follow_up_at is not None else None,
        "promised_at": row.promised_at,
        "return_reason": row.return_reason,
        "former_agent": former.name if former else None,
        "agent": agent.name if agent else None,
        "ticket": ticket.number if ticket else None,
    }


def _name(tx: Transaction, user_id: int | None) -> str | None:
    user = people.get(tx, user_id) if user_id else None
    return user.name if user else None


def ticket_view(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "subject": row.subject,
        "fields": row.fields,
        "urgency": row.urgency,
        "nature": row.nature,
        "state": row.state,
        "confirmation": row.confirmation,
        "confirmed_at": row.confirmed_at,
        "reopened": row.reopened,
        "first_response_due": row.first_response_due,
        "resolution_due": row.resolution_due,
        "created_at": row.created_at,
    }
