"""What was said in answer to one message: for callers who wait for it, such as the REST door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.store import conversations, inbox
from bot.store.database import Store


@dataclass(frozen=True)
class Answer:
    """`finished` is False while the bot has still to answer."""

    finished: bool
    messages: list[dict[str, Any]]


def answer_to(store: Store, conversation_id: str, seq: int) -> Answer:
    """What bot and system said to the customer's message number `seq`.

    The bot's answers name the message they belong to; a notice belongs to the customer's last message before it.
    """
    with store.read() as tx:
        row = inbox.of_message(tx, conversation_id, seq)
        said: list[dict[str, Any]] = []
        is_newest = True
        for message in conversations.messages_after(tx, conversation_id, seq, notes=False):
            if message.author == "customer":
                is_newest = False
            elif (row is not None and message.src == row.id) or (message.author == "system" and is_newest):
                buttons = [{"id": one["id"], "title": one["title"]} for one in message.buttons or ()]
                said.append({"seq": message.seq, "text": message.text, "buttons": buttons})
        return Answer(row is None or row.state not in inbox.OPEN, said)
