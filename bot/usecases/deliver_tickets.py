"""T10: carry a promised ticket to its ticket system, exactly once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store import handoffs, people, tickets
from bot.store.database import Store
from bot.tickets.desk import NewTicket, TicketDesk, TicketError, TicketOutcome, TicketRef

LEASE_SECONDS = 60.0
LONGEST_PAUSE = 900.0


def deliver_next(store: Store, desks: Mapping[str, TicketDesk], now: float) -> bool:
    """Deliver one due ticket; False when none is due.

    The job is marked before the call: after a crash in between nobody knows whether the system made the
    ticket, so the next try looks for our key first.
    """
    with store.begin() as tx:
        row = tickets.due_job(tx, now)
        if row is None:
            return False
        # Taken in hand with this round; one that is corrected meanwhile asks for another.
        told = {"outcome_due": False} if row.external_ref is not None else {}
        tickets.update_job(tx, row.id, state="sending", tries=row.tries + 1, next_at=now + LEASE_SECONDS, **told)
    desk = desks.get(row.desk)
    if desk is None:
        _failed(store, row.id, f"No ticket system {row.desk!r} is configured.", row.tries + 1, now)
        return True
    ticket = NewTicket(row.key, row.number, row.subject, row.body, row.urgency, row.nature, row.language, row.fields)
    try:
        if row.external_ref is not None:
            _tell_outcome(desk, TicketRef(row.desk, row.external_ref), _outcome(store, row.handoff_id))
            _delivered(store, row.id, row.external_ref, now)
            return True
        found = desk.find(ticket.key) if row.job_state != "pending" and desk.abilities.find_by_key else None
        ref = found or desk.open(ticket)
    except TicketError as error:
        _failed(store, row.id, str(error), row.tries + 1, now, error.retryable)
        return True
    _delivered(store, row.id, ref.id, now)
    return True


def _delivered(store: Store, ticket_id: int, external_ref: str, now: float) -> None:
    """Done, unless an outcome came meanwhile: then the next round tells it."""
    with store.begin() as tx:
        job = tickets.job_of(tx, ticket_id)
        state = "pending" if job is not None and job.outcome_due else "done"
        tickets.update_job(tx, ticket_id, state=state, external_ref=external_ref, error=None, next_at=now)


def _outcome(store: Store, handoff_id: int | None) -> TicketOutcome | None:
    with store.read() as tx:
        row = handoffs.get(tx, handoff_id) if handoff_id is not None else None
        if row is None or row.outcome is None:
            return None
        agent = people.get(tx, row.outcome_by)
        return TicketOutcome(row.outcome, row.cause, row.end_note or "", agent.name if agent else None, row.outcome_at)


def _tell_outcome(desk: TicketDesk, ref: TicketRef, outcome: TicketOutcome | None) -> None:
    if outcome is None:
        return
    if desk.abilities.outcome:
        desk.set_outcome(ref, outcome)
    elif desk.abilities.notes:
        root = f" Root cause: {outcome.cause}." if outcome.cause else ""
        desk.add_note(ref, f"{outcome.outcome}: {outcome.done}{root}")


def _failed(store: Store, ticket_id: int, why: str, tries: int, now: float, retryable: bool = True) -> None:
    pause = min(LONGEST_PAUSE, 2.0**tries)
    with store.begin() as tx:
        tickets.update_job(
            tx, ticket_id, state="unknown" if retryable else "failed", error=why[:500], next_at=now + pause
        )
