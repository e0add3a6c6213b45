"""After `resolved` the customer is asked once whether it is solved; the answer closes the ticket or opens it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core import confirming
from bot.core.deadlines import Patience, until_confirmed, while_waiting
from bot.core.life import Event
from bot.core.notices import notice
from bot.core.opening_words import opens
from bot.core.words import BOT, QUEUE, Confirmation, EndReason, ReturnReason, Urgency, agent_owner
from bot.store import conversations, handoffs, people, tickets, timers
from bot.store.database import Transaction
from bot.usecases.change_hands import change_hands
from bot.usecases.desk_settings import DeskRules
from bot.usecases.recap import keep_recap
from bot.usecases.resuming import back_to_same
from bot.usecases.sla import follow_conversation

# What the bot's last word asked; its buttons are known by their payload.
ASKED = "solved"


@dataclass(frozen=True)
class Answered:
    """Who has the conversation now. `nobody_answers`: the words were nothing but the answer."""

    owner: str
    nobody_answers: bool


def ask_solved(tx: Transaction, patience: Patience, conversation: Any, handoff_id: int, now: float) -> None:
    """The question with its two buttons; `conversation` is the row from before the hand-back."""
    language = conversation.language
    ticket = tickets.of_handoff(tx, handoff_id)
    if ticket is None:
        return
    tickets.update(tx, ticket.id, now, confirmation=Confirmation.ASKED.value, confirmed_at=None)
    timers.replace(tx, conversation.id, handoff_id, until_confirmed(patience, now))
    conversations.append(
        tx,
        conversation.id,
        now,
        author=BOT,
        text=notice("confirm", language, time=confirming.how_long(patience.confirm_timeout, language)),
        buttons=[
            # Resolved a second time, it is asked by buttons of its own.
            {
                "id": f"{name}-{handoff_id}-{ticket.reopened}",
                "title": notice(f"confirm_{name}", language),
                "payload": sent,
            }
            for name, sent in (
                ("yes", confirming.payload(handoff_id, True)),
                ("no", confirming.payload(handoff_id, False)),
            )
        ],
        data={"asked": ASKED, "handoff": handoff_id},
        epoch=conversation.epoch + 1,
    )


def customer_answered(
    tx: Transaction,
    patience: Patience,
    rules: DeskRules | None,
    conversation: Any,
    said: str,
    payload: str | None,
    now: float,
) -> Answered | None:
    """Inside T1, after the word was stored; None when it is no answer to "solved?".

    A button counts as long as its handoff is the last one. Words count only while the question is the bot's last word:
    later "still broken" is about what the bot said since.
    """
    if conversation.owner != BOT:
        return None
    button = confirming.pressed(payload)
    answer = confirming.Answer(button[1]) if button else None if payload else confirming.typed(said)
    if answer is None:
        return None
    about = button[0] if button else _asked_last(tx, conversation.id)
    handoff = next(iter(handoffs.past_of(tx, conversation.id)), None) if about is not None else None
    if handoff is None or handoff.id != about or handoff.end_reason != EndReason.RESOLVED.value:
        return None
    ticket = tickets.of_handoff(tx, handoff.id)
    if ticket is None or ticket.confirmation is None:
        return None
    if answer.solved:
        _confirmed(tx, conversation, handoff, ticket, now)
        return Answered(BOT, not answer.more)
    return Answered(_reopened(tx, patience, rules, conversation, handoff, ticket, now), False)


def _asked_last(tx: Transaction, conversation_id: str) -> int | None:
    last = conversations.last_messages(tx, conversation_id, 1, authors=BOT)
    data = (last[0].data or {}) if last else {}
    return data.get("handoff") if data.get("asked") == ASKED else None


def _confirmed(tx: Transaction, conversation: Any, handoff: Any, ticket: Any, now: float) -> None:
    if ticket.confirmation != Confirmation.CONFIRMED.value:
        timers.replace(tx, conversation.id, handoff.id, {})
        tickets.update(
            tx, ticket.id, now, state="closed", confirmation=Confirmation.CONFIRMED.value, confirmed_at=now,
            solved_at=ticket.solved_at or now,
        )  # fmt: skip
        tickets.add_note(tx, ticket.id, "The customer confirmed that it is solved.", now)
        people.record(tx, "customer", "confirmed", conversation.id, now, {"handoff": handoff.id})
        keep_recap(tx, handoff.id)
    _tell(tx, conversation, conversation.epoch, "confirmed", now, ticket=ticket.number)


def _reopened(
    tx: Transaction,
    patience: Patience,
    rules: DeskRules | None,
    conversation: Any,
    handoff: Any,
    ticket: Any,
    now: float,
) -> str:
    """Back to the same agent if that one is there, else to the front of the queue. Returns the owner."""
    tickets.update(
        tx, ticket.id, now, state="open", solved_at=None, reopened=ticket.reopened + 1,
        confirmation=Confirmation.NOT_SOLVED.value, confirmed_at=now,
    )  # fmt: skip
    tickets.add_note(tx, ticket.id, "The customer said that it is not solved; open again.", now)
    people.record(tx, "customer", "reopened", conversation.id, now, {"handoff": handoff.id, "agent": handoff.agent_id})
    epoch = conversation.epoch + 1
    agent = back_to_same(tx, patience, conversation, handoff, now)
    if agent is not None:
        _tell(tx, conversation, epoch, "reopened", now, agent=agent.name, ticket=ticket.number)
        if rules is not None:
            follow_conversation(tx, rules, conversation, reopened=ticket)
        return agent_owner(agent.id)
    change_hands(tx, conversation, Event.REOPENED, now)
    handoffs.update(
        tx, handoff.id, ended_at=None, end_reason=None, resumed_at=now, agent_id=None, former_agent_id=handoff.agent_id,
        returned_at=now, return_reason=ReturnReason.NOT_SOLVED.value,
    )  # fmt: skip
    danger = handoff.urgency == Urgency.CRITICAL.value
    is_open = rules is None or danger or rules.is_open(now)
    since = now if is_open or rules is None else rules.next_opening(now) or now
    timers.replace(tx, conversation.id, handoff.id, while_waiting(patience, since))
    place = handoffs.position(tx, handoffs.get(tx, handoff.id))
    more = ""
    if danger:
        more = notice("but_danger", conversation.language)
    elif rules is not None and not is_open:
        when = opens(rules.closing(now), rules.zone, conversation.language, now)
        more = notice("but_closed", conversation.language, opens=when)
    _tell(tx, conversation, epoch, "reopened_queued", now, more, position=place, ticket=ticket.number)
    if rules is not None:
        follow_conversation(tx, rules, conversation, reopened=ticket)
    return QUEUE


def _tell(
    tx: Transaction, conversation: Any, epoch: int, event: str, now: float, more: str = "", **values: Any
) -> None:
    conversations.append(
        tx,
        conversation.id,
        now,
        author="system",
        kind="event",
        text=notice(event, conversation.language, **values) + more,
        epoch=epoch,
        data={"event": event, **values},
    )
