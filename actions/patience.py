"""How often the bot may fail before it offers a person. A decision over the session's intents, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.words import HandoffReason, Urgency

MISSES = frozenset({"not_understood", "none_of_these", "not_helped"})
ANSWERS = frozenset({"faq", "choose_article"})
# A fresh start: something worked, or the customer said that it is fine as it is.
SUCCESSES = frozenset(
    {
        "helped",
        "decline_offer",
        "request_repair",
        "request_return",
        "make_complaint",
        "leave_request",
        "ask_ticket_status",
    }
)
ENOUGH = 2


def misses_in_a_row(intents: Sequence[str]) -> int:
    """Misses up to and including the last intent. An answer that was not refused forgives the earlier ones."""
    count, answered = 0, False
    for intent in intents:
        if answered and intent != "not_helped":
            count = 0
        answered = intent in ANSWERS
        if intent in MISSES:
            count += 1
        elif intent in SUCCESSES:
            count = 0
    return count


def offer_now(intents: Sequence[str], urgency: Urgency) -> bool:
    """True: offer a person. False: ask once more."""
    return urgency in (Urgency.HIGH, Urgency.CRITICAL) or misses_in_a_row(intents) >= ENOUGH


# What an accepted offer was made for, by the response that made it.
_OFFERS = {
    "utter_offer_person_urgent": HandoffReason.HIGH,
    "utter_offer_person_not_helped": HandoffReason.NOT_HELPED,
    "utter_offer_person_not_understood": HandoffReason.NOT_UNDERSTOOD,
}


def why_called(intent: str, last_response: str) -> HandoffReason:
    """The reason of a handoff: what led to the offer that was accepted, or that the customer asked."""
    return _OFFERS.get(last_response, HandoffReason.ASKED) if intent == "accept_offer" else HandoffReason.ASKED
