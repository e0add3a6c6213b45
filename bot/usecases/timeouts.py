"""The worker fires deadlines: each step tells the customer, leaves a trace for people, and is one transaction.

Which deadlines there are and when stands in `bot/core/deadlines.py`; docs/conversation.md tells what is said.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.deadlines import NEXT, Deadline, gone_at, next_alarm, while_waiting
from bot.core.life import Event, State, state_of
from bot.core.notices import clock, notice
from bot.core.opening_words import opens
from bot.core.service_levels import ClockKind
from bot.core.words import BOT, Alert, Confirmation, Urgency, agent_id
from bot.store import conversations, handoffs, people, snoozes, tickets, timers, waiting
from bot.store.bell import CONVERSATION, DESK, INBOX, Bell
from bot.store.database import Store, Transaction
from bot.usecases.change_hands import change_hands
from bot.usecases.contact_left import ASKED
from bot.usecases.desk_settings import DeskRules, moment
from bot.usecases.handing_off import somebody_expected
from bot.usecases.recap import keep_recap
from bot.usecases.service_levels import service_levels

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Case:
    """What a step looks at; the conversation is locked."""

    tx: Transaction
    rules: DeskRules
    conversation: Any
    handoff: Any
    ticket: Any
    now: float

    @property
    def danger(self) -> bool:
        return bool(self.handoff.urgency == Urgency.CRITICAL.value)

    @property
    def number(self) -> str:
        return self.ticket.number if self.ticket is not None else ""

    def tell(self, event: str, text: str, raised: bool = False, **data: Any) -> None:
        """A line that customer and agents see; `raised` when the step has changed the owner."""
        conversations.append(
            self.tx,
            self.conversation.id,
            self.now,
            author="system",
            kind="event",
            text=text,
            epoch=self.conversation.epoch + raised,
            data={"event": event, **data},
        )

    def notice(self, name: str, **values: Any) -> str:
        return notice(name, self.conversation.language, **values)

    def record(self, what: str, note: str, **data: Any) -> None:
        """The trace for people: a line of the audit trail and a note at the ticket."""
        people.record(self.tx, "system", what, self.conversation.id, self.now, {"handoff": self.handoff.id, **data})
        if self.ticket is not None:
            tickets.add_note(self.tx, self.ticket.id, note, self.now)

    def alert(self, kind: Alert) -> None:
        handoffs.update(self.tx, self.handoff.id, alert=kind.value, alerted_at=self.now)

    def clock(self, when: float) -> str:
        return clock(when, self.rules.zone, self.conversation.language, self.now)

    def promised(self) -> float:
        """By when somebody gets back. Said once, it stays: a promise that moves away is none."""
        if self.handoff.promised_at is not None:
            return float(self.handoff.promised_at)
        minutes = service_levels(self.tx).minutes(ClockKind.CALLBACK, self.handoff.urgency, self.handoff.nature)
        due = self.rules.hours.after_open_time(moment(self.now), timedelta(minutes=minutes)).timestamp()
        handoffs.update(self.tx, self.handoff.id, promised_at=due)
        return due

    def reach(self) -> str | None:
        contact = self.conversation.contact or {}
        return contact.get("phone") or contact.get("email")


def fire_due(store: Store, bell: Bell, rules: DeskRules, now: float) -> int:
    """Fire what is due; returns how many steps were taken. One that fails does not hold up the others."""
    with store.read() as tx:
        rows = timers.due(tx, now)
    taken = 0
    for row in rows:
        try:
            taken += _fire(store, bell, rules, row, now)
        except Exception as error:
            # It stays due: the next round tries again.
            log.error("deadline %s of %s failed: %s", row.kind, row.conversation_id, error.__class__.__name__)
    return taken


def _fire(store: Store, bell: Bell, rules: DeskRules, row: Any, now: float) -> bool:
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, row.conversation_id)
        timer = timers.still_due(tx, row.id, now)
        if conversation is None or timer is None:
            return False
        handoff = handoffs.get(tx, timer.ref)
        kind = Deadline(timer.kind)
        if _put_aside(tx, rules, conversation, timer, kind, now):
            return False
        if kind is Deadline.AGENT_GONE and _still_there(tx, rules, conversation, timer, now):
            return False
        # Fired before the step: what the step sets anew under the same kind must not be marked.
        timers.fired(tx, timer.id, now)
        state, take = STEPS[kind]
        is_over = handoff is None or handoff.ended_at is not None
        # The question after the end is the one step that waits for nobody who has the conversation.
        if handoff is None or is_over is not (state is None) or state not in (None, state_of(conversation.owner)):
            return False
        after = NEXT.get(kind)
        if after is not None and timers.is_due(tx, after, handoff.id, now):
            return False
        take(Case(tx, rules, conversation, handoff, tickets.of_handoff(tx, handoff.id), now))
    bell.ring(CONVERSATION, conversation.id)
    bell.ring(DESK, conversation.id)
    bell.ring(INBOX, conversation.id)
    return True


def _put_aside(tx: Transaction, rules: DeskRules, conversation: Any, timer: Any, kind: Deadline, now: float) -> bool:
    """Its agent has snoozed it and owes no word: nobody is hurried before the snooze is over."""
    patience = rules.patience
    again = {
        Deadline.CUSTOMER_REMINDED: patience.customer_reminder_timeout,
        Deadline.CUSTOMER_SILENT: patience.customer_silent_timeout,
        Deadline.AGENT_GONE: patience.agent_gone_timeout,
    }.get(kind)
    if again is None or timers.waits(tx, Deadline.AGENT_SILENT, timer.ref):
        return False
    aside = snoozes.get(tx, agent_id(conversation.owner) or 0, conversation.id)
    if aside is None or aside.woke_at is not None or aside.epoch != conversation.epoch:
        return False
    timers.move(tx, timer.id, max(now, aside.until or now) + again)
    return True


def _still_there(tx: Transaction, rules: DeskRules, conversation: Any, timer: Any, now: float) -> bool:
    """The desk has given a sign of life since: look again when that one is too long ago."""
    agent = people.get(tx, agent_id(conversation.owner) or 0)
    due = gone_at(rules.patience, agent.seen_at) if agent is not None else now
    if due <= now:
        return False
    timers.move(tx, timer.id, due)
    return True


# --- Nobody takes it ------------------------------------------------------------------------------


def _unclaimed(case: Case) -> None:
    due = case.promised()
    case.alert(Alert.UNCLAIMED)
    case.record("unclaimed", f"Not accepted within {case.rules.patience.claim_timeout} s. Team leads alerted.")
    if case.danger:
        _tell_danger(case)
        return
    place = _place(case)
    text = case.notice("still_waiting", position=place, ticket=case.number, due=case.clock(due))
    case.tell("still_waiting", text, due=due)


def _waiting_long(case: Case) -> None:
    due = case.promised()
    case.alert(Alert.UNCLAIMED)
    case.record("waiting_long", f"Not accepted within {case.rules.patience.waiting_again_timeout} s.")
    if case.danger:
        _tell_danger(case)
        return
    reach = case.reach()
    asked = case.notice("reach_known", reach=reach) if reach else case.notice("reach_wanted")
    place = _place(case)
    text = case.notice("waiting_long", position=place, ticket=case.number, due=case.clock(due), reach=asked)
    case.tell("waiting_long", text, due=due)


def _nobody_came(case: Case) -> None:
    due, reach = case.promised(), case.reach()
    if not change_hands(case.tx, case.conversation, Event.NOBODY_CAME, case.now):
        # Danger stays in the queue.
        case.alert(Alert.UNCLAIMED)
        case.record("danger_unclaimed", f"Danger, not accepted within {case.rules.patience.nobody_came_timeout} s.")
        _tell_danger(case)
        return
    name = "nobody_came" if reach else "nobody_came_unreachable"
    text = case.notice(name, ticket=case.number, due=case.clock(due), reach=reach)
    case.tell("nobody_came", text, raised=True, due=due, ticket=case.number)
    if case.ticket is not None:
        # The minutes of a live talk are over; from now on the time that the customer was told counts.
        tickets.update(case.tx, case.ticket.id, case.now, first_response_due=due)
    case.record("nobody_came", f"Nobody accepted within {case.rules.patience.nobody_came_timeout} s. Back to the bot.")
    if not reach:
        _ask_contact(case)


def _ask_contact(case: Case) -> None:
    """The bot asks; its button begins the form that files a request with a phone number or an address."""
    button = {"id": f"contact-{case.handoff.id}", "title": case.notice("leave_contact"), "payload": "/leave_request"}
    conversations.append(
        case.tx,
        case.conversation.id,
        case.now,
        author=BOT,
        text=case.notice("ask_contact"),
        buttons=[button],
        data={"asked": ASKED},
        epoch=case.conversation.epoch + 1,
    )


def _tell_danger(case: Case) -> None:
    """The alarm goes on by itself; the customer hears the numbers at each of the three steps, not every few minutes all night."""
    case.tell("still_waiting", case.notice("still_waiting_danger", ticket=case.number), danger=True)
    timers.add(
        case.tx, case.conversation.id, Deadline.ALARM, case.handoff.id, next_alarm(case.rules.patience, case.now)
    )


def _alarm(case: Case) -> None:
    if not case.danger:
        # An agent has corrected it. If the last step was passed over because of the danger, it is taken now.
        if not timers.waits(case.tx, Deadline.NOBODY_CAME, case.handoff.id):
            _nobody_came(case)
        return
    case.alert(Alert.UNCLAIMED)
    people.record(case.tx, "system", "alarm", case.conversation.id, case.now, {"handoff": case.handoff.id})
    timers.add(
        case.tx, case.conversation.id, Deadline.ALARM, case.handoff.id, next_alarm(case.rules.patience, case.now)
    )


# --- The agent does not write, or has gone --------------------------------------------------------


def _agent_reminded(case: Case) -> None:
    agent = _holder(case)
    case.alert(Alert.AGENT_SILENT)
    case.record("agent_reminded", f"{agent} was reminded that the customer waits.")
    case.tell("agent_reminded", case.notice("agent_reminded", agent=agent), agent=agent)


def _agent_silent(case: Case) -> None:
    _back_to_queue(case, Event.AGENT_SILENT, f"wrote nothing for {case.rules.patience.agent_silent_timeout} s")


def _agent_gone(case: Case) -> None:
    _back_to_queue(case, Event.AGENT_GONE, f"had no open desk for {case.rules.patience.agent_gone_timeout} s")


def _back_to_queue(case: Case, event: Event, why: str) -> None:
    agent, holder = _holder(case), agent_id(case.conversation.owner)
    if not change_hands(case.tx, case.conversation, event, case.now):
        return
    since = somebody_expected(case.rules, case.danger, case.now)
    wanted = while_waiting(case.rules.patience, since)
    timers.replace(case.tx, case.conversation.id, case.handoff.id, wanted)
    place = _place(case)
    text = case.notice(event.value, agent=agent, position=place, ticket=case.number)
    if case.danger:
        text += case.notice("but_danger")
    elif not case.rules.is_open(case.now):
        when = opens(case.rules.closing(case.now), case.rules.zone, case.conversation.language, case.now)
        text += case.notice("but_closed", opens=when)
    case.tell(event.value, text, raised=True, agent=agent, position=place)
    case.record(event.value, f"{agent} {why}; back to the front of the queue.", agent=holder)


def _place(case: Case) -> int:
    mine = handoffs.get(case.tx, case.handoff.id)
    return waiting.position(case.tx, mine, case.now, case.rules.routing.ageing_step)


def _holder(case: Case) -> str:
    agent = people.get(case.tx, agent_id(case.conversation.owner) or 0)
    return agent.name if agent is not None else ""


# --- The customer does not write ------------------------------------------------------------------


def _customer_reminded(case: Case) -> None:
    agent = _holder(case)
    case.tell("customer_reminded", case.notice("customer_reminded", agent=agent), agent=agent)
    case.record("customer_reminded", "The customer was asked whether they are still there.")


def _customer_silent(case: Case) -> None:
    agent = _holder(case)
    silence = f"The customer wrote nothing for {case.rules.patience.customer_silent_timeout} s"
    if not change_hands(case.tx, case.conversation, Event.CUSTOMER_SILENT, case.now):
        # In danger silence may be the worst sign: the agent is alerted instead.
        case.alert(Alert.CUSTOMER_SILENT)
        case.record("danger_customer_silent", f"{silence}; a matter of danger, so it stays with {agent}.")
        case.tell("customer_reminded", case.notice("customer_reminded", agent=agent), agent=agent, danger=True)
        return
    conversations.update(case.tx, case.conversation.id, resumes=case.handoff.id)
    case.tell(
        "customer_silent", case.notice("customer_silent", ticket=case.number), raised=True, agent=agent, ticket=case.number
    )  # fmt: skip
    if case.ticket is not None:
        # Only people solve; the next word opens it again.
        tickets.update(case.tx, case.ticket.id, case.now, state="pending")
    case.record("customer_silent", f"{silence}. Back to the bot; the next word takes it up again.")


def _unconfirmed(case: Case) -> None:
    """Nobody said that it is not solved: the ticket is closed, and it shows that nobody confirmed it either."""
    if case.ticket is None or case.ticket.confirmation != Confirmation.ASKED.value:
        return
    done = {"state": "closed", "confirmation": Confirmation.UNCONFIRMED.value, "confirmed_at": case.now}
    tickets.update(case.tx, case.ticket.id, case.now, **done)
    keep_recap(case.tx, case.handoff.id)
    case.record("unconfirmed", f"The customer did not say within {case.rules.patience.confirm_timeout} s; closed.")


def _follow_up(case: Case) -> None:
    """It stands in the agent's list from now on: the list looks at the time itself, the bell tells the open desks."""
    if case.handoff.follow_up_at is not None:
        case.record("follow_up", f"To be looked at again: {case.handoff.follow_up_note}")


# A step without a state belongs to a handoff that is over.
STEPS: Mapping[Deadline, tuple[State | None, Callable[[Case], None]]] = {
    Deadline.CLAIM: (State.QUEUED, _unclaimed),
    Deadline.WAITING_LONG: (State.QUEUED, _waiting_long),
    Deadline.NOBODY_CAME: (State.QUEUED, _nobody_came),
    Deadline.ALARM: (State.QUEUED, _alarm),
    Deadline.AGENT_REMINDED: (State.ASSIGNED, _agent_reminded),
    Deadline.AGENT_SILENT: (State.ASSIGNED, _agent_silent),
    Deadline.AGENT_GONE: (State.ASSIGNED, _agent_gone),
    Deadline.CUSTOMER_REMINDED: (State.ASSIGNED, _customer_reminded),
    Deadline.CUSTOMER_SILENT: (State.ASSIGNED, _customer_silent),
    Deadline.CONFIRM: (None, _unconfirmed),
    Deadline.FOLLOW_UP: (None, _follow_up),
}
