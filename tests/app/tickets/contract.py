"""What every ticket system must do. A new one adds a test class that inherits this and makes its desk."""

from __future__ import annotations

import pytest

from bot.tickets.desk import NewTicket, TicketDesk, TicketError, TicketOutcome, TicketRef, TicketState


class TicketDeskContract:
    """`desk` and `ticket` are fixtures of the inheriting class: the system under test, and a matter new to it."""

    def test_a_ticket_is_opened_and_is_open(self, desk: TicketDesk, ticket: NewTicket) -> None:
        ref = desk.open(ticket)
        assert ref.desk == desk.name and ref.id
        assert desk.state(ref) is TicketState.OPEN

    def test_the_same_key_gives_the_same_ticket(self, desk: TicketDesk, ticket: NewTicket) -> None:
        assert desk.open(ticket) == desk.open(ticket)

    def test_it_is_found_by_its_key(self, desk: TicketDesk, ticket: NewTicket) -> None:
        if not desk.abilities.find_by_key:
            pytest.skip(f"{desk.name} declares that it cannot search by key")
        assert desk.find("handoff:never-was") is None
        ref = desk.open(ticket)
        assert desk.find(ticket.key) == ref

    def test_notes_are_taken(self, desk: TicketDesk, ticket: NewTicket) -> None:
        if not desk.abilities.notes:
            pytest.skip(f"{desk.name} declares that it takes no notes")
        ref = desk.open(ticket)
        desk.add_note(ref, "客户补充：{花括号} & <b>tags</b>\nsecond line")
        assert desk.state(ref) is TicketState.OPEN

    def test_how_it_ended_is_taken_and_may_be_said_again(self, desk: TicketDesk, ticket: NewTicket) -> None:
        if not desk.abilities.outcome:
            pytest.skip(f"{desk.name} declares that it has no place for an outcome")
        ref = desk.open(ticket)
        for done in ("已换新", "已换新，并致歉"):
            desk.set_outcome(ref, TicketOutcome("solved", "machine", done, "小王", 1_790_000_000.0))
        assert desk.open(ticket) == ref

    def test_it_is_closed_once_and_for_all(self, desk: TicketDesk, ticket: NewTicket) -> None:
        if not desk.abilities.close:
            pytest.skip(f"{desk.name} declares that it cannot close")
        ref = desk.open(ticket)
        desk.close(ref)
        desk.close(ref)
        assert desk.state(ref) is TicketState.CLOSED

    def test_an_unknown_ticket_is_an_error_that_trying_again_will_not_mend(self, desk: TicketDesk) -> None:
        with pytest.raises(TicketError) as refused:
            desk.state(TicketRef(desk.name, "T-999999"))
        assert not refused.value.retryable and "T-999999" in str(refused.value)
