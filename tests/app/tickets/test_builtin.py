"""The ticket desk in our own database keeps the contract, and the worker's delivery survives what goes wrong."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.core.hours import parse_hours
from bot.core.outcome import Cause, Outcome, Resolution
from bot.core.words import Nature, TicketKind, Urgency
from bot.settings import DEFAULTS
from bot.store import handoffs, people, tickets
from bot.store.bell import Bell
from bot.store.database import Store
from bot.tickets.builtin import BuiltinDesk
from bot.tickets.desk import Abilities, NewTicket, TicketDesk, TicketError, TicketOutcome, TicketRef, TicketState
from bot.usecases.deliver_tickets import deliver_next
from bot.usecases.desk import Agent, claim, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.outcome import correct_outcome
from bot.usecases.receive import start_conversation
from bot.usecases.tickets import open_ticket
from tests.app.tickets.contract import TicketDeskContract

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=timezone.utc).timestamp()
RULES = DeskRules(parse_hours(DEFAULTS["opening_hours"], "Asia/Shanghai"), "Asia/Shanghai")


def promised(store: Store, bell: Bell) -> NewTicket:
    conversation = start_conversation(store, "web", "zh", NOW)
    row = open_ticket(
        store, bell, RULES, conversation, f"form:{conversation}", TicketKind.REPAIR, "空调不制冷", "滴水",
        {"phone": "13912345678"}, Urgency.NORMAL, Nature.FAULT, NOW,
    )  # fmt: skip
    return NewTicket(row.key, row.number, row.subject, row.body, row.urgency, row.nature, row.language, row.fields)


@pytest.fixture
def ticket(store: Store, bell: Bell) -> NewTicket:
    return promised(store, bell)


class TestBuiltinDesk(TicketDeskContract):
    @pytest.fixture
    def desk(self, store: Store) -> TicketDesk:
        return BuiltinDesk(store)


class Balky:
    """A foreign system that takes the ticket and then does not answer."""

    name = "builtin"
    abilities = Abilities(find_by_key=True, notes=True, close=True)

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.noted: list[tuple[str, str]] = []

    def open(self, ticket: NewTicket) -> TicketRef:
        self.taken.append(ticket.key)
        raise TicketError("No answer within 10 s.", retryable=True)

    def find(self, key: str) -> TicketRef | None:
        return TicketRef(self.name, f"X-{self.taken.index(key)}") if key in self.taken else None

    def add_note(self, ref: TicketRef, note: str) -> None:
        self.noted.append((ref.id, note))

    def set_outcome(self, ref: TicketRef, outcome: TicketOutcome) -> None:
        raise AssertionError("it declares that it has no place for this")

    def state(self, ref: TicketRef) -> TicketState:
        return TicketState.OPEN

    def close(self, ref: TicketRef) -> None: ...


def test_after_an_answer_that_was_lost_the_ticket_is_looked_for_before_a_second_is_made(
    store: Store, ticket: NewTicket
) -> None:
    desk = Balky()
    assert deliver_next(store, {"builtin": desk}, NOW)
    assert not deliver_next(store, {"builtin": desk}, NOW + 1), "it waits before it tries again"
    assert deliver_next(store, {"builtin": desk}, NOW + 60)
    assert desk.taken == [ticket.key]
    with store.read() as tx:
        row = tickets.by_key(tx, ticket.key)
        assert row is not None
        job = tickets.job_of(tx, row.id)
        assert job is not None and (job.state, job.external_ref) == ("done", "X-0")


def test_a_desk_that_nobody_configured_is_an_error_that_shows(store: Store, ticket: NewTicket) -> None:
    assert deliver_next(store, {}, NOW)
    with store.read() as tx:
        row = tickets.by_key(tx, ticket.key)
        assert row is not None
        job = tickets.job_of(tx, row.id)
        assert job is not None and "builtin" in job.error


def ended(store: Store, bell: Bell, before: bool) -> tuple[str, str]:
    """A call that an agent resolved, its ticket delivered before or only afterwards: (conversation, key)."""
    with store.begin() as tx:
        wang = Agent(people.add(tx, "wang", "小王", "agent", "-", NOW), "小王", "agent")
    conversation = start_conversation(store, "web", "zh", NOW)
    claim(store, bell, RULES, conversation, wang, NOW)
    with store.read() as tx:
        handoff = handoffs.past_of(tx, conversation)[0]
    if before:
        assert deliver_next(store, {"builtin": BuiltinDesk(store)}, NOW + 1)
    said = Resolution(Outcome.SOLVED, Cause.MACHINE, "已换新")
    resolve(store, bell, conversation, wang, "", NOW + 60, resolution=said)
    correct_outcome(
        store,
        bell,
        conversation,
        handoff.id,
        wang,
        {"outcome": "answered", "cause": "method", "done": "已说明"},
        NOW + 70,
    )
    return conversation, f"handoff:{handoff.id}"


@pytest.mark.parametrize("before", [True, False])
def test_how_it_ended_reaches_the_ticket_system_whenever_the_ticket_did(store: Store, bell: Bell, before: bool) -> None:
    _, key = ended(store, bell, before)
    rounds = 0
    while deliver_next(store, {"builtin": BuiltinDesk(store)}, NOW + 100):
        rounds += 1
    assert rounds == (1 if before else 2)
    with store.read() as tx:
        row = tickets.by_key(tx, key)
        job = tickets.job_of(tx, row.id)  # type: ignore[union-attr]
    assert row is not None and job is not None
    assert row.fields == {"outcome": "answered", "cause": "method", "done": "已说明", "solved_by": "小王"}
    assert (job.state, job.outcome_due) == ("done", False)


def test_a_system_without_a_place_for_it_gets_a_note(store: Store, bell: Bell) -> None:
    _, key = ended(store, bell, True)
    desk = Balky()
    desk.taken.append(key)
    assert deliver_next(store, {"builtin": desk}, NOW + 100)
    assert [note for _, note in desk.noted] == ["answered: 已说明 Root cause: method."]
    assert not deliver_next(store, {"builtin": desk}, NOW + 1000), "once"
