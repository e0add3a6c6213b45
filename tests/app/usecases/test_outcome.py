"""How a matter ended: kept with who and when, corrected later, looked at again, and a short while to write it up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.outcome import Cause, Outcome, Resolution, needs_cause
from bot.core.words import HandoffReason, Nature
from bot.settings import SettingsError, load
from bot.store import handoffs, tickets
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit
from bot.usecases.desk import Agent, claim, resolve
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.outcome import correct_outcome, end_follow_up, resolution_of
from bot.usecases.reading import desk_conversation, messages_for_customer
from bot.usecases.receive import Refused
from bot.usecases.timeouts import fire_due
from bot.usecases.who_is_there import staff_for
from tests.app.usecases.conftest import NOON

DAY = 86400


class Call:
    def __init__(self, store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent) -> None:
        self.store, self.bell, self.rules, self.customer, self.wang = store, bell, rules, customer, wang

    def comes(self, at: float) -> None:
        request = HandoffRequest(self.customer, HandoffReason.ASKED, nature=Nature.FAULT, insist=True)
        request_handoff(self.store, self.bell, self.rules, request, at)
        claim(self.store, self.bell, self.rules, self.customer, self.wang, at)

    def ends(self, at: float, said: Resolution, wrap_up: int = 0) -> int:
        resolve(self.store, self.bell, self.customer, self.wang, "", at, resolution=said, wrap_up=wrap_up)
        return int(self.row().id)

    def row(self) -> Any:
        with self.store.read() as tx:
            return handoffs.past_of(tx, self.customer)[0]

    def ticket(self) -> Any:
        with self.store.read() as tx:
            return tickets.of_handoff(tx, self.row().id)

    def mine(self, at: float) -> list[dict[str, Any]]:
        return desk_list(self.store, at, self.wang.id)["mine"]  # type: ignore[no-any-return]

    def told(self) -> list[str]:
        return [one["text"] for one in messages_for_customer(self.store, self.customer, 0)]


@pytest.fixture
def call(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent) -> Call:
    made = Call(store, bell, rules, customer, wang)
    made.comes(NOON)
    return made


@pytest.mark.parametrize(
    ("outcome", "state", "asked", "word"),
    [
        (Outcome.SOLVED, "solved", "asked", "解决了吗"),
        (Outcome.ANSWERED, "solved", "asked", "解决了吗"),
        (Outcome.NOT_REPRODUCIBLE, "solved", "asked", "解决了吗"),
        (Outcome.PASSED_ON, "open", None, "仍在处理中"),
        (Outcome.CUSTOMER_GONE, "closed", None, "没有收到您的回复"),
    ],
)
def test_each_outcome_is_kept_and_told_as_it_is(
    call: Call, outcome: Outcome, state: str, asked: str | None, word: str
) -> None:
    call.ends(NOON + 60, Resolution(outcome, Cause.MACHINE, "换了水泵"))
    row, ticket = call.row(), call.ticket()
    assert (row.outcome, row.cause, row.end_note) == (outcome.value, "machine", "换了水泵")
    assert (row.outcome_by, row.outcome_at) == (call.wang.id, NOON + 60)
    assert (ticket.state, ticket.confirmation) == (state, asked) and word in call.told()[-1]
    assert "换了水泵" in row.recap["zh"] and "根因：机" in row.recap["zh"] and "Root cause: machine" in row.recap["en"]
    with call.store.read() as tx:
        assert "换了水泵" in tickets.notes(tx, ticket.id)


def test_a_cause_is_needed_where_there_is_one() -> None:
    assert needs_cause("fault", Outcome.SOLVED) and needs_cause("complaint", Outcome.ANSWERED)
    assert not needs_cause("fault", Outcome.CUSTOMER_GONE) and not needs_cause("consult", Outcome.SOLVED)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "reason_missing"), ({"done": " "}, "reason_missing"), ({"done": "x", "outcome": "won"}, "bad_value"),
        ({"done": "x", "cause": "fate"}, "bad_value"), ({"done": "x", "follow_up": {"at": NOON - 1, "why": "w"}}, "bad_time"),
        ({"done": "x", "follow_up": {"at": NOON + 400 * DAY, "why": "w"}}, "bad_time"),
        ({"done": "x", "follow_up": {"at": True, "why": "w"}}, "bad_time"), ({"done": "x", "follow_up": 5}, "bad_time"),
        ({"done": "x", "follow_up": {"at": NOON + DAY, "why": ""}}, "why_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(body: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        resolution_of(body, NOON)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert resolution_of({"reason": "好了"}, NOON) == Resolution(Outcome.SOLVED, None, "好了", None)


def test_it_can_be_corrected_later_and_the_former_word_is_kept(call: Call, amy: Agent) -> None:
    number = call.ends(NOON + 60, Resolution(Outcome.SOLVED, Cause.MACHINE, "换了水泵"))
    with pytest.raises(Refused, match="root"):
        correct_outcome(
            call.store, call.bell, call.customer, number, amy, {"outcome": "solved", "done": "误用"}, NOON + 70
        )
    body = {"outcome": "answered", "cause": "people", "done": "是误用，已说明"}
    correct_outcome(call.store, call.bell, call.customer, number, amy, body, NOON + 80)
    past = desk_conversation(call.store, call.customer, NOON + 81)["past"][0]
    assert (past["outcome"], past["cause"], past["end_note"]) == ("answered", "people", "是误用，已说明")
    assert (past["outcome_by"], past["outcome_at"]) == ("Amy", NOON + 80) and "是误用" in past["recap"]["zh"]
    with call.store.read() as tx:
        data = tx.execute(sa.select(audit.c.data).where(audit.c.what == "outcome_corrected")).scalar_one()
    assert data["was"] == {"outcome": "solved", "cause": "machine", "done": "换了水泵"}
    with pytest.raises(Refused):
        correct_outcome(call.store, call.bell, "other", number, amy, body, NOON + 90)


def test_on_its_day_it_is_back_in_the_agents_list_with_the_word_why(call: Call, amy: Agent) -> None:
    number = call.ends(NOON + 60, Resolution(Outcome.SOLVED, Cause.MACHINE, "换了水泵", (NOON + DAY, "问问还漏不漏")))
    assert call.mine(NOON + DAY - 1) == []
    assert fire_due(call.store, call.bell, call.rules, NOON + DAY - 1) == 0
    assert fire_due(call.store, call.bell, call.rules, NOON + DAY) == 1
    line = call.mine(NOON + DAY + 1)[0]
    assert (line["id"], line["owner"]) == (call.customer, "bot")
    assert line["follow_up"] == {"handoff": number, "at": NOON + DAY, "why": "问问还漏不漏"}
    assert desk_list(call.store, NOON + DAY + 1, amy.id)["mine"] == [], "nobody else is reminded"
    claim(call.store, call.bell, call.rules, call.customer, call.wang, NOON + DAY + 10)
    lines = call.mine(NOON + DAY + 11)
    assert [(one["id"], bool(one["follow_up"])) for one in lines] == [(call.customer, True)], "once, still marked"
    end_follow_up(call.store, call.bell, call.customer, number, call.wang, NOON + DAY + 20)
    end_follow_up(call.store, call.bell, call.customer, number, call.wang, NOON + DAY + 21)
    assert call.mine(NOON + DAY + 22)[0]["follow_up"] is None


def test_taken_back_it_never_comes_and_the_next_end_settles_it(call: Call) -> None:
    said = Resolution(Outcome.PASSED_ON, None, "转给仓库", (NOON + DAY, "问仓库"))
    number = call.ends(NOON + 60, said)
    end_follow_up(call.store, call.bell, call.customer, number, call.wang, NOON + 70)
    assert fire_due(call.store, call.bell, call.rules, NOON + DAY + 1) == 0 and call.mine(NOON + DAY + 1) == []
    call.comes(NOON + 2 * DAY)
    call.ends(
        NOON + 2 * DAY + 10, said if said.follow_up is None else replace(said, follow_up=(NOON + 3 * DAY, "再问"))
    )
    call.comes(NOON + 2 * DAY + 20)
    call.ends(NOON + 2 * DAY + 30, Resolution(Outcome.CUSTOMER_GONE, None, "好了"))
    assert call.mine(NOON + 4 * DAY) == []


def test_who_wraps_up_takes_nobody_new_for_that_while(call: Call, store: Store) -> None:
    def free(at: float) -> tuple[int, int]:
        with store.begin() as tx:
            from bot.store import people

            people.seen(tx, call.wang.id, at)
        with store.read() as tx:
            staff = staff_for(tx, call.rules, at)
        return staff.free, staff.full

    assert free(NOON + 59) == (1, 0)
    call.ends(NOON + 60, Resolution(done="好了"), wrap_up=30)
    assert free(NOON + 61) == (0, 1)
    assert desk_list(store, NOON + 61, call.wang.id)["wrap_up"] == NOON + 90
    assert free(NOON + 91) == (1, 0) and desk_list(store, NOON + 91, call.wang.id)["wrap_up"] is None
    call.comes(NOON + 100)
    call.ends(NOON + 110, Resolution(done="好了"), wrap_up=30)
    with store.begin() as tx:
        handoffs.end_wrap_up(tx, call.wang.id, NOON + 115)
    assert free(NOON + 116) == (1, 0)


def test_the_setting_of_the_wrap_up(tmp_path: Any) -> None:
    assert load(tmp_path, {}).wrap_up_seconds == 0
    assert load(tmp_path, {"SUPPORTBOT_WRAP_UP_SECONDS": "45"}).wrap_up_seconds == 45
    with pytest.raises(SettingsError, match="wrap_up_seconds is '-1'"):
        load(tmp_path, {"SUPPORTBOT_WRAP_UP_SECONDS": "-1"})
