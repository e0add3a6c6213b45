"""An agent has looked at a conversation: what is unread is counted from there, on every device."""

from __future__ import annotations

import time

from bot.store import conversations, mentions, seen
from bot.store.database import Store
from bot.usecases.receive import Refused


def mark_seen(store: Store, conversation_id: str, me: int, seq: int, now: float | None = None) -> bool:
    """User `me` was shown all messages up to number `seq`. True when that is news; a smaller number changes nothing."""
    with store.begin() as tx:
        conversation = conversations.get(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        # Beyond the last message nobody has read anything: what comes next must still be new.
        read = min(seq, conversation.next_seq - 1)
        was_named = mentions.read(tx, me, conversation_id, read, time.time() if now is None else now)
        return seen.mark(tx, me, conversation_id, read) or was_named
