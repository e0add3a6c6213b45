"""One step of the table in `bot/core/life.py`, inside the transaction of the verb that takes it.

Owner and epoch, the end or the return of the handoff and its deadlines change together here and nowhere else.
"""

from __future__ import annotations

from typing import Any

from bot.core.life import Event, State, state_of, step
from bot.core.words import BOT, QUEUE, Urgency, agent_id, agent_owner
from bot.store import conversations, handoffs, inbox, offers, profiles, tickets, timers
from bot.store.database import Transaction
from bot.store.offers import Outcome
from bot.usecases.recap import keep_recap


def change_hands(
    tx: Transaction,
    conversation: Any,
    event: Event,
    now: float,
    *,
    agent: int | None = None,
    receiver: int | None = None,
    inbox_id: int | None = None,
    same: bool = False,
    lead: bool = False,
    note: str = "",
) -> bool:
    """Take the step; False, and nothing has changed, when the table has none from here.

    `agent` claims, releases, resolves or passes it on; `receiver` is who then has it; `inbox_id` is the open row that
    called the person and may finish its turn; `same` says that the agent of before is there, `lead` that a team lead
    orders the step. The conversation is locked by the caller.
    """
    handoff = handoffs.open_of(tx, conversation.id)
    before = state_of(conversation.owner)
    taken = step(
        before,
        event,
        is_holder=agent is not None and conversation.owner == agent_owner(agent),
        danger=handoff is not None and handoff.urgency == Urgency.CRITICAL.value,
        same=same,
        lead=lead,
    )
    if taken is None:
        return False
    owner = {State.BOT: BOT, State.QUEUED: QUEUE}.get(taken.to) or agent_owner(receiver or agent or 0)
    if not conversations.change_owner(tx, conversation.id, [conversation.owner], conversation.epoch, owner, now):
        return False
    if taken.to is not State.BOT:
        inbox.hand_to_people(tx, conversation.id, but=inbox_id)
    if taken.to is State.ASSIGNED and agent is not None:
        profiles.put_agent(tx, agent, assigned_at=now)
    if conversation.resumes is not None:
        matter_goes_on(tx, conversation, now)
    if taken.to is State.BOT:
        # The engine starts a short clean session before its next turn; the slots stay.
        conversations.update(tx, conversation.id, fresh_session=True)
    if handoff is not None:
        timers.replace(tx, conversation.id, handoff.id, {})
        asked = offers.open_of(tx, handoff.id)
        if asked is not None:
            taken_up = taken.to is State.ASSIGNED and asked.agent_id == agent
            offers.end(tx, handoff.id, Outcome.TAKEN if taken_up else Outcome.WITHDRAWN, now)
        if taken.ends is not None:
            handoffs.update(
                tx, handoff.id, ended_at=now, end_reason=taken.ends.value, end_note=note or None, alert=None
            )
            keep_recap(tx, handoff.id)
        if taken.returns is not None:
            handoffs.update(
                tx,
                handoff.id,
                agent_id=None,
                former_agent_id=agent_id(conversation.owner),
                returned_at=now,
                return_reason=taken.returns.value,
                alert=None,
                # Who never wrote has not really taken it.
                **({} if handoff.first_reply_at else {"accepted_at": None}),
            )
    return True


def matter_goes_on(tx: Transaction, conversation: Any, now: float) -> None:
    """Something happened after the customer's silence: nothing is left to resume, and the ticket waits for people again."""
    conversations.update(tx, conversation.id, resumes=None)
    ticket = tickets.of_handoff(tx, conversation.resumes)
    if ticket is not None and ticket.state == "pending":
        tickets.update(tx, ticket.id, now, state="open")
