"""Keeps with each ended handoff what came of it, for the next agent and for the bot's greeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core.handback import Ending, about, recap
from bot.core.words import EndReason, agent_owner
from bot.store import conversations, handoffs, people, tickets
from bot.store.database import Store, Transaction

# Of more than these an agent has no use at the first look; the customer pane lists the others.
MOST_TOLD = 3
# So long a matter counts as the last one when the customer says hello.
REMEMBERED = 7 * 86400


@dataclass(frozen=True)
class LastMatter:
    """`settled`: people said that it is done and the customer has not said otherwise."""

    about: str
    settled: bool
    agent: str | None
    ticket: str | None


def keep_recap(tx: Transaction, handoff_id: int) -> None:
    """Written anew from the row as it is now: after the end, a correction or the customer's answer."""
    row = handoffs.get(tx, handoff_id)
    if row is None or row.end_reason is None:
        return
    ticket = tickets.of_handoff(tx, row.id)
    agent = people.get(tx, row.agent_id) if row.agent_id else None
    end = Ending(
        row.end_reason,
        row.nature,
        agent=agent.name if agent else None,
        ticket=ticket.number if ticket else None,
        done=row.end_note or "",
        last_reply=_last_reply(tx, row),
        confirmation=ticket.confirmation if ticket else None,
        reopened=ticket.reopened if ticket else 0,
        outcome=row.outcome if row.end_reason == EndReason.RESOLVED.value else None,
        cause=row.cause if row.end_reason == EndReason.RESOLVED.value else None,
    )
    handoffs.update(tx, row.id, recap=recap(row.packet, end))


def _last_reply(tx: Transaction, row: Any) -> str:
    if row.agent_id is None:
        return ""
    said = conversations.last_messages(tx, row.conversation_id, 5, authors=agent_owner(row.agent_id))
    return next((one.text for one in reversed(said) if one.kind == "text" and one.created_at >= row.asked_at), "")


def told_before(tx: Transaction, conversation_id: str) -> list[dict[str, Any]]:
    """What came of the last calls, the newest first: {"zh", "en", "at"}."""
    ended = [row for row in handoffs.past_of(tx, conversation_id) if row.recap and row.ended_at is not None]
    return [{**row.recap, "at": row.ended_at} for row in ended[:MOST_TOLD]]


def last_matter(store: Store, conversation_id: str, now: float) -> LastMatter | None:
    """What people last had of this customer, None when it is long ago or nobody knows what it was about."""
    with store.read() as tx:
        row = next(iter(handoffs.past_of(tx, conversation_id)), None)
        if row is None or row.ended_at is None or now - row.ended_at > REMEMBERED:
            return None
        if row.end_reason == EndReason.CUSTOMER_CANCELLED.value or not about(row.packet):
            return None
        ticket = tickets.of_handoff(tx, row.id)
        agent = people.get(tx, row.agent_id) if row.agent_id else None
        settled = row.end_reason == EndReason.RESOLVED.value and (
            ticket is None or ticket.state in ("solved", "closed")
        )
        return LastMatter(about(row.packet), settled, agent.name if agent else None, ticket.number if ticket else None)
