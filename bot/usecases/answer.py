"""T2 and T3: the engine leases a message, and saves the whole turn in one commit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.words import BOT, QUEUE, Urgency
from bot.store import conversations, handoffs, inbox, tracker
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store, Transaction

LEASE_SECONDS = 30.0
MOST_TRIES = 4
# Seconds until a failed turn is tried again, by number of tries: a restart of the action server takes about two.
BACK_OFF = (0.0, 1.0, 3.0, 6.0)


class LeaseLost(Exception):
    """Somebody else has this message now; this turn must leave no trace."""


class TurnFailed(Exception):
    """A part of the turn could not run (the action server, say); nothing of it may be kept."""


@dataclass
class Turn:
    """One customer message in the hands of one engine. `problem` is set when a part of the turn failed."""

    inbox_id: int
    conversation_id: str
    message_id: int
    text: str
    trusted: bool
    epoch: int
    language: str
    lease_by: str
    tries: int
    # Where the customer writes: some articles are told in certain channels only.
    channel: str | None = None
    # The conversation has just come back from a person: begin a new short session.
    fresh: bool = False
    # Another message waited as well: ask again at once.
    more: bool = False
    problem: str | None = None

    @property
    def key(self) -> str:
        """The id under which Rasa knows the message."""
        return f"inbox-{self.inbox_id}"


@dataclass(frozen=True)
class Utterance:
    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


def lease(store: Store, engine: str, now: float) -> Turn | None:
    """The oldest message that waits for the bot, leased to `engine`; None when there is none."""
    with store.begin() as tx:
        waiting = inbox.oldest_free(tx, now, limit=2)
        if not waiting:
            return None
        row = waiting[0]
        turn = Turn(
            inbox_id=row.id,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
            text=row.text,
            trusted=bool(row.trusted),
            epoch=row.epoch,
            language=row.language,
            lease_by=engine,
            tries=row.tries + 1,
            channel=row.channel,
            fresh=bool(row.fresh_session),
            more=len(waiting) > 1,
        )
        # Only a message that was leased before can have been answered; looking for that reads the whole conversation.
        if row.tries and (
            handoffs.of_inbox(tx, row.id) is not None or inbox.is_in_tracker(tx, row.conversation_id, turn.key)
        ):
            # The turn was committed, only the mark is missing (or people have it since): nothing to say twice.
            inbox.set_state(tx, row.id, state="done", done_at=now)
            return lease_again
        inbox.set_state(tx, row.id, state="leased", lease_until=now + LEASE_SECONDS, lease_by=engine, tries=turn.tries)
        return turn


# Told apart from "nothing to do": the caller asks again at once.
lease_again = Turn(0, "", 0, "", False, 0, "", "", 0)


def give_back(store: Store, turn: Turn, now: float) -> bool:
    """A turn failed: free the message for another try; False when its tries are used up."""
    if turn.tries >= MOST_TRIES:
        return False
    with store.begin() as tx:
        row = inbox.get_locked(tx, turn.inbox_id)
        if row is not None and row.state == "leased" and row.lease_by == turn.lease_by:
            wait = BACK_OFF[min(turn.tries, len(BACK_OFF) - 1)]
            inbox.set_state(tx, turn.inbox_id, state="new", lease_until=now + wait)
    return True


def save_turn(
    store: Store,
    bell: Bell,
    turn: Turn,
    first_event: int,
    events: Sequence[Mapping[str, Any]],
    utterances: Sequence[Utterance],
    analysis: Mapping[str, Any] | None,
    now: float,
) -> None:
    """Rasa's events, what the bot says, and the inbox mark: one commit.

    What the bot says is kept but not shown when the conversation changed hands during the turn, unless
    it was this very message that called the person.
    """
    if turn.problem:
        raise TurnFailed(turn.problem)
    with store.begin() as tx:
        row = inbox.get_locked(tx, turn.inbox_id)
        if row is None or row.state != "leased" or row.lease_by != turn.lease_by:
            raise LeaseLost(f"message {turn.inbox_id} is no longer leased by this engine")
        conversation = conversations.get_locked(tx, turn.conversation_id)
        assert conversation is not None
        shown = _may_speak(tx, conversation, turn)
        tracker.add(tx, turn.conversation_id, first_event, events)
        changed: dict[str, Any] = {}
        if analysis is not None:
            conversations.set_analysis(tx, turn.message_id, analysis)
            changed = learnt(conversation, analysis)
            if analysis.get("intent") == "switch_language" and analysis.get("language"):
                changed["language"] = analysis["language"]
        if conversation.fresh_session:
            changed["fresh_session"] = False
        for number, utterance in enumerate(utterances):
            conversations.append(
                tx,
                turn.conversation_id,
                now,
                hidden=not shown,
                beside=changed if number == 0 else None,
                author=BOT,
                text=utterance.text,
                buttons=[{"id": secrets.token_urlsafe(9), **button} for button in utterance.buttons] or None,
                data=dict(utterance.data) or None,
                src=turn.inbox_id,
                n=number,
                epoch=turn.epoch,
            )
        if changed and not utterances:
            conversations.update(tx, turn.conversation_id, **changed)
        inbox.set_state(tx, turn.inbox_id, state="done", done_at=now)
    bell.ring_all([CONVERSATION, DESK], turn.conversation_id)


def _may_speak(tx: Transaction, conversation: Any, turn: Turn) -> bool:
    if conversation.owner == BOT and conversation.epoch == turn.epoch:
        return True
    if conversation.owner == QUEUE and conversation.epoch == turn.epoch + 1:
        handoff = handoffs.open_of(tx, turn.conversation_id)
        return handoff is not None and handoff.inbox_id == turn.inbox_id
    return False


def note_analysis(tx: Transaction, conversation: Any, message_id: int, analysis: Mapping[str, Any]) -> None:
    """Keep what was understood with the message and with the conversation."""
    conversations.set_analysis(tx, message_id, analysis)
    changed = learnt(conversation, analysis)
    if changed:
        conversations.update(tx, conversation.id, **changed)


def learnt(conversation: Any, analysis: Mapping[str, Any]) -> dict[str, Any]:
    """What one message changes in the conversation's triage: it takes the most urgent level so far."""
    triage = analysis.get("triage")
    if not triage:
        return {}
    before = conversation.urgency
    level = triage["urgency"]["level"]
    values: dict[str, Any] = {}
    if before is None or Urgency(level).rank <= Urgency(before).rank:
        values["urgency"] = level
        values["triage"] = triage
    nature = triage["nature"]["label"]
    if nature != "other" or conversation.nature is None:
        values["nature"] = nature
    complexity = triage["complexity"]["level"]
    order = ["simple", "standard", "complex"]
    if conversation.complexity is None or order.index(complexity) > order.index(conversation.complexity):
        values["complexity"] = complexity
    return values
