"""Snooze: an agent puts a conversation aside until a moment, or until the customer writes.

It concerns the lists of this one agent. The customer is told nothing, colleagues see a waiting one as before, and the
deadline of the first reply runs on.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.sentence import Sentence
from bot.core.words import QUEUE
from bot.store import conversations, snoozes, timers
from bot.store.bell import DESK, Bell
from bot.store.database import Store, Transaction, next_number
from bot.usecases.desk import Agent, Held, holder_name
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import Refused

KIND = "snooze"
LONGEST_DAYS = 90
MORNING = time(9)


def snooze(store: Store, bell: Bell, conversation_id: str, agent: Agent, until: float | None, now: float) -> None:
    """Out of this agent's lists until `until` (UTC seconds), or with None until the customer writes. A new choice replaces
    the one before.
    """
    check_moment(until, now)
    with store.begin() as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if conversation.owner not in (QUEUE, agent.owner):
            if conversation.owner.startswith("agent:"):
                raise Held(holder_name(tx, conversation.owner))
            raise Refused("not_claimed", "Take over the conversation before you snooze it.")
        _forget(tx, agent.id, conversation_id)
        # A number of its own each time: a timer that has fired is never set again.
        number = next_number(tx, KIND)
        snoozes.add(tx, agent.id, conversation_id, number, conversation.epoch, until, now)
        if until is not None:
            timers.add_snooze(tx, conversation_id, number, until)
    bell.ring(DESK, conversation_id)


def check_moment(until: object, now: float) -> None:
    """UTC seconds to come, or None: until the customer writes."""
    if until is None:
        return
    if isinstance(until, bool) or not isinstance(until, (int, float)):
        told = Sentence("until must be a moment in UTC seconds, or null: until the customer writes.")
        raise Refused("bad_time", told, 400)
    if not now < until <= now + LONGEST_DAYS * 86400:
        told = Sentence("Choose a moment that is yet to come, at most {days} days ahead.", days=LONGEST_DAYS)
        raise Refused("bad_time", told, 400)


def end_snooze(store: Store, bell: Bell, conversation_id: str, agent: Agent) -> None:
    """Back into the list, or without the mark of having come back; nothing to do is no error."""
    with store.begin() as tx:
        _forget(tx, agent.id, conversation_id)
    bell.ring(DESK, conversation_id)


def _forget(tx: Transaction, user_id: int, conversation_id: str) -> None:
    before = snoozes.get(tx, user_id, conversation_id)
    if before is not None:
        timers.cancel_snooze(tx, before.number)
        snoozes.drop(tx, user_id, conversation_id)


def wake_snoozed(store: Store, bell: Bell, now: float) -> int:
    """Fire the timers whose moment has come; each fires once. Returns how many conversations are back."""
    with store.begin() as tx:
        due = timers.snoozes_due(tx, now)
        for timer in due:
            timers.fired(tx, timer.id, now)
        back = [timer.conversation_id for timer in due if snoozes.wake(tx, timer.ref, now)]
    for conversation_id in back:
        bell.ring(DESK, conversation_id)
    return len(back)


def snooze_times(rules: DeskRules, now: float) -> dict[str, Any]:
    """The moments that are offered, in UTC seconds: `hour`, and `opening`: tomorrow at nine, or when the desk opens after it."""
    zone = ZoneInfo(rules.zone)
    tomorrow = datetime.fromtimestamp(now, zone).date() + timedelta(days=1)
    nine = datetime.combine(tomorrow, MORNING, zone).timestamp()
    return {"hour": now + 3600, "opening": nine if rules.is_open(nine) else rules.next_opening(nine) or nine}
