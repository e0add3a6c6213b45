"""The figures of the leads' board, from what happened today: plain decisions over plain values."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

from bot.core.promised_waits import Waited, kept
from bot.core.words import EndReason, HandoffReason

# A first reply that is due this soon (seconds) is at risk; the same as "overdue or due soon" in the desk's filters.
RISK_SECONDS = 300.0
FIGURES = ("accepted", "answered", "resolved", "unanswered", "kept", "late")


def at_risk(due: float | None, now: float) -> bool:
    """What is due next is late, or due within five minutes; `due` is None when nothing is."""
    return due is not None and due < now + RISK_SECONDS


def ticket_due(state: str, first_response_due: float, resolution_due: float, answered: bool) -> float | None:
    """What an open ticket waits for next; None while it waits for the customer, or for nobody."""
    if state != "open":
        return None
    return resolution_due if answered else min(first_response_due, resolution_due)


def belongs(figure: str, handoff: Any, since: float, now: float) -> bool:
    """Whether this call for a person is counted in the figure of the day that began at `since`."""
    if figure == "accepted":
        return handoff.accepted_at is not None and handoff.accepted_at >= since
    if figure == "answered":
        return waited_for_reply(handoff) is not None and handoff.first_reply_at >= since
    if figure == "resolved":
        return handoff.end_reason == EndReason.RESOLVED.value and handoff.ended_at >= since
    if figure == "unanswered":
        return handoff.ended_at is not None and handoff.ended_at >= since and handoff.first_reply_at is None
    if handoff.asked_at < since:
        return False
    judged = _promise(handoff, now)
    return judged is not None and judged == (figure == "kept")


def waited_for_reply(handoff: Any) -> float | None:
    """Seconds from the call to the first reply; None without one, or where nobody had called."""
    if handoff.first_reply_at is None or handoff.reason == HandoffReason.TAKEN_OVER.value:
        return None
    return float(handoff.first_reply_at - handoff.asked_at)


def first_response_median(handoffs: Iterable[Any], since: float) -> float | None:
    """Seconds, of the first replies written since then; None without any."""
    waits = [waited_for_reply(one) for one in handoffs if belongs("answered", one, since, since)]
    known = [one for one in waits if one is not None]
    return median(known) if known else None


def _promise(handoff: Any, now: float) -> bool | None:
    """Whether the promised wait was kept (sooner counts as kept); None where none was promised or it is not decided."""
    if handoff.wait_low is None or handoff.reason == HandoffReason.TAKEN_OVER.value:
        return None
    minutes = ((handoff.accepted_at or handoff.ended_at or now) - handoff.asked_at) / 60
    found = kept([Waited((handoff.wait_low, handoff.wait_high), minutes, handoff.accepted_at is not None)])
    return None if not found.judged else not found.above
