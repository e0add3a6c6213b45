"""The customer presses the Person button: what is known of the conversation goes with the request."""

from __future__ import annotations

from bot.core.words import Complexity, HandoffReason, Nature, Urgency
from bot.store import conversations
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffOutcome, HandoffRequest, request_handoff
from bot.usecases.receive import Refused


def call_person(
    store: Store, bell: Bell, rules: DeskRules, conversation_id: str, now: float, insist: bool = False
) -> HandoffOutcome:
    """Ask for a person at once; the urgency understood so far decides the place in the queue.

    `insist`: the customer knows that nobody is there and waits all the same.
    """
    with store.read() as tx:
        conversation = conversations.get(tx, conversation_id)
    if conversation is None:
        raise Refused("unknown_conversation", "There is no such conversation.", 404)
    request = HandoffRequest(
        conversation_id,
        HandoffReason.BUTTON,
        urgency=Urgency(conversation.urgency or "normal"),
        nature=Nature(conversation.nature or "request"),
        complexity=Complexity(conversation.complexity or "standard"),
        triage=conversation.triage,
        insist=insist,
    )
    return request_handoff(store, bell, rules, request, now)
