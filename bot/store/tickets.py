"""Tickets: what was promised to whom by when, and the jobs that carry them to a ticket system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.store.database import Transaction, inserted_id, locked, next_number
from bot.store.schema import ticket, ticket_job, ticket_note

FIRST_NUMBER = 10001


def by_key(tx: Transaction, key: str) -> Any | None:
    return tx.execute(sa.select(ticket).where(ticket.c.key == key)).first()


def by_number(tx: Transaction, number: str) -> Any | None:
    return tx.execute(sa.select(ticket).where(ticket.c.number == number.upper())).first()


def get(tx: Transaction, ticket_id: int) -> Any:
    return tx.execute(sa.select(ticket).where(ticket.c.id == ticket_id)).one()


def of_handoff(tx: Transaction, handoff_id: int) -> Any | None:
    return tx.execute(sa.select(ticket).where(ticket.c.handoff_id == handoff_id)).first()


def of_conversation(tx: Transaction, conversation_id: str) -> list[Any]:
    query = sa.select(ticket).where(ticket.c.conversation_id == conversation_id).order_by(ticket.c.id.desc())
    return list(tx.execute(query))


def add(tx: Transaction, new: Mapping[str, Any], desk: str, now: float) -> Any:
    """A new ticket with the next number, and the job that delivers it."""
    number = f"T-{next_number(tx, 'ticket', FIRST_NUMBER)}"
    done = tx.execute(sa.insert(ticket).values(number=number, created_at=now, updated_at=now, **new))
    ticket_id = inserted_id(done)
    tx.execute(sa.insert(ticket_job).values(ticket_id=ticket_id, desk=desk, next_at=now))
    return tx.execute(sa.select(ticket).where(ticket.c.id == ticket_id)).first()


def update(tx: Transaction, ticket_id: int, now: float, **values: Any) -> None:
    tx.execute(sa.update(ticket).where(ticket.c.id == ticket_id).values(updated_at=now, **values))


def listed(tx: Transaction, states: tuple[str, ...], limit: int = 200) -> list[Any]:
    query = sa.select(ticket).where(ticket.c.state.in_(states)).order_by(ticket.c.first_response_due, ticket.c.id)
    return list(tx.execute(query.limit(limit)))


def add_note(tx: Transaction, ticket_id: int, note: str, now: float) -> None:
    tx.execute(sa.insert(ticket_note).values(ticket_id=ticket_id, note=note, created_at=now))


def notes(tx: Transaction, ticket_id: int) -> list[str]:
    query = sa.select(ticket_note.c.note).where(ticket_note.c.ticket_id == ticket_id).order_by(ticket_note.c.id)
    return list(tx.execute(query).scalars())


def due_job(tx: Transaction, now: float) -> Any | None:
    """A ticket whose delivery is due, with its job's columns; locked against other workers."""
    query = (
        sa.select(
            ticket_job.c.state.label("job_state"),
            ticket_job.c.tries,
            ticket_job.c.desk,
            ticket_job.c.external_ref,
            ticket_job.c.outcome_due,
            ticket,
        )  # fmt: skip
        .join(ticket, ticket.c.id == ticket_job.c.ticket_id)
        .where(ticket_job.c.state.in_(("pending", "sending", "unknown")), ticket_job.c.next_at <= now)
        .order_by(ticket_job.c.next_at)
        .limit(1)
    )
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(of=ticket_job, skip_locked=True)
    return tx.execute(query).first()


def job_of(tx: Transaction, ticket_id: int) -> Any | None:
    return tx.execute(locked(tx, sa.select(ticket_job).where(ticket_job.c.ticket_id == ticket_id))).first()


def update_job(tx: Transaction, ticket_id: int, **values: Any) -> None:
    tx.execute(sa.update(ticket_job).where(ticket_job.c.ticket_id == ticket_id).values(**values))


def outcome_is_due(tx: Transaction, ticket_id: int, now: float) -> None:
    """The ticket system is to be told how the matter ended, as soon as it has the ticket."""
    job = sa.update(ticket_job).where(ticket_job.c.ticket_id == ticket_id)
    tx.execute(job.values(outcome_due=True))
    tx.execute(job.where(ticket_job.c.state == "done").values(state="pending", next_at=now, tries=0))
