"""Team leads: whisper to the agent, take a conversation over, give it to somebody else, send it back to the queue.

Each change of hands is one step of the table, with a reason that stands in the audit trail and reaches the agents
concerned. `seen` is the owner that the lead saw; None does not mind. Listening in needs no verb: whoever may open a conversation reads it, and nothing of it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core.deadlines import while_waiting
from bot.core.life import Event
from bot.core.notices import notice
from bot.core.opening_words import opens
from bot.core.sentence import Sentence
from bot.core.text import LONGEST_ID, clean
from bot.core.words import BOT, QUEUE, Urgency, agent_id, agent_owner
from bot.store import conversations, handoffs, lead_words, people, tickets, timers
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.change_hands import change_hands
from bot.usecases.desk import Agent, holder_name
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import somebody_expected
from bot.usecases.receive import Refused
from bot.usecases.whose_turn import agent_owes

LONGEST_REASON = 500


@dataclass(frozen=True)
class Order:
    """What a lead orders, looked at under the conversation's lock. `holder` is None while it waits in the queue."""

    tx: Transaction
    conversation: Any
    handoff: Any
    holder: int | None
    lead: Agent
    reason: str
    now: float

    @property
    def former(self) -> str:
        return holder_name(self.tx, self.conversation.owner)

    def tell_customer(self, event: str, **values: Any) -> None:
        text = notice(event, self.conversation.language, **values)
        self.say(event, text, agent=values.get("agent"))

    def say(self, event: str, text: str, **data: Any) -> None:
        conversations.append(
            self.tx,
            self.conversation.id,
            self.now,
            author="system",
            kind="event",
            epoch=self.conversation.epoch + 1,
            text=text,
            data={"event": event, **data},
        )

    def tell_agent(self, to: int | None, kind: str) -> None:
        if to is not None and to != self.lead.id:
            lead_words.add(self.tx, self.conversation.id, to, self.lead.id, kind, self.reason, self.now, None)

    def record(self, event: Event, **data: Any) -> None:
        told = {"from": self.holder, "reason": self.reason, **data}
        people.record(self.tx, f"user:{self.lead.id}", event.value, self.conversation.id, self.now, told)
        ticket = tickets.of_handoff(self.tx, self.handoff.id)
        if ticket is not None:
            tickets.add_note(self.tx, ticket.id, f"{self.lead.name}: {event.value}. {self.reason}", self.now)


def whisper(
    store: Store,
    bell: Bell,
    conversation_id: str,
    lead: Agent,
    client_id: object,
    text: object,
    now: float,
    seen: object = None,
) -> bool:
    """Say something to the agent alone; True when this id was said before. The customer and the clocks notice nothing."""
    _leads_only(lead)
    if not isinstance(client_id, str) or not client_id:
        raise Refused("bad_id", "The message id is missing.", 400)
    client_id, said = clean(client_id, LONGEST_ID), clean(text)
    with store.begin(durable=True) as tx:
        conversation = _get(tx, conversation_id)
        known = lead_words.by_client_id(tx, conversation_id, client_id)
        if known is not None:
            if (known.text, known.by_id) != (said, lead.id):
                raise Refused("id_taken", "This message id was already used with another text.", 422)
            return True
        _as_seen(conversation, seen)
        holder = agent_id(conversation.owner)
        if holder is None:
            raise Refused("not_held", "No agent has this conversation, so nobody would hear it. Write a note instead.")
        if holder == lead.id:
            raise Refused("your_own", "You have this conversation yourself. Write a note instead.")
        lead_words.add(tx, conversation_id, holder, lead.id, "whisper", said, now, client_id)
        people.record(tx, f"user:{lead.id}", "whisper", conversation_id, now, {"to": holder})
    bell.ring(DESK, conversation_id)
    return False


def take_over(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    lead: Agent,
    reason: object,
    now: float,
    seen: object = None,
) -> None:
    """The lead goes on with the customer in the agent's place; the agent is told why."""
    with store.begin(durable=True) as tx:
        order = _order(tx, conversation_id, lead, reason, now, seen)
        if order.holder == lead.id:
            return
        if order.holder is None:
            raise Refused("not_held", "No agent has this conversation. Take it as any other.")
        former = order.former
        _to_agent(order, rules, Event.TAKEN_OVER, lead.id)
        order.tell_customer("taken_over", agent=lead.name, former=former)
        order.tell_agent(order.holder, "taken_over")
        order.record(Event.TAKEN_OVER)
    _rung(bell, conversation_id)


