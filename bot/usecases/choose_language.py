"""The customer chooses the language in which we speak."""

from __future__ import annotations

from bot.store import conversations
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store
from bot.usecases.receive import Refused


def choose_language(store: Store, bell: Bell, conversation_id: str, language: str) -> None:
    with store.begin() as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if conversation.language == language:
            return
        conversations.update(tx, conversation_id, language=language)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
