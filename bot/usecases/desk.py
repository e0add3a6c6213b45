"""T5 to T7: agents claim, reply, note, release and resolve. One owner at any time, decided by compare-and-set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.deadlines import Patience
from bot.core.life import Event
from bot.core.notices import notice
from bot.core.outcome import Resolution
from bot.core.text import LONGEST_ID, clean
from bot.core.words import (
    BOT,
    QUEUE,
    Complexity,
    HandoffReason,
    Nature,
    Urgency,
    agent_id,
    agent_owner,
)
from bot.store import conversations, handoffs, people, tickets
from bot.store.bell import CONVERSATION, DESK, INBOX, WORK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.change_hands import change_hands
from bot.usecases.confirming import ask_solved
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, record_handoff
from bot.usecases.mentioning import alert_named, named_in
from bot.usecases.outcome import keep_outcome
from bot.usecases.receive import Refused
from bot.usecases.routing import let_take
from bot.usecases.suggested import kept
from bot.usecases.whose_turn import agent_owes, customer_owes


@dataclass(frozen=True)
class Agent:
    id: int
    name: str
    role: str

    @property
    def owner(self) -> str:
        return agent_owner(self.id)


@dataclass(frozen=True)
class Sent:
    seq: int
    repeated: bool


class Held(Refused):
    """Somebody else has the conversation; `holder` is that person's name."""

    def __init__(self, holder: str) -> None:
        super().__init__("held", f"{holder} has this conversation.", 409)
        self.holder = holder


def claim(store: Store, bell: Bell, rules: DeskRules, conversation_id: str, agent: Agent, now: float) -> None:
    """Take a waiting conversation, or one from the bot. Of many at once exactly one succeeds; the others get Held."""
    with store.begin(durable=True) as tx:
        conversation = _get(tx, conversation_id)
        if conversation.owner == agent.owner:
            return
        handoff = handoffs.open_of(tx, conversation_id)
        if handoff is not None and conversation.owner == QUEUE:
            let_take(tx, rules, handoff, agent.id, agent.role)
        if not change_hands(tx, conversation, Event.CLAIMED, now, agent=agent.id):
            raise Held(holder_name(tx, conversation.owner))
        if handoff is None:
            request = HandoffRequest(
                conversation_id,
                HandoffReason.TAKEN_OVER,
                urgency=Urgency(conversation.urgency or "normal"),
                nature=Nature(conversation.nature or "other"),
                complexity=Complexity(conversation.complexity or "standard"),
                triage=conversation.triage,
            )
            handoff_id, _ = record_handoff(tx, rules, conversation, request, now, accepted_at=now, agent_id=agent.id)
        else:
            handoff_id = handoff.id
            accepted_at = handoff.accepted_at or now
            handoffs.update(tx, handoff_id, accepted_at=accepted_at, agent_id=agent.id, alert=None)
        agent_owes(tx, rules.patience, conversation_id, handoff_id, agent.id, now)
        conversations.append(
            tx,
            conversation_id,
            now,
            author="system",
            kind="event",
            epoch=conversation.epoch + 1,
            text=notice("joined", conversation.language, agent=agent.name),
            data={"event": "joined", "agent": agent.name},
        )
        people.record(tx, f"user:{agent.id}", "claim", conversation_id, now)
    _rung(bell, conversation_id)


def reply(
    store: Store,
    bell: Bell,
    conversation_id: str,
    agent: Agent,
    client_id: str,
    text: object,
    now: float,
    note: bool = False,
    used: Mapping[str, Any] | None = None,
    patience: Patience = Patience(),
) -> Sent:
    """An agent's message (or internal note): stored once per client id. `used`: what was suggested and used for it."""
    if not isinstance(client_id, str) or not client_id:
        raise Refused("bad_id", "The message id is missing.", 400)
    client_id = clean(client_id, LONGEST_ID)
    said = clean(text)
    with store.begin(durable=True) as tx:
        conversation = _get(tx, conversation_id)
        known = conversations.by_client_id(tx, conversation_id, client_id)
        if known is not None:
            if known.text != said or known.author != agent.owner or (known.kind == "note") != note:
                raise Refused("id_taken", "This message id was already used with another text.", 422)
            return Sent(int(known.seq), True)
        if not note and conversation.owner != agent.owner:
            if conversation.owner in (BOT, QUEUE):
                raise Refused("not_claimed", "Take over the conversation before you reply.")
            raise Held(holder_name(tx, conversation.owner))
        named = named_in(tx, said) if note else []
        _, seq = conversations.append(
            tx,
            conversation_id,
            now,
            author=agent.owner,
            kind="note" if note else "text",
            text=said,
            client_id=client_id,
            epoch=conversation.epoch,
            data={
                "agent": agent.name,
                **(kept(tx, used, conversation.language) if used and not note else {}),
                **({"mentions": named} if named else {}),
            },
        )
        alert_named(tx, conversation_id, seq, named, agent.id, now)
        if not note:
            handoff = handoffs.open_of(tx, conversation_id)
            if handoff is not None:
                first = {} if handoff.first_reply_at else {"first_reply_at": now}
                handoffs.update(tx, handoff.id, alert=None, **first)
                customer_owes(tx, patience, conversation_id, handoff.id, now)
    _rung(bell, conversation_id)
    return Sent(seq, False)


