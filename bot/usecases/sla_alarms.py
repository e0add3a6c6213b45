"""A clock is nearly up, or late: it is marked, leaves a trace, and a broken promise is told to the customer once.

Each alarm is one transaction under the conversation's lock, as the deadlines in `bot/usecases/timeouts.py` are: the
clocks are brought up to the last word first, so an answer in the same moment is not called late.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from bot.core.notices import clock as told_time
from bot.core.notices import notice
from bot.core.service_levels import ClockKind
from bot.store import conversations, handoffs, people, sla, tickets, timers
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.desk import Agent
from bot.usecases.desk_settings import DeskRules, moment
from bot.usecases.receive import Refused
from bot.usecases.service_levels import service_levels
from bot.usecases.sla import CALLED_BACK, follow_conversation

log = logging.getLogger(__name__)
# A new promise after a broken one leaves at least this time, also where the first one was a minute.
SHORTEST_NEW = 30


def fire_alarms(store: Store, bell: Bell, rules: DeskRules, now: float) -> int:
    """Fire what is due; returns how many alarms were given. One that fails does not hold up the others."""
    with store.read() as tx:
        waiting = sla.timers_due(tx, now)
    given = 0
    for row in waiting:
        try:
            given += _fire(store, bell, rules, row, now)
        except Exception as error:
            log.error("clock %s of %s failed: %s", row.kind, row.conversation_id, error.__class__.__name__)
    return given


def _fire(store: Store, bell: Bell, rules: DeskRules, row: Any, now: float) -> bool:
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, row.conversation_id)
        if conversation is None:
            return False
        follow_conversation(tx, rules, conversation)
        timer = timers.still_due(tx, row.id, now)
        clock = sla.get(tx, row.ref)
        if timer is None or clock is None:
            return False
        timers.fired(tx, timer.id, now)
        if clock.since is None or clock.due_at is None:
            return False
        if timer.kind == sla.BREACH:
            _breached(tx, rules, conversation, clock, now)
        elif clock.due_at <= now:
            # The worker comes so late that it is late already: only that is said.
            return False
        else:
            sla.update(tx, clock.id, warned_at=now)
            _record(tx, "sla_warned", conversation, clock, now)
    bell.ring(CONVERSATION, conversation.id)
    bell.ring(DESK, conversation.id)
    return True


def _breached(tx: Transaction, rules: DeskRules, conversation: Any, clock: Any, now: float) -> None:
    sla.update(tx, clock.id, breached_at=now)
    _record(tx, "sla_breached", conversation, clock, now)
    ticket = tickets.get(tx, clock.ticket_id)
    tickets.add_note(tx, ticket.id, f"Late: {clock.kind}. Team leads alerted.", now)
    # A line for colleagues; as a note it never reaches the customer.
    conversations.append(
        tx,
        conversation.id,
        now,
        author="system",
        kind="note",
        text="",
        epoch=conversation.epoch,
        data={"event": f"sla_{clock.kind}", "ticket": ticket.number},
    )
    # Once: who was disappointed twice is called by the team leads, not put off a third time.
    if clock.kind == ClockKind.CALLBACK.value and clock.number == 1:
        _new_promise(tx, rules, conversation, clock, ticket, now)


def _new_promise(tx: Transaction, rules: DeskRules, conversation: Any, clock: Any, ticket: Any, now: float) -> None:
    minutes = service_levels(tx).minutes(ClockKind.CALLBACK, ticket.urgency, ticket.nature, clock.tier)
    time = timedelta(minutes=max(minutes, SHORTEST_NEW))
    due = now + time.total_seconds() if clock.by_wall else rules.hours.after_open_time(moment(now), time).timestamp()
    contact = conversation.contact or {}
    reach = contact.get("phone") or contact.get("email")
    language = conversation.language
    text = notice(
        "promise_broken" if reach else "promise_broken_unreachable",
        language,
        was=told_time(clock.due_at, rules.zone, language, now),
        due=told_time(due, rules.zone, language, now),
        ticket=ticket.number,
        reach=reach,
    )
    conversations.append(
        tx,
        conversation.id,
        now,
        author="system",
        kind="event",
        text=text,
        epoch=conversation.epoch,
        data={"event": "promise_broken", "ticket": ticket.number, "due": due},
    )
    tickets.update(tx, ticket.id, now, first_response_due=due)
    tickets.add_note(
        tx, ticket.id, f"The customer was told a new time: {moment(due).isoformat(timespec='minutes')}.", now
    )
    if ticket.handoff_id is not None:
        handoffs.update(tx, ticket.handoff_id, promised_at=due)
    _follow_again(tx, rules, conversation.id)


def called_back(store: Store, bell: Bell, rules: DeskRules, conversation_id: str, agent: Agent, now: float) -> int:
    """An agent has reached the customer in another way, by phone for instance: open promises are kept. How many."""
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        rows = sla.open_of_many(tx, [conversation_id]).get(conversation_id, [])
        waiting = [row for row in rows if row.kind == ClockKind.CALLBACK.value]
        if not waiting:
            raise Refused("no_promise", "Nobody has promised this customer a call, or it was made already.")
        conversations.append(
            tx,
            conversation_id,
            now,
            author=agent.owner,
            kind="note",
            text="",
            epoch=conversation.epoch,
            data={"event": CALLED_BACK, "agent": agent.name},
        )
        for row in waiting:
            tickets.add_note(tx, row.ticket_id, f"{agent.name} has reached the customer.", now)
        people.record(tx, f"user:{agent.id}", CALLED_BACK, conversation_id, now, {"promises": len(waiting)})
        _follow_again(tx, rules, conversation_id)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    return len(waiting)


def _follow_again(tx: Transaction, rules: DeskRules, conversation_id: str) -> None:
    """What was just said counts from this commit on, not from the worker's next look."""
    fresh = conversations.get(tx, conversation_id)
    assert fresh is not None
    follow_conversation(tx, rules, fresh)


def _record(tx: Transaction, what: str, conversation: Any, clock: Any, now: float) -> None:
    data = {"clock": clock.kind, "ticket": clock.ticket_id, "due": clock.due_at}
    people.record(tx, "system", what, conversation.id, now, data)
