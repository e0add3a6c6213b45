"""The customer spoke: the agent's clock starts, or a talk that silence had ended goes on, inside T1."""

from __future__ import annotations

from typing import Any

from bot.core.deadlines import Patience, may_resume
from bot.core.life import Event
from bot.core.notices import notice
from bot.core.words import BOT, Alert, agent_id, agent_owner
from bot.store import conversations, handoffs, people
from bot.store.database import Transaction
from bot.usecases.change_hands import change_hands, matter_goes_on
from bot.usecases.whose_turn import agent_owes, agent_owes_again


def customer_spoke(tx: Transaction, patience: Patience, conversation: Any, now: float) -> str:
    """Who has the conversation after the word, which is stored already; `conversation` is the locked row from before it."""
    if agent_id(conversation.owner) is not None:
        handoff = handoffs.open_of(tx, conversation.id)
        if handoff is not None:
            agent_owes_again(tx, patience, conversation.id, handoff.id, now)
            if handoff.alert == Alert.CUSTOMER_SILENT.value:
                handoffs.update(tx, handoff.id, alert=None)
    elif conversation.owner == BOT and conversation.resumes is not None:
        return _resume(tx, patience, conversation, now)
    return str(conversation.owner)


def back_to_same(tx: Transaction, patience: Patience, conversation: Any, handoff: Any, now: float) -> Any | None:
    """The agent of this ended handoff, who has it again: at the desk, and it is not long ago. None: nothing has changed."""
    agent = people.get(tx, handoff.agent_id) if handoff.agent_id is not None else None
    is_there = agent is not None and any(one.id == agent.id for one in people.online(tx, now))
    same = is_there and may_resume(patience, handoff.ended_at, now)
    if not change_hands(tx, conversation, Event.RESUMED, now, agent=handoff.agent_id, same=same):
        return None
    assert agent is not None
    handoffs.update(tx, handoff.id, ended_at=None, end_reason=None, resumed_at=now)
    agent_owes(tx, patience, conversation.id, handoff.id, agent.id, now)
    return agent


def _resume(tx: Transaction, patience: Patience, conversation: Any, now: float) -> str:
    """Straight back to the same agent, else the bot goes on."""
    handoff = handoffs.get(tx, conversation.resumes)
    assert handoff is not None and handoff.ended_at is not None
    agent = back_to_same(tx, patience, conversation, handoff, now)
    if agent is None:
        matter_goes_on(tx, conversation, now)
        return BOT
    conversations.append(
        tx,
        conversation.id,
        now,
        author="system",
        kind="event",
        epoch=conversation.epoch + 1,
        text=notice("resumed", conversation.language, agent=agent.name),
        data={"event": "resumed", "agent": agent.name},
    )
    people.record(tx, "system", "resumed", conversation.id, now, {"agent": agent.id})
    return agent_owner(agent.id)
