"""T1: a customer's message comes in. Stored before anybody is told that it was received."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import confirming
from bot.core.deadlines import Patience
from bot.core.sentence import sentence
from bot.core.text import LONGEST_ID, clean, disarm, language_of
from bot.core.words import BOT
from bot.store import conversations, inbox, snoozes
from bot.store.bell import CONVERSATION, DESK, INBOX, Bell
from bot.store.database import Store, Transaction
from bot.usecases.confirming import customer_answered
from bot.usecases.contact_left import contact_left
from bot.usecases.desk_settings import DeskRules
from bot.usecases.resuming import customer_spoke

MOST_PENDING = 50


class Refused(Exception):
    """What a client asked cannot be done; `code` for machines, the text for people."""

    def __init__(self, code: str, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.message = sentence(message)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Receipt:
    seq: int
    inbox_id: int
    repeated: bool
    owner: str


def new_conversation_id() -> str:
    return secrets.token_urlsafe(24)


def start_conversation(
    store: Store,
    channel: str,
    language: str,
    now: float,
    ext_user: str | None = None,
    page: Mapping[str, Any] | None = None,
) -> str:
    """A conversation of this channel's user, the existing one if there is one; returns its id."""
    if ext_user is not None:
        # Most messages come from who is known: looking needs no writer's lock.
        with store.read() as tx:
            known = conversations.by_external_user(tx, channel, ext_user)
            if known is not None:
                return str(known.id)
    with store.begin() as tx:
        new = {
            "id": new_conversation_id(),
            "channel": channel,
            "ext_user": ext_user,
            "language": language,
            "page": dict(page) if page else None,
            "created_at": now,
            "updated_at": now,
        }
        conversations.create(tx, new)
        if ext_user is None:
            return str(new["id"])
        made = conversations.by_external_user(tx, channel, ext_user)
        assert made is not None
        return str(made.id)


def receive(
    store: Store, bell: Bell, conversation_id: str, client_id: str, text: object, now: float, button: str | None = None,
    patience: Patience = Patience(), rules: DeskRules | None = None,
) -> Receipt:  # fmt: skip
    """Take a message: stored exactly once per client id, queued for the bot or shown to the people in charge.

    `button` is the id of a pressed button of this conversation; its title is the message then. A word after a long
    silence takes the talk up again with the same person where it may (`bot/usecases/resuming.py`); the answer to
    "solved?" closes or reopens the ticket (`bot/usecases/confirming.py`, which needs the `rules` for the queue's clocks).
    Raises BadText for what cannot be stored, Refused for an unknown conversation or button, a client id
    that came before with another text (422), or too many unanswered messages (429).
    """
    if not isinstance(client_id, str) or not 1 <= len(client_id) <= LONGEST_ID:
        raise Refused("bad_id", f"The message id must be a text of 1 to {LONGEST_ID} characters.", 400)
    client_id = clean(client_id, LONGEST_ID)
    said = None if button is not None else clean(text)
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        payload, trusted = None, False
        if button is not None:
            said, payload = _pressed(tx, conversation_id, button)
            trusted = True
        assert said is not None
        known = conversations.by_client_id(tx, conversation_id, client_id)
        if known is not None:
            if known.author != "customer" or known.text != said:
                raise Refused("id_taken", "This message id was already used with another text.", 422)
            return Receipt(known.seq, 0, True, conversation.owner)
        if conversation.owner == BOT and inbox.pending(tx, conversation_id) >= MOST_PENDING:
            raise Refused(
                "too_many", "Many of your messages are still waiting for an answer. Please wait a moment.", 429
            )
        language = language_of(said, conversation.language) if button is None else conversation.language
        changed: dict[str, Any] = {"customer_seen_at": now}
        if language != conversation.language:
            changed["language"] = language
        message_id, seq = conversations.append(
            tx,
            conversation_id,
            now,
            beside=changed,
            author="customer",
            text=said,
            client_id=client_id,
            epoch=conversation.epoch,
        )
        answered = customer_answered(tx, patience, rules, conversation, said, payload, now)
        owner = answered.owner if answered else customer_spoke(tx, patience, conversation, now)
        kept = (
            answered.nobody_answers if answered else button is None and contact_left(tx, conversation, owner, said, now)
        )
        if confirming.pressed(payload) and not answered:
            # The button of a matter that has gone on since: to whoever reads it, it is what stands on it.
            payload, trusted = None, False
        if conversation.owner != BOT:
            snoozes.wake_all_of(tx, conversation_id, now)
        row = inbox.put(
            tx,
            conversation_id,
            message_id,
            payload or disarm(said),
            trusted,
            "new" if owner == BOT and not kept else "human",
            now,
        )
    bell.ring_all([*([INBOX] if owner == BOT else []), CONVERSATION, DESK], conversation_id)
    return Receipt(seq, row, False, owner)


def _pressed(tx: Transaction, conversation_id: str, button: str) -> tuple[str, str]:
    """(title, payload) of a button that this conversation was shown."""
    for message in reversed(conversations.last_messages(tx, conversation_id, 200, authors=BOT)):
        for one in message.buttons or ():
            if one["id"] == button:
                return one["title"], one["payload"]
    raise Refused("unknown_button", "This button is not known here any more. Please type your answer.", 422)
