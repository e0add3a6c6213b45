"""One customer over sessions and channels: former conversations, open tickets, and what leads join or take apart.

Two conversations are one customer's when the shop's own program names the same sender in both, or when a team lead has
looked at both and says so with a reason. A phone number that somebody typed never joins anything. Nothing is moved: what
is joined is a row that can be undone, and each conversation keeps its own messages, tickets and contact.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.core.text import clean
from bot.core.words import BOT, agent_id
from bot.store import conversations, handoffs, lists, people, same_customers, tickets
from bot.store.bell import DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused

# More conversations than this are nobody's reading; it also bounds the work.
MOST = 50
LONGEST_WHY = 500


def customer_of(store: Store, conversation_id: str) -> dict[str, Any]:
    """`others` (this customer's other conversations, the newest first), open `tickets` of these, `links`, contact `changes`."""
    with store.read() as tx:
        _get(tx, conversation_id)
        ids = _whole(tx, [conversation_id])
        others = [one for one in ids if one != conversation_id]
        names = {row.id: row.name for row in people.everyone(tx)}
        found = sorted(_others(tx, others, names), key=lambda one: one["updated_at"], reverse=True)
        return {
            "others": found,
            "tickets": [_ticket(row) for row in same_customers.living_tickets(tx, others)],
            "links": [_link(row) for row in same_customers.links_of(tx, ids, undone=True)],
            "changes": [
                {"field": row.field, "was": row.was, "now": row.now, "by": row.by_name, "at": row.created_at}
                for row in same_customers.contact_changes(tx, conversation_id)
            ],
        }


def side_by_side(store: Store, one: str, other: str) -> dict[str, Any]:
    """Both as they stand, before a lead says that they are one; `same` when they are already."""
    with store.read() as tx:
        return {"both": [_sheet(tx, _get(tx, each)) for each in (one, other)], "same": other in _whole(tx, [one])}


def join(store: Store, bell: Bell, one: str, other: str, lead: Agent, why: object, now: float) -> int:
    """A lead confirms that both are the same person; returns the number under which it can be undone."""
    _leads_only(lead)
    reason = _reason(why)
    if one == other:
        raise Refused("same_conversation", "Choose another conversation: this is the one you are in.", 400)
    with store.begin(durable=True) as tx:
        # In one order, so that two leads who join the same pair from both sides do not wait for each other.
        for each in sorted((one, other)):
            _locked(tx, each)
        if other in _whole(tx, [one]):
            raise Refused("joined_already", "These conversations are one customer's already.")
        link = same_customers.join(tx, one, other, reason, lead.id, now)
        people.record(tx, f"user:{lead.id}", "join_customers", one, now, {"other": other, "link": link, "why": reason})
    bell.ring(DESK, one)
    return link


def split(store: Store, bell: Bell, link_id: int, lead: Agent, why: object, now: float) -> None:
    """What was joined is taken apart; the record of both stays."""
    _leads_only(lead)
    reason = _reason(why)
    with store.begin(durable=True) as tx:
        link = same_customers.get(tx, link_id)
        if link is None:
            raise Refused("unknown_link", "Nobody has joined these customers. Reload the page.", 404)
        if not same_customers.undo(tx, link_id, reason, lead.id, now):
            raise Refused("undone_already", "This has been taken apart already.")
        data = {"other": link.other_id, "link": link_id, "why": reason}
        people.record(tx, f"user:{lead.id}", "split_customers", link.one_id, now, data)
    bell.ring(DESK, link.one_id)


def _whole(tx: Transaction, ids: Collection[str]) -> list[str]:
    """All conversations of the customer of these, found step by step through senders and links."""
    known: dict[str, None] = dict.fromkeys(ids)
    fresh = list(known)
    while fresh and len(known) < MOST:
        rows = conversations.many(tx, fresh).values()
        senders = {row.ext_user for row in rows if row.channel in same_customers.VERIFIED and row.ext_user}
        found = same_customers.of_senders(tx, senders)
        for link in same_customers.links_of(tx, fresh):
            found += [link.one_id, link.other_id]
        fresh = [one for one in dict.fromkeys(found) if one not in known]
        known |= dict.fromkeys(fresh)
    return list(known)[:MOST]


def _others(tx: Transaction, ids: list[str], names: dict[int, str]) -> list[dict[str, Any]]:
    said = lists.last_words(tx, ids)
    return [_former(tx, row, said.get(row.id), names) for row in conversations.many(tx, ids).values()]


def _former(tx: Transaction, row: Any, last: Any, names: dict[int, str]) -> dict[str, Any]:
    """One conversation with why a person was called last and what came of it; `outcome` is None while it goes on."""
    calls = handoffs.past_of(tx, row.id)
    call = calls[0] if calls else None
    return {
        "id": row.id,
        "name": row.name,
        "channel": row.channel,
        "owner": row.owner,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "calls": len(calls),
        "reason": call.reason if call else None,
        "outcome": (call.end_reason if call else "bot_only") if row.owner == BOT else None,
        "end_note": call.end_note if call else None,
        "agent": names.get((call.agent_id if call else None) or agent_id(row.owner) or 0),
        "last_text": last.text if last else "",
    }


def _sheet(tx: Transaction, row: Any) -> dict[str, Any]:
    contact = row.contact or {}
    mine = tickets.of_conversation(tx, row.id)
    said = conversations.last_messages(tx, row.id, 3, authors="customer")
    return {
        "id": row.id,
        "name": row.name,
        "channel": row.channel,
        # Said by the shop's own program; a browser that comes back says nothing of the kind.
        "sender": row.ext_user if row.channel in same_customers.VERIFIED else None,
        "phone": contact.get("phone"),
        "email": contact.get("email"),
        "language": row.language,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "tickets": [one.number for one in mine[:5]],
        "said": [one.text[: lists.LONGEST_LINE] for one in said],
    }


def _ticket(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "conversation": row.conversation_id,
        "kind": row.kind,
        "subject": row.subject,
        "urgency": row.urgency,
        "state": row.state,
        "first_response_due": row.first_response_due,
        "resolution_due": row.resolution_due,
        "created_at": row.created_at,
    }


def _link(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "one": row.one_id,
        "other": row.other_id,
        "why": row.why,
        "by": row.by_name,
        "at": row.created_at,
        "undone": {"by": row.undone_by_name, "why": row.undone_why, "at": row.undone_at} if row.undone_at else None,
    }


def _reason(why: object) -> str:
    if not isinstance(why, str) or not why.strip():
        raise Refused("reason_missing", "Say in a few words how you know: the record keeps it.", 400)
    return clean(why, LONGEST_WHY)


def _leads_only(lead: Agent) -> None:
    if lead.role not in people.LEADS:
        raise Refused("not_allowed", "Only managers and administrators may do this.", 403)


def _get(tx: Transaction, conversation_id: str) -> Any:
    found = conversations.get(tx, conversation_id)
    if found is None:
        raise Refused("unknown_conversation", "There is no such conversation.", 404)
    return found


def _locked(tx: Transaction, conversation_id: str) -> None:
    if conversations.get_locked(tx, conversation_id) is None:
        raise Refused("unknown_conversation", "There is no such conversation.", 404)