def release(store: Store, bell: Bell, conversation_id: str, agent: Agent, now: float) -> None:
    """Give the conversation back to the bot; the matter stays open."""
    _hand_back(store, bell, conversation_id, agent, Event.RELEASED, "", now)


def resolve(
    store: Store,
    bell: Bell,
    conversation_id: str,
    agent: Agent,
    reason: object,
    now: float,
    patience: Patience = Patience(),
    resolution: Resolution | None = None,
    wrap_up: int = 0,
) -> None:
    """The matter is ended: says how, settles its ticket, gives the conversation back to the bot, asks the customer.

    `resolution` tells more than the bare `reason`; `wrap_up`: seconds in which the agent writes it up and takes nobody new.
    """
    said = resolution or Resolution(done=clean(reason, 500))
    _hand_back(store, bell, conversation_id, agent, Event.RESOLVED, said.done, now, patience, said, wrap_up)


def _hand_back(
    store: Store,
    bell: Bell,
    conversation_id: str,
    agent: Agent,
    how: Event,
    note: str,
    now: float,
    patience: Patience = Patience(),
    resolution: Resolution = Resolution(),
    wrap_up: int = 0,
) -> None:
    with store.begin(durable=True) as tx:
        conversation = _get(tx, conversation_id)
        handoff = handoffs.open_of(tx, conversation_id)
        is_asked = how is Event.RESOLVED and resolution.outcome.is_asked
        told = how.value if how is Event.RELEASED or is_asked else resolution.outcome.value
        if not change_hands(tx, conversation, how, now, agent=agent.id, note=note):
            if conversation.owner in (BOT, QUEUE):
                raise Refused("not_claimed", "You do not have this conversation.")
            raise Held(holder_name(tx, conversation.owner))
        conversations.update(tx, conversation_id, urgency=None, triage=None)
        number = ""
        if handoff is not None:
            ticket = tickets.of_handoff(tx, handoff.id)
            if ticket is not None:
                number = ticket.number
                if how is Event.RESOLVED:
                    state = resolution.outcome.ticket_state
                    tickets.update(tx, ticket.id, now, state=state, solved_at=None if state == "open" else now)
                    keep_outcome(tx, handoff, agent, resolution, now)
                    handoffs.update(tx, handoff.id, wrap_up_until=now + wrap_up if wrap_up else None)
                    if state == "solved":
                        _solve_earlier_calls(tx, conversation_id, number, now)
                if note:
                    tickets.add_note(tx, ticket.id, note, now)
        conversations.append(
            tx,
            conversation_id,
            now,
            author="system",
            kind="event",
            epoch=conversation.epoch + 1,
            text=notice(told, conversation.language, agent=agent.name, ticket=number),
            data={"event": told, "agent": agent.name},
        )
        if is_asked and handoff is not None:
            ask_solved(tx, patience, conversation, handoff.id, now)
        people.record(tx, f"user:{agent.id}", how.value, conversation_id, now, {"note": bool(note)})
    _rung(bell, conversation_id)
    bell.ring(INBOX, conversation_id)
    bell.ring(WORK)


def _solve_earlier_calls(tx: Transaction, conversation_id: str, number: str, now: float) -> None:
    """What this customer called for before and nobody finished is solved with it: nobody else would ever close it."""
    for earlier in handoffs.unfinished_tickets(tx, [conversation_id]):
        tickets.update(tx, earlier.id, now, state="solved", solved_at=now)
        tickets.add_note(tx, earlier.id, f"Solved with {number}.", now)


def holds(store: Store, conversation_id: str, agent: Agent) -> bool:
    with store.read() as tx:
        conversation = conversations.get(tx, conversation_id)
    return conversation is not None and conversation.owner == agent.owner


def holder_name(tx: Transaction, owner: str) -> str:
    number = agent_id(owner)
    holder = people.get(tx, number) if number is not None else None
    return holder.name if holder is not None else owner


def _get(tx: Transaction, conversation_id: str) -> Any:
    conversation = conversations.get_locked(tx, conversation_id)
    if conversation is None:
        raise Refused("unknown_conversation", "There is no such conversation.", 404)
    return conversation


def _rung(bell: Bell, conversation_id: str) -> None:
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
