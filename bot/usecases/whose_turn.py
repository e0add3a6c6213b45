"""Whose word is waited for while an agent has a conversation: sets the deadlines of one side, takes away the other's."""

from __future__ import annotations

from bot.core.deadlines import Deadline, Patience, gone_at, while_agent_owes, while_customer_owes
from bot.store import people, timers
from bot.store.database import Transaction


def agent_owes(
    tx: Transaction, patience: Patience, conversation_id: str, handoff_id: int, agent: int, now: float
) -> None:
    """The agent has just taken it: the customer waits for a first word, and the agent has to stay at the desk."""
    row = people.get(tx, agent)
    # Taking it was a sign of life, also from a program without an open desk.
    seen_at = max(now, row.seen_at if row is not None else 0.0)
    wanted = {**while_agent_owes(patience, now), Deadline.AGENT_GONE: gone_at(patience, seen_at)}
    timers.replace(tx, conversation_id, handoff_id, wanted)


def agent_owes_again(tx: Transaction, patience: Patience, conversation_id: str, handoff_id: int, now: float) -> None:
    """The customer wrote. Only the first unanswered word starts the clock: who writes more must not wait longer."""
    if not timers.waits(tx, Deadline.AGENT_SILENT, handoff_id):
        wanted = while_agent_owes(patience, now)
        timers.replace(tx, conversation_id, handoff_id, wanted, keep=[Deadline.AGENT_GONE])


def customer_owes(tx: Transaction, patience: Patience, conversation_id: str, handoff_id: int, now: float) -> None:
    """The agent wrote: each word starts the customer's clock again."""
    wanted = while_customer_owes(patience, now)
    timers.replace(tx, conversation_id, handoff_id, wanted, keep=[Deadline.AGENT_GONE])
