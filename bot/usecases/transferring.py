"""An agent passes a conversation on: straight to a colleague, or back to the front of the queue, with a note.

The handoff stays the same one, so the customer keeps ticket and place, and nobody asks again what was told.
"""

from __future__ import annotations

from typing import Any

from bot.core.deadlines import while_waiting
from bot.core.life import Event
from bot.core.notices import notice
from bot.core.opening_words import opens
from bot.core.sentence import Sentence
from bot.core.text import clean
from bot.core.words import BOT, QUEUE, Urgency
from bot.store import conversations, handoffs, people, tickets, timers, transfers
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.change_hands import change_hands
from bot.usecases.colleagues import OFFLINE, may_answer, presence_of
from bot.usecases.desk import Agent, Held, holder_name
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import somebody_expected
from bot.usecases.mentioning import alert_named, named_in
from bot.usecases.receive import Refused
from bot.usecases.whose_turn import agent_owes

LONGEST_NOTE = 2000


class NotThere(Refused):
    """The colleague is not at the desk; who insists may pass it on all the same."""

    def __init__(self, name: str, presence: str) -> None:
        super().__init__("not_there", _not_there(name, presence))
        self.more = {"name": name, "presence": presence}


def _not_there(name: str, presence: str) -> str:
    if presence == OFFLINE:
        return Sentence(
            "{name} is offline. Choose somebody else, or send `insist` to transfer it all the same.", name=name
        )
    return Sentence("{name} is away. Choose somebody else, or send `insist` to transfer it all the same.", name=name)


def transfer(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    agent: Agent,
    to: int | None,
    note: object,
    now: float,
    insist: bool = False,
) -> str:
    """Pass it on to user `to`, or with None to the queue; returns the new owner. Only who has it may.

    Nobody is given one who is away or offline, but with `insist`; then the deadlines of a claim bring it back.
    """
    said = _note(note)
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if conversation.owner != agent.owner:
            if conversation.owner in (BOT, QUEUE):
                raise Refused("not_claimed", "You do not have this conversation.")
            raise Held(holder_name(tx, conversation.owner))
        if to is None:
            owner = _to_queue(tx, rules, conversation, agent, said, now)
        else:
            owner = _to_colleague(tx, rules, conversation, agent, _receiver(tx, agent, to, now, insist), said, now)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    return owner


def _note(note: object) -> str:
    if not isinstance(note, str) or not note.strip():
        raise Refused("note_missing", "Write a note: what your colleague needs to know.", 400)
    return clean(note, LONGEST_NOTE)


def _receiver(tx: Transaction, agent: Agent, to: int, now: float, insist: bool) -> Any:
    if to == agent.id:
        raise Refused("yourself", "You have this conversation already. Choose a colleague.", 400)
    person = people.get(tx, to)
    if person is None:
        raise Refused("unknown_person", "There is no such colleague. Load the list of colleagues again.", 404)
    if not may_answer(person):
        raise Refused(
            "cannot_answer",
            Sentence(
                "{name}'s account does not answer customers. Choose somebody with the role agent, manager or admin.",
                name=person.name,
            ),
        )
    presence = presence_of(person, now)
    if presence in ("away", OFFLINE) and not insist:
        raise NotThere(person.name, presence)
    return person


def _to_colleague(
    tx: Transaction, rules: DeskRules, conversation: Any, agent: Agent, person: Any, said: str, now: float
) -> str:
    handoff = handoffs.open_of(tx, conversation.id)
    if not change_hands(tx, conversation, Event.TRANSFERRED, now, agent=agent.id, receiver=person.id):
        raise Held(holder_name(tx, conversation.owner))
    assert handoff is not None, "who has a conversation has its handoff"
    handoffs.update(tx, handoff.id, agent_id=person.id, alert=None)
    agent_owes(tx, rules.patience, conversation.id, handoff.id, person.id, now)
    text = notice(Event.TRANSFERRED.value, conversation.language, agent=agent.name, to=person.name)
    data = {"event": Event.TRANSFERRED.value, "agent": person.name, "from": agent.name}
    _pass_on(tx, conversation, handoff, agent, person, said, text, data, now)
    return Agent(person.id, person.name, person.role).owner


def _to_queue(tx: Transaction, rules: DeskRules, conversation: Any, agent: Agent, said: str, now: float) -> str:
    if not change_hands(tx, conversation, Event.PUT_BACK, now, agent=agent.id):
        raise Held(holder_name(tx, conversation.owner))
    handoff = handoffs.open_of(tx, conversation.id)
    assert handoff is not None, "who had the conversation had its handoff"
    danger = handoff.urgency == Urgency.CRITICAL.value
    wanted = while_waiting(rules.patience, somebody_expected(rules, danger, now))
    timers.replace(tx, conversation.id, handoff.id, wanted)
    place = handoffs.position(tx, handoff)
    ticket = tickets.of_handoff(tx, handoff.id)
    number = ticket.number if ticket is not None else ""
    language = conversation.language
    text = notice(Event.PUT_BACK.value, language, agent=agent.name, position=place, ticket=number)
    if danger:
        text += notice("but_danger", language)
    elif not rules.is_open(now):
        text += notice("but_closed", language, opens=opens(rules.closing(now), rules.zone, language, now))
    data = {"event": Event.PUT_BACK.value, "agent": agent.name, "position": place}
    _pass_on(tx, conversation, handoff, agent, None, said, text, data, now)
    return QUEUE


def _pass_on(
    tx: Transaction,
    conversation: Any,
    handoff: Any,
    agent: Agent,
    person: Any | None,
    said: str,
    text: str,
    data: dict[str, Any],
    now: float,
) -> None:
    """The note for colleagues, the notice for the customer, and the traces for people."""
    named = named_in(tx, said)
    _, number = conversations.append(
        tx,
        conversation.id,
        now,
        author=agent.owner,
        kind="note",
        text=said,
        epoch=conversation.epoch,
        data={"agent": agent.name, **({"mentions": named} if named else {})},
    )
    # The receiver is alerted of the transfer.
    others = [one for one in named if person is None or one["id"] != person.id]
    alert_named(tx, conversation.id, number, others, agent.id, now)
    _, seq = conversations.append(
        tx, conversation.id, now, author="system", kind="event", text=text, epoch=conversation.epoch + 1, data=data
    )
    receiver = person.id if person is not None else None
    transfers.add(tx, conversation.id, handoff.id, agent.id, receiver, said, seq, now)
    ticket = tickets.of_handoff(tx, handoff.id)
    if ticket is not None:
        to = person.name if person is not None else "the queue"
        tickets.add_note(tx, ticket.id, f"{agent.name} passed it on to {to}: {said}", now)
    people.record(tx, f"user:{agent.id}", data["event"], conversation.id, now, {"handoff": handoff.id, "to": receiver})
