"""T4: the bot calls a person. One short local transaction; a repeat returns the first outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.closing import Closing
from bot.core.deadlines import while_waiting
from bot.core.life import Event
from bot.core.notices import notice
from bot.core.opening_words import opens
from bot.core.promises import promise
from bot.core.summary import summarise
from bot.core.words import BOT, QUEUE, Complexity, HandoffReason, Nature, TicketKind, Urgency
from bot.store import articles, conversations, handoffs, inbox, tickets, timers
from bot.store.bell import CONVERSATION, DESK, WORK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.change_hands import change_hands
from bot.usecases.desk_settings import DeskRules, moment
from bot.usecases.place_in_queue import Place, place_in_queue
from bot.usecases.recap import told_before
from bot.usecases.receive import Refused
from bot.usecases.service_levels import service_levels
from bot.usecases.tickets import ticket_in
from bot.usecases.who_is_there import staff_for


@dataclass(frozen=True)
class HandoffRequest:
    conversation_id: str
    reason: HandoffReason
    urgency: Urgency = Urgency.NORMAL
    nature: Nature = Nature.REQUEST
    complexity: Complexity = Complexity.STANDARD
    # The inbox row of the customer's message; the same row never makes two handoffs.
    inbox_id: int | None = None
    # The triage that led to it, with reasons; kept for the agent.
    triage: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    entities: Sequence[Mapping[str, Any]] = ()
    # Said before the notice, in the same commit: the safety advice must come first and must not wait.
    say_first: Sequence[str] = ()
    # Queue although nobody is there (danger, or the customer chose to wait).
    insist: bool = False


@dataclass(frozen=True)
class HandoffOutcome:
    """`state`: queued | with_person | out_of_hours | nobody_online. In the last two the customer `may_wait` all the same."""

    state: str
    ticket: str | None = None
    position: int | None = None
    wait: tuple[int, int] | None = None
    next_opening: float | None = None
    may_wait: bool = False
    # Why the desk is shut; None while it is open.
    closing: Closing | None = None


def request_handoff(store: Store, bell: Bell, rules: DeskRules, request: HandoffRequest, now: float) -> HandoffOutcome:
    """Put the conversation into the queue if a person can be promised, else say why not.

    Where people are there and all of them busy, it queues: somebody will come.

    Out of hours or with nobody online nothing changes: the caller offers a ticket, or to wait all the same where
    somebody will come. Danger is queued, ticketed and alarmed at any hour.
    """
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, request.conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if conversation.owner != BOT:
            return _as_it_stands(tx, rules, conversation, now)
        if request.inbox_id is not None and handoffs.of_inbox(tx, request.inbox_id) is not None:
            return _as_it_stands(tx, rules, conversation, now)
        missing = None if request.urgency is Urgency.CRITICAL else _who_is_missing(tx, rules, now)
        if missing is not None and not (request.insist and missing.may_wait):
            return missing
        outcome = _enqueue(tx, rules, conversation, request, now)
    bell.ring(CONVERSATION, request.conversation_id)
    bell.ring(DESK, request.conversation_id)
    bell.ring(WORK)
    return outcome


def _who_is_missing(tx: Transaction, rules: DeskRules, now: float) -> HandoffOutcome | None:
    """Why no person can be promised at this moment; None when one can."""
    online = staff_for(tx, rules, now).somebody
    is_open = rules.is_open(now)
    if is_open and online:
        return None
    next_opening = rules.next_opening(now)
    # In a shop that has no hours at all nobody would ever come: there a request is the only honest offer.
    may_wait = is_open or online or next_opening is not None
    return HandoffOutcome(
        "nobody_online" if is_open else "out_of_hours",
        next_opening=next_opening,
        may_wait=may_wait,
        closing=rules.closing(now),
    )


def _enqueue(
    tx: Transaction, rules: DeskRules, conversation: Any, request: HandoffRequest, now: float
) -> HandoffOutcome:
    change_hands(tx, conversation, Event.CALLED, now, inbox_id=request.inbox_id)
    handoff_id, _ = record_handoff(tx, rules, conversation, request, now)
    for number, text in enumerate(request.say_first):
        # Numbers from 1000 keep clear of what the turn itself says in T3.
        conversations.append(
            tx,
            conversation.id,
            now,
            author=BOT,
            text=text,
            src=request.inbox_id,
            n=1000 + number,
            epoch=conversation.epoch,
            data={"safety": True},
        )
    place = place_in_queue(tx, rules, handoffs.get(tx, handoff_id), now)
    if place.wait is not None:
        # Kept, so that the promise can be held against what came of it.
        handoffs.update(tx, handoff_id, wait_low=place.wait[0], wait_high=place.wait[1])
    conversations.append(
        tx,
        conversation.id,
        now,
        author="system",
        kind="event",
        text=_told(place, rules, conversation.language, now),
        epoch=conversation.epoch + 1,
        data={"event": "queued", "ticket": place.ticket, "position": place.position, "wait": place.wait},
    )
    wanted = while_waiting(rules.patience, somebody_expected(rules, place.emergency, now))
    timers.replace(tx, conversation.id, handoff_id, wanted)
    return HandoffOutcome("queued", place.ticket, place.position, place.wait)


def somebody_expected(rules: DeskRules, danger: bool, now: float) -> float:
    """Since when a customer in the queue may be impatient: who chose to wait for the morning is not before it has come."""
    return now if danger or rules.is_open(now) else rules.next_opening(now) or now


def _told(place: Place, rules: DeskRules, language: str, now: float) -> str:
    """What the customer hears on entering the queue: minutes only where somebody serves it."""
    facts = {"position": place.position, "ticket": place.ticket}
    if place.wait is not None:
        low, high = place.wait
        return notice("queued_busy" if place.all_busy else "queued", language, low=low, high=high, **facts)
    if place.emergency:
        return notice("queued_urgent_busy" if place.all_busy else "queued_unattended", language, ticket=place.ticket)
    if rules.is_open(now):
        return notice("queued_no_minutes" if place.all_busy else "queued_nobody_online", language, **facts)
    name = "queued_off_duty" if place.people_online else "queued_out_of_hours"
    return notice(name, language, opens=opens(rules.closing(now), rules.zone, language, now), **facts)


def record_handoff(
    tx: Transaction, rules: DeskRules, conversation: Any, request: HandoffRequest, now: float, **more: Any
) -> tuple[int, Any]:
    """The handoff row with its packet, and its one ticket."""
    packet = make_packet(tx, conversation, request)
    summary = packet["summary"]
    due = _first_response_due(tx, rules, request, now)
    handoff_id = handoffs.add(
        tx,
        {
            "conversation_id": conversation.id,
            "inbox_id": request.inbox_id,
            "epoch": conversation.epoch + 1,
            "reason": request.reason.value,
            "urgency": request.urgency.value,
            "urgency_rank": request.urgency.rank,
            "nature": request.nature.value,
            "complexity": request.complexity.value,
            "summary": summary["en" if conversation.language == "en" else "zh"],
            "packet": packet,
            "asked_at": now,
            "due_at": due,
            **more,
        },
    )
    ticket = ticket_in(
        tx,
        rules,
        conversation,
        f"handoff:{handoff_id}",
        TicketKind.HANDOFF,
        summary["en" if conversation.language == "en" else "zh"],
        "\n".join(packet["said"]),
        {**request.facts},
        request.urgency,
        request.nature,
        now,
        handoff_id=handoff_id,
        live=True,
    )
    return handoff_id, ticket


def _first_response_due(tx: Transaction, rules: DeskRules, request: HandoffRequest, now: float) -> float:
    levels = service_levels(tx)
    due = promise(request.urgency, request.nature, moment(now), rules.hours, True, levels, rules.clocks)
    return due.first_response.timestamp()


def make_packet(tx: Transaction, conversation: Any, request: HandoffRequest) -> dict[str, Any]:
    """Everything the agent needs so that nothing is asked twice."""
    recent = conversations.last_messages(tx, conversation.id, 60)
    said = [row.text for row in recent if row.author == "customer"]
    offered = {one["title"] for row in recent for one in row.buttons or ()}
    verdicts = {row.article_id: bool(row.helped) for row in articles.verdicts(tx, conversation.id)}
    tried: dict[str, dict[str, Any]] = {}
    for row in recent:
        article = (row.data or {}).get("article") if row.author == BOT else None
        if article:
            tried[article["id"]] = {**article, "helped": verdicts.get(article["id"])}
    # A pressed button ("Not solved", "Wait anyway") tells an agent nothing about the matter.
    written = [text for text in said if text not in offered] or said
    entities = list(request.entities)
    facts = {key: value for key, value in request.facts.items() if value not in (None, "")}
    return {
        "who": {
            "name": conversation.name or facts.get("name"),
            "contact": conversation.contact or {},
            "language": conversation.language,
            "channel": conversation.channel,
            "page": conversation.page,
        },
        "summary": summarise(
            request.reason.value,
            request.urgency.value,
            request.nature.value,
            conversation.name,
            written,
            list(tried.values()),
        ),
        "last_question": written[-1] if written else "",
        "said": written[-5:],
        "form": facts,
        "entities": entities,
        "triage": dict(request.triage) if request.triage else conversation.triage,
        "articles": list(tried.values()),
        # What the bot looked at, for who is asked to take it.
        "topics": articles.topics(tx, list(tried)),
        # What came of earlier calls, so that the next agent does not ask again.
        "before": told_before(tx, conversation.id),
    }


def _as_it_stands(tx: Transaction, rules: DeskRules, conversation: Any, now: float) -> HandoffOutcome:
    """A second request while a handoff is open, or the repeat of a turn: the first outcome again."""
    open_handoff = handoffs.open_of(tx, conversation.id)
    if open_handoff is None:
        return HandoffOutcome("with_person")
    if conversation.owner != QUEUE:
        ticket = tickets.of_handoff(tx, open_handoff.id)
        return HandoffOutcome("with_person", ticket.number if ticket else None)
    place = place_in_queue(tx, rules, open_handoff, now)
    return HandoffOutcome("queued", place.ticket, place.position, place.wait)


def leave_queue(store: Store, bell: Bell, conversation_id: str, now: float) -> None:
    """The customer would rather go on with the bot."""
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None or not change_hands(tx, conversation, Event.LEFT_QUEUE, now):
            raise Refused("not_waiting", "You are not waiting for a person at the moment.")
        conversations.append(
            tx,
            conversation_id,
            now,
            author="system",
            kind="event",
            text=notice("left_queue", conversation.language),
            epoch=conversation.epoch + 1,
            data={"event": "left_queue"},
        )
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)


def bot_failed(store: Store, bell: Bell, rules: DeskRules, conversation_id: str, inbox_id: int, now: float) -> None:
    """The bot could not answer after several tries: a person gets it, the customer is told."""
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        row = inbox.get_locked(tx, inbox_id)
        if conversation is None or row is None or row.state not in ("new", "leased"):
            return
        inbox.set_state(tx, inbox_id, state="dead", done_at=now)
        if conversation.owner == BOT:
            request = HandoffRequest(
                conversation_id,
                HandoffReason.BOT_FAILED,
                urgency=Urgency(conversation.urgency or "normal"),
                nature=Nature(conversation.nature or "other"),
                inbox_id=inbox_id,
                insist=True,
                say_first=[notice("bot_failed", conversation.language)],
            )
            _enqueue(tx, rules, conversation, request, now)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    bell.ring(WORK)
