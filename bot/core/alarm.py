"""Whether an alarm of triage is believed: danger is rarely missed there, and cried now and then where there is none."""

from __future__ import annotations

from bot.core import plain_words
from bot.core.understood import CLEAR, SURE, Understood

# From here on an alarm is believed without a second witness.
ALARM = 0.9
# Below this an alarm is wrong six times in seven: a person is offered, not called.
DOUBTFUL = 0.5
COIN = 0.6
NO_DANGER = 0.1


def is_danger(seen: Understood) -> bool:
    """Triage misses danger rarely and cries wolf now and then; the knowledge base is an independent witness.

    So is the classifier. A doubtful alarm is dropped when a witness is surer that an everyday article answers the
    message, or that it is something else altogether.
    """
    if seen.urgency != "critical" or _only_sounds_dangerous(seen):
        return False
    best, confidence = seen.intents[0] if seen.intents else ("report_danger", 0.0)
    if seen.urgency_confidence >= ALARM or not seen.articles or _is_near_danger(seen, best):
        return True
    if _is_near_an_everyday_matter(seen):
        return False
    _, score = seen.articles[0]
    # The classifier knows danger as well, and an alarming address is an address to it. That something is a question
    # speaks against danger only where an everyday article comes near.
    silent = best in ("report_danger", "out_of_scope") or (best == "faq" and seen.knowledge_status == "none")
    otherwise = 0.0 if silent else confidence
    if best == "request_repair" and plain_words.sends_for_a_repairman(seen.text):
        otherwise = max(otherwise, CLEAR)
    return seen.urgency_confidence >= max(DOUBTFUL, score, otherwise)


def _is_near_danger(seen: Understood, best: str) -> bool:
    """The nearest article is for emergencies. To a form's question ("不出雾") some article is always the nearest."""
    asked = seen.form is not None and seen.urgency_confidence < DOUBTFUL and seen.knowledge_status == "none"
    return seen.near_danger and not (asked and best != "report_danger")


def _is_near_an_everyday_matter(seen: Understood) -> bool:
    """An alarm little better than a coin, an everyday article nearby, and a classifier that sees no danger at all."""
    sees_none = dict(seen.intents).get("report_danger", 0.0) < NO_DANGER
    return seen.urgency_confidence < COIN and seen.knowledge_status != "none" and bool(seen.intents) and sees_none


def _only_sounds_dangerous(seen: Understood) -> bool:
    """An address that was asked for, and a leak that comes back whenever the thing runs."""
    best, confidence = seen.intents[0] if seen.intents else ("", 0.0)
    told = seen.slot == "address" and plain_words.is_an_address(seen.text) and not seen.near_danger
    if told and best in ("inform", "correct_details") and confidence >= SURE:
        return True
    return plain_words.is_a_habitual_leak(seen.text)