def reassign(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    lead: Agent,
    to: int,
    reason: object,
    now: float,
    seen: object = None,
) -> str:
    """Another agent goes on, or somebody who waits is given to one; both agents are told why. Returns the new one's name."""
    with store.begin(durable=True) as tx:
        order = _order(tx, conversation_id, lead, reason, now, seen)
        chosen = people.get(tx, to)
        if chosen is None or chosen.disabled or chosen.role not in people.ANSWERING:
            raise Refused("unknown_agent", "There is no such agent. Choose somebody from the list.", 404)
        if order.holder == to:
            raise Refused("has_it", Sentence("{name} has this conversation already.", name=chosen.name))
        if not _is_there(chosen, now):
            raise Refused(
                "not_there",
                Sentence("{name} is not at the desk. Choose somebody who is, or the queue.", name=chosen.name),
            )
        _to_agent(order, rules, Event.REASSIGNED, to)
        order.tell_customer("reassigned", agent=chosen.name)
        order.tell_agent(order.holder, "taken_away")
        order.tell_agent(to, "given")
        order.record(Event.REASSIGNED, to=to)
    _rung(bell, conversation_id)
    return str(chosen.name)


def send_back(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    lead: Agent,
    reason: object,
    now: float,
    seen: object = None,
) -> None:
    """To the front of the queue of its urgency, so that whoever is free takes it; the agent is told why."""
    with store.begin(durable=True) as tx:
        order = _order(tx, conversation_id, lead, reason, now, seen)
        if order.holder is None:
            raise Refused("not_held", "No agent has this conversation: it waits in the queue already.")
        if not change_hands(tx, order.conversation, Event.SENT_BACK, now, lead=True):
            raise _passed_on()
        danger = order.handoff.urgency == Urgency.CRITICAL.value
        wanted = while_waiting(rules.patience, somebody_expected(rules, danger, now))
        timers.replace(tx, conversation_id, order.handoff.id, wanted)
        ticket = tickets.of_handoff(tx, order.handoff.id)
        place = handoffs.position(tx, handoffs.get(tx, order.handoff.id))
        language = order.conversation.language
        text = notice("sent_back", language, position=place, ticket=ticket.number if ticket else "")
        if danger:
            text += notice("but_danger", language)
        elif not rules.is_open(now):
            text += notice("but_closed", language, opens=opens(rules.closing(now), rules.zone, language, now))
        order.say("sent_back", text, position=place)
        order.tell_agent(order.holder, "sent_back")
        order.record(Event.SENT_BACK)
    _rung(bell, conversation_id)


def team(store: Store, now: float) -> list[dict[str, Any]]:
    """Everybody who answers customers, by name: `presence` (online, busy, away, offline) and how many they have."""
    with store.read() as tx:
        everyone = [row for row in people.everyone(tx) if row.role in people.ANSWERING and not row.disabled]
        held = conversations.held_by(tx, [agent_owner(row.id) for row in everyone])
    return [
        {
            "id": row.id,
            "name": row.name,
            "role": row.role,
            "presence": presence_of(row, now),
            "held": held.get(agent_owner(row.id), 0),
        }
        for row in sorted(everyone, key=lambda one: one.name)
    ]


def presence_of(person: Any, now: float) -> str:
    """As they say of themselves, or `offline` when their desk has given no sign of life for a minute."""
    return str(person.presence) if person.seen_at > now - people.ONLINE_SECONDS else "offline"


def _is_there(person: Any, now: float) -> bool:
    return presence_of(person, now) in ("online", "busy")


def _to_agent(order: Order, rules: DeskRules, event: Event, to: int) -> None:
    if not change_hands(order.tx, order.conversation, event, order.now, agent=to, lead=True):
        raise _passed_on()
    accepted_at = order.handoff.accepted_at or order.now
    handoffs.update(order.tx, order.handoff.id, agent_id=to, accepted_at=accepted_at, alert=None)
    agent_owes(order.tx, rules.patience, order.conversation.id, order.handoff.id, to, order.now)


def _order(tx: Transaction, conversation_id: str, lead: Agent, reason: object, now: float, seen: object) -> Order:
    _leads_only(lead)
    if not isinstance(reason, str) or not reason.strip():
        raise Refused("reason_missing", "Say in a few words why: the agent and the audit trail keep it.", 400)
    why = clean(reason, LONGEST_REASON)
    conversation = _get(tx, conversation_id)
    if conversation.owner != lead.owner:
        _as_seen(conversation, seen)
    handoff = handoffs.open_of(tx, conversation_id)
    if conversation.owner == BOT or handoff is None:
        raise Refused("with_bot", "The assistant has this conversation. Take it as any other.")
    holder = None if conversation.owner == QUEUE else agent_id(conversation.owner)
    return Order(tx, conversation, handoff, holder, lead, why, now)


def _leads_only(lead: Agent) -> None:
    if lead.role not in people.LEADS:
        raise Refused("not_allowed", "Only managers and administrators may do this.", 403)


def _get(tx: Transaction, conversation_id: str) -> Any:
    conversation = conversations.get_locked(tx, conversation_id)
    if conversation is None:
        raise Refused("unknown_conversation", "There is no such conversation.", 404)
    return conversation


def _as_seen(conversation: Any, seen: object) -> None:
    """`seen` is the owner that the lead had before their eyes: a word for one agent is not said to the next."""
    if seen is not None and seen != conversation.owner:
        raise _passed_on()


def _passed_on() -> Refused:
    return Refused("passed_on", "The conversation has just changed hands. Look at it again.")


def _rung(bell: Bell, conversation_id: str) -> None:
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
