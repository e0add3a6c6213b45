"""Tickets in our own tables. The row exists since the promise was made, so opening one is finding it."""

from __future__ import annotations

import time
from typing import Any

from bot.store import tickets
from bot.store.database import Store, Transaction
from bot.tickets.desk import Abilities, NewTicket, TicketError, TicketOutcome, TicketRef, TicketState


class BuiltinDesk:
    name = "builtin"
    abilities = Abilities(find_by_key=True, notes=True, close=True, outcome=True)

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, ticket: NewTicket) -> TicketRef:
        found = self.find(ticket.key)
        if found is None:
            raise TicketError(f"The ticket {ticket.number} is not in the database any more.", retryable=False)
        return found

    def find(self, key: str) -> TicketRef | None:
        with self._store.read() as tx:
            row = tickets.by_key(tx, key)
        return TicketRef(self.name, row.number) if row is not None else None

    def add_note(self, ref: TicketRef, note: str) -> None:
        with self._store.begin() as tx:
            tickets.add_note(tx, self._row(tx, ref).id, note, time.time())

    def set_outcome(self, ref: TicketRef, outcome: TicketOutcome) -> None:
        """Kept where `fields` stand, beside what the form knew."""
        with self._store.begin() as tx:
            row = self._row(tx, ref)
            ended = {
                "outcome": outcome.outcome,
                "cause": outcome.cause,
                "done": outcome.done,
                "solved_by": outcome.agent,
            }
            told = {name: value for name, value in ended.items() if value}
            others = {name: value for name, value in row.fields.items() if name not in ended}
            tickets.update(tx, row.id, time.time(), fields={**others, **told})

    def state(self, ref: TicketRef) -> TicketState:
        with self._store.read() as tx:
            return TicketState(self._row(tx, ref).state)

    def close(self, ref: TicketRef) -> None:
        now = time.time()
        with self._store.begin() as tx:
            row = self._row(tx, ref)
            tickets.update(tx, row.id, now, state=TicketState.CLOSED.value, solved_at=row.solved_at or now)

    @staticmethod
    def _row(tx: Transaction, ref: TicketRef) -> Any:
        row = tickets.by_number(tx, ref.id)
        if row is None:
            raise TicketError(f"There is no ticket {ref.id}.", retryable=False)
        return row
