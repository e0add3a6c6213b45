"""T10: carry a promised ticket to its ticket system, exactly once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store import tickets
from bot.store.database import Store
from bot.tickets.desk import NewTicket, TicketDesk, TicketError

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
        tickets.update_job(tx, row.id, state="sending", tries=row.tries + 1, next_at=now + LEASE_SECONDS)
    desk = desks.get(row.desk)
    if desk is None:
        _failed(store, row.id, f"No ticket system {row.desk!r} is configured.", row.tries + 1, now)
        return True
    ticket = NewTicket(row.key, row.number, row.subject, row.body, row.urgency, row.nature, row.language, row.fields)
    try:
        found = desk.find(ticket.key) if row.job_state != "pending" and desk.abilities.find_by_key else None
        ref = found or desk.open(ticket)
    except TicketError as error:
        _failed(store, row.id, str(error), row.tries + 1, now, error.retryable)
        return True
    with store.begin() as tx:
        tickets.update_job(tx, row.id, state="done", external_ref=ref.id, error=None)
    return True


def _failed(store: Store, ticket_id: int, why: str, tries: int, now: float, retryable: bool = True) -> None:
    pause = min(LONGEST_PAUSE, 2.0**tries)
    with store.begin() as tx:
        tickets.update_job(
            tx, ticket_id, state="unknown" if retryable else "failed", error=why[:500], next_at=now + pause
        )
