"""Classify what customers write while people have the conversation: the bot does not read those messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.text import language_of
from bot.core.words import QUEUE, Urgency
from bot.store import conversations, handoffs
from bot.store.bell import DESK, Bell
from bot.store.database import Store
from bot.usecases.answer import note_analysis


def triage_waiting(store: Store, bell: Bell, judge: Callable[[str], Mapping[str, Any]], now: float) -> int:
    """`judge` gives a message's triage as a dict; who waits in the queue moves up when it got worse."""
    with store.read() as tx:
        rows = conversations.unanalysed(tx)
    for row in rows:
        judged = dict(judge(row.text))
        judged.pop("text", None)
        with store.begin() as tx:
            conversation = conversations.get_locked(tx, row.conversation_id)
            assert conversation is not None
            note_analysis(tx, conversation, row.id, {"triage": judged, "language": language_of(row.text)})
            handoff = handoffs.open_of(tx, row.conversation_id)
            level = Urgency(judged["urgency"]["level"])
            if handoff is not None and conversation.owner == QUEUE and level.rank < handoff.urgency_rank:
                handoffs.update(tx, handoff.id, urgency=level.value, urgency_rank=level.rank)
        bell.ring(DESK, row.conversation_id)
    return len(rows)
