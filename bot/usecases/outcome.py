"""How a matter ended, on the handoff and its ticket: said when it is resolved, corrected later, looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.core.deadlines import Deadline
from bot.core.outcome import LONGEST_AHEAD, LONGEST_WHY, Cause, Outcome, Resolution, needs_cause
from bot.core.sentence import Sentence
from bot.core.text import clean
from bot.store import conversations, handoffs, people, tickets, timers
from bot.store.bell import CONVERSATION, DESK, WORK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.recap import keep_recap
from bot.usecases.receive import Refused

if TYPE_CHECKING:
    from bot.usecases.desk import Agent


def resolution_of(body: Mapping[str, Any], now: float) -> Resolution:
    """What an agent sent. `reason` alone, as programs of before send it, is what was done to solve it."""
    done = body.get("done", body.get("reason"))
    if not isinstance(done, str) or not done.strip():
        raise Refused("reason_missing", "Say in a few words how the matter was solved.", 400)
    return Resolution(
        _one_of(Outcome, "outcome", body.get("outcome", Outcome.SOLVED.value)),
        _one_of(Cause, "cause", body["cause"]) if body.get("cause") else None,
        clean(done, 500),
        _follow_up(body.get("follow_up"), now),
    )


def _one_of(kind: Any, name: str, value: object) -> Any:
    known = [one.value for one in kind]
    if value not in known:
        raise Refused("bad_value", Sentence("{name} must be one of {known}.", name=name, known=", ".join(known)), 400)
    return kind(value)


def _follow_up(value: object, now: float) -> tuple[float, str] | None:
    if value is None:
        return None
    at, why = (value.get("at"), value.get("why")) if isinstance(value, Mapping) else (None, None)
    if isinstance(at, bool) or not isinstance(at, (int, float)) or not now < at <= now + LONGEST_AHEAD:
        raise Refused("bad_time", "Choose a day from tomorrow to a year from now.", 400)
    if not isinstance(why, str) or not why.strip():
        raise Refused("why_missing", "Say in a word why the matter is to be looked at again.", 400)
    return float(at), clean(why, LONGEST_WHY)


def check_cause(handoff: Any, resolution: Resolution) -> None:
    if resolution.cause is None and needs_cause(handoff.nature, resolution.outcome):
        raise Refused("cause_missing", "Choose where the root of this fault or complaint lies.", 400)


def must_have_cause(store: Store, conversation_id: str, resolution: Resolution) -> None:
    """Before it is resolved: the nature is the agent's latest word on it."""
    with store.read() as tx:
        handoff = handoffs.open_of(tx, conversation_id)
    if handoff is not None:
        check_cause(handoff, resolution)


def keep_outcome(tx: Transaction, handoff: Any, agent: Agent, resolution: Resolution, now: float) -> None:
    """With the handoff, and for the ticket system; a new follow-up takes the place of all earlier ones."""
    for earlier in handoffs.follow_ups_of(tx, handoff.conversation_id):
        _forget_follow_up(tx, earlier.id)
    at, why = resolution.follow_up or (None, None)
    _write(tx, handoff, agent, resolution, now, follow_up_at=at, follow_up_note=why)
    if at is not None:
        timers.add(tx, handoff.conversation_id, Deadline.FOLLOW_UP, handoff.id, at)


def _write(tx: Transaction, handoff: Any, agent: Agent, resolution: Resolution, now: float, **more: Any) -> None:
    handoffs.update(
        tx,
        handoff.id,
        outcome=resolution.outcome.value,
        cause=resolution.cause.value if resolution.cause else None,
        end_note=resolution.done or None,
        outcome_by=agent.id,
        outcome_at=now,
        **more,
    )
    keep_recap(tx, handoff.id)
    ticket = tickets.of_handoff(tx, handoff.id)
    if ticket is not None:
        tickets.outcome_is_due(tx, ticket.id, now)


def correct_outcome(
    store: Store, bell: Bell, conversation_id: str, handoff_id: int, agent: Agent, body: Mapping[str, Any], now: float
) -> None:
    """Said otherwise later: outcome, cause and what was done. The ticket's state stays, the customer was told it."""
    resolution = resolution_of({**body, "follow_up": None}, now)
    with store.begin(durable=True) as tx:
        handoff = _ended(tx, conversation_id, handoff_id)
        check_cause(handoff, resolution)
        before = {"outcome": handoff.outcome, "cause": handoff.cause, "done": handoff.end_note}
        _write(tx, handoff, agent, resolution, now)
        ticket = tickets.of_handoff(tx, handoff_id)
        if ticket is not None:
            tickets.add_note(tx, ticket.id, f"{agent.name} corrected how it ended: {resolution.done}", now)
        people.record(
            tx, f"user:{agent.id}", "outcome_corrected", conversation_id, now, {"handoff": handoff_id, "was": before}
        )
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    bell.ring(WORK)


def end_follow_up(store: Store, bell: Bell, conversation_id: str, handoff_id: int, agent: Agent, now: float) -> None:
    """Looked at, or not wanted any more; doing it twice is no error."""
    with store.begin(durable=True) as tx:
        handoff = _ended(tx, conversation_id, handoff_id, open_too=True)
        if handoff.follow_up_at is None:
            return
        _forget_follow_up(tx, handoff_id)
        data = {"handoff": handoff_id, "at": handoff.follow_up_at, "why": handoff.follow_up_note}
        people.record(tx, f"user:{agent.id}", "follow_up_ended", conversation_id, now, data)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)


def _forget_follow_up(tx: Transaction, handoff_id: int) -> None:
    handoffs.update(tx, handoff_id, follow_up_at=None, follow_up_note=None)
    timers.cancel(tx, Deadline.FOLLOW_UP, handoff_id)


def _ended(tx: Transaction, conversation_id: str, handoff_id: int, open_too: bool = False) -> Any:
    conversation = conversations.get_locked(tx, conversation_id)
    handoff = handoffs.get(tx, handoff_id)
    if conversation is None or handoff is None or handoff.conversation_id != conversation_id:
        raise Refused("unknown_handoff", "There is no such call in this conversation.", 404)
    if handoff.ended_at is None and not open_too:
        raise Refused("not_ended", "This call is not over yet; resolve it instead.", 409)
    return handoff
