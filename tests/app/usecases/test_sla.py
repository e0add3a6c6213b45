"""Clocks of real conversations: what is said moves them, each alarm is given once, a broken promise is told once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.deadlines import Patience
from bot.core.service_levels import ClockRules
from bot.core.words import Urgency
from bot.store import conversations, sla
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit, timer
from bot.usecases.desk import Agent, release, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import leave_queue
from bot.usecases.leave_request import leave_request
from bot.usecases.level_room import change_levels, levels_room
from bot.usecases.reading import messages_for_customer
from bot.usecases.receive import Refused, receive
from bot.usecases.sla import keep_clocks
from bot.usecases.sla_alarms import called_back
from bot.usecases.transferring import transfer
from bot.usecases.triage_correction import correct_triage
from tests.app.usecases.conftest import MIDNIGHT, MORNING, NOON
from tests.app.usecases.test_timeouts import Shop

# Nobody comes: the queue's own ladder stays out of the way.
PATIENT = Patience(
    claim_timeout=90_000, waiting_again_timeout=90_001, nobody_came_timeout=90_002, agent_reminder_timeout=90_000,
    agent_silent_timeout=90_001, customer_reminder_timeout=90_000, customer_silent_timeout=90_001,
)  # fmt: skip


def near(moment: float, seconds: float = 0.5) -> Any:
    """Moments are large numbers: a relative tolerance would be half an hour."""
    return pytest.approx(moment, rel=0, abs=seconds)


class Clocks(Shop):
    def look(self, at: float) -> int:
        """The worker looks once, as it does twice a second."""
        return keep_clocks(self.store, self.bell, self.rules, at)

    def until(self, start: float, end: float, step: float = 30.0) -> None:
        at = start
        while at <= end:
            self.passes(at)
            self.look(at)
            at += step

    def rows(self) -> dict[str, Any]:
        with self.store.read() as tx:
            found = sla.clocks_of(tx, self.customer)
        tickets = sorted({row.ticket_id for row in found})
        return {f"{row.kind}{row.number}" + "*" * tickets.index(row.ticket_id): row for row in found}

    def outcomes(self) -> dict[str, str | None]:
        return {name: row.outcome for name, row in self.rows().items()}

    def alarms(self) -> list[tuple[str, str]]:
        with self.store.read() as tx:
            wanted = audit.c.what.in_(("sla_warned", "sla_breached"))
            rows = tx.execute(sa.select(audit.c.what, audit.c.data).where(wanted).order_by(audit.c.id))
            return [(row.what.removeprefix("sla_"), row.data["clock"]) for row in rows]

    def waits(self) -> dict[str, float]:
        """Timers that wait, by kind and clock."""
        with self.store.read() as tx:
            query = sa.select(timer).where(timer.c.kind.in_(sla.TIMERS), timer.c.fired_at.is_(None))
            names = {row.id: name for name, row in self.rows().items()}
            return {f"{row.kind} {names[row.ref]}": row.due_at for row in tx.execute(query)}

    def files(self, at: float, reach: str = "13800001111") -> Any:
        return leave_request(
            self.store, self.bell, self.rules, self.customer, "r1", "", reach, "请回电", at
        )  # fmt: skip


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent) -> Clocks:
    return Clocks(store, bell, replace(rules, patience=PATIENT), customer)


def test_a_call_is_answered_in_time_and_each_further_word_has_a_clock(shop: Clocks, wang: Agent) -> None:
    shop.calls(NOON)
    assert shop.waits() == {
        "sla_warn first1": near(NOON + 240), "sla_breach first1": near(NOON + 300),
        "sla_warn resolution1": near(NOON + 0.8 * 86400), "sla_breach resolution1": NOON + 86400,
    }  # fmt: skip
    shop.claims(wang, NOON + 60)
    shop.replies(wang, NOON + 100)
    assert shop.look(NOON + 101) == 1 and shop.look(NOON + 101) == 0
    rows = shop.rows()
    assert (rows["first1"].outcome, rows["first1"].spent) == ("met", 100)
    assert rows["resolution1"].since is None, "it waits for the customer"
    assert shop.waits() == {}
    shop.says(NOON + 500)
    shop.says(NOON + 520)
    shop.look(NOON + 521)
    assert shop.rows()["next1"].due_at == near(NOON + 800)
    shop.replies(wang, NOON + 560)
    resolve(shop.store, shop.bell, shop.customer, wang, "好了", NOON + 600)
    shop.look(NOON + 601)
    assert shop.outcomes() == {"first1": "met", "resolution1": "met", "next1": "met"}
    assert shop.rows()["resolution1"].spent == 160
    assert shop.waits() == {} and shop.alarms() == []


def test_it_does_not_matter_how_late_the_worker_looks(shop: Clocks, wang: Agent, customer: str) -> None:
    """Everything in one look gives the same as a look after each word."""

    def life(each: bool) -> list[tuple[Any, ...]]:
        for at, act in (
            (10, lambda at: shop.claims(wang, at)), (40, lambda at: shop.replies(wang, at)), (90, shop.says),
            (500, lambda at: shop.replies(wang, at)), (900, shop.says), (950, lambda at: shop.replies(wang, at)),
        ):  # fmt: skip
            act(NOON + at)
            if each:
                shop.look(NOON + at)
        shop.look(NOON + 960)
        return [(name, row.outcome, row.spent, row.since) for name, row in shop.rows().items()]

    shop.calls(NOON)
    late = life(False)
    with shop.store.begin() as tx:
        other = {"id": "other", "channel": "web", "language": "zh", "created_at": NOON, "updated_at": NOON}
        conversations.create(tx, other)
    shop.customer = "other"
    shop.calls(NOON)
    assert life(True) == late
    assert [one for one in late if one[1] == "breached"] == [("next1", "breached", 410, None)]


def test_each_alarm_is_given_once_leaves_a_trace_and_stays(shop: Clocks, bell: Bell) -> None:
    shop.calls(NOON)
    shop.look(NOON + 1)
    assert shop.look(NOON + 239) == 0
    assert shop.look(NOON + 240) == 1 and shop.look(NOON + 241) == 0
    assert shop.rows()["first1"].warned_at == NOON + 240
    assert shop.look(NOON + 300) == 1
    assert shop.look(NOON + 301) == 1, "only its own line is followed"
    assert shop.look(NOON + 302) == 0
    assert shop.alarms() == [("warned", "first"), ("breached", "first")]
    assert shop.rows()["first1"].breached_at == NOON + 300 and "Late: first" in shop.notes()
    assert shop.told == ["queued"], "the customer hears nothing of it"
    # Two workers and a restart: what has fired is fired.
    other = Store(shop.store.url)
    assert keep_clocks(other, bell, shop.rules, NOON + 400) == 0
    other.close()


def test_an_answer_in_the_same_moment_is_not_called_late(shop: Clocks, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON + 200)
    shop.replies(wang, NOON + 299)
    # The worker was away: the answer is known before the alarm is believed.
    shop.look(NOON + 400)
    assert shop.alarms() == [] and shop.outcomes()["first1"] == "met"


def test_a_worker_that_was_away_says_only_that_it_is_late(shop: Clocks) -> None:
    shop.calls(NOON)
    shop.look(NOON + 4000)
    assert shop.alarms() == [("breached", "first")]


def test_the_night_does_not_count_but_in_danger_it_does(shop: Clocks) -> None:
    shop.calls(MIDNIGHT)
    assert shop.rows()["first1"].due_at == near(MORNING + 300)
    with shop.store.begin() as tx:
        new = {"id": "danger", "channel": "web", "language": "zh", "created_at": NOON, "updated_at": NOON}
        conversations.create(tx, new)
    shop.customer = "danger"
    shop.calls(MIDNIGHT, Urgency.CRITICAL)
    assert shop.rows()["first1"].due_at == near(MIDNIGHT + 60)


def test_the_setting_names_the_clocks_that_stop_when_the_desk_is_closed(shop: Clocks) -> None:
    shop.rules = replace(shop.rules, clocks=ClockRules(50, 5, ("resolution",)))
    shop.calls(MIDNIGHT)
    rows = shop.rows()
    assert rows["first1"].due_at == near(MIDNIGHT + 300)
    # Twenty-four opening hours are two days of twelve.
    assert rows["resolution1"].due_at == near(MORNING + 36 * 3600)
    assert shop.waits()["sla_warn resolution1"] == near(MORNING + 12 * 3600)


def test_release_leaving_and_the_return_to_the_queue(shop: Clocks, wang: Agent, amy: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON + 10)
    release(shop.store, shop.bell, shop.customer, wang, NOON + 20)
    shop.look(NOON + 21)
    assert shop.outcomes() == {"first1": "void", "resolution1": None}
    shop.calls(NOON + 100)
    leave_queue(shop.store, shop.bell, shop.customer, NOON + 130)
    shop.look(NOON + 131)
    # The later call is void; the matter that was released is still ours to solve.
    assert shop.outcomes() == {
        "first1": "void", "resolution1": None, "first1*": "void", "resolution1*": "void",
    }  # fmt: skip
    shop.claims(amy, NOON + 200)
    resolve(shop.store, shop.bell, shop.customer, amy, "好了", NOON + 260)
    shop.look(NOON + 261)
    assert shop.outcomes()["resolution1"] == "met" and shop.rows()["resolution1"].spent == 260


@pytest.mark.parametrize("same_agent", [True, False])
def test_not_yet_starts_the_clocks_anew(shop: Clocks, wang: Agent, same_agent: bool) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON + 10)
    shop.replies(wang, NOON + 20)
    resolve(shop.store, shop.bell, shop.customer, wang, "好了", NOON + 60)
    shop.look(NOON + 61)
    assert shop.outcomes() == {"first1": "met", "resolution1": "met"}
    shop.sees(wang, NOON + 99 if same_agent else NOON - 9_000)
    receive(shop.store, shop.bell, shop.customer, "not-yet", "还是不行", NOON + 100, rules=shop.rules)
    before = shop.outcomes()
    assert before == {"first1": "met", "resolution1": "met", "resolution2": None, "next1": None}
    shop.look(NOON + 101)
    assert shop.outcomes() == before and shop.rows()["next1"].started_at == NOON + 100
    if not same_agent:
        shop.claims(wang, NOON + 130)
    shop.replies(wang, NOON + 160)
    resolve(shop.store, shop.bell, shop.customer, wang, "现在好了", NOON + 200)
    shop.look(NOON + 201)
    assert shop.outcomes() == {"first1": "met", "resolution1": "met", "resolution2": "met", "next1": "met"}
    assert shop.rows()["next1"].spent == 60


def test_who_puts_it_back_leaves_a_word_owed(shop: Clocks, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON + 10)
    shop.replies(wang, NOON + 20)
    transfer(shop.store, shop.bell, shop.rules, shop.customer, wang, None, "谁懂洗衣机", NOON + 50)
    shop.look(NOON + 51)
    assert shop.outcomes() == {"first1": "met", "resolution1": None, "next1": None}


def test_an_agent_who_is_silent_does_not_stop_the_clock(shop: Clocks, wang: Agent) -> None:
    shop.rules = replace(shop.rules, patience=Patience())
    shop.calls(NOON)
    shop.claims(wang, NOON + 10)
    shop.replies(wang, NOON + 20)
    shop.sees(wang, NOON + 2000)
    shop.says(NOON + 100)
    shop.until(NOON + 100, NOON + 430)
    assert shop.owner == "queue"
    rows = shop.rows()
    assert rows["next1"].outcome is None and rows["next1"].breached_at is not None
    assert rows["next1"].started_at == NOON + 100, "the return to the queue begins no new clock"


def test_silence_stops_the_solution_and_the_same_agent_owes_the_next_word(shop: Clocks, wang: Agent) -> None:
    shop.rules = replace(shop.rules, patience=Patience())
    shop.calls(NOON)
    shop.claims(wang, NOON + 10)
    shop.replies(wang, NOON + 20)
    shop.sees(wang, NOON + 9000)
    shop.until(NOON + 30, NOON + 1900, 60)
    assert shop.owner == "bot" and shop.rows()["resolution1"].since is None
    shop.sees(wang, NOON + 3000)
    shop.says(NOON + 3000)
    shop.look(NOON + 3001)
    assert shop.owner == "agent"
    rows = shop.rows()
    assert rows["next1"].since == NOON + 3000 and (rows["resolution1"].spent, rows["resolution1"].since) == (
        20,
        NOON + 3000,
    )


def test_a_corrected_urgency_measures_anew(shop: Clocks, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON + 5)
    correct_triage(shop.store, shop.bell, shop.rules, shop.customer, wang, {"urgency": "high"}, NOON + 10)
    shop.look(NOON + 11)
    assert shop.rows()["first1"].due_at == near(NOON + 60)
    assert shop.handoff().due_at == near(NOON + 60)


# --- Promises -------------------------------------------------------------------------------------


@pytest.mark.parametrize("reach", ["13800001111", "a@example.com"])
def test_a_broken_promise_is_told_once_with_a_new_time(shop: Clocks, reach: str) -> None:
    filed = shop.files(NOON, reach)
    assert filed.due == near(NOON + 7200)
    shop.until(NOON + 60, NOON + 7100, 300)
    assert shop.alarms() == [("warned", "callback")], "chased before it lapses"
    shop.until(NOON + 7200, NOON + 7320)
    assert shop.told == ["request_filed", "promise_broken"]
    assert filed.ticket in shop.last and "14:00" in shop.last and "16:00" in shop.last and reach in shop.last
    rows = shop.rows()
    assert (rows["callback1"].outcome, rows["callback2"].due_at) == ("breached", near(NOON + 14400))
    with shop.store.read() as tx:
        from bot.store import tickets

        ticket = tickets.by_number(tx, filed.ticket)
        assert ticket.first_response_due == near(NOON + 14400)
        assert any("told a new time" in one for one in tickets.notes(tx, ticket.id))
    shop.until(NOON + 7400, NOON + 20_000, 300)
    assert shop.told == ["request_filed", "promise_broken"], "nobody is put off a third time"
    assert shop.alarms() == [
        ("warned", "callback"), ("breached", "callback"), ("warned", "callback"), ("breached", "callback"),
    ]  # fmt: skip
    assert shop.rows()["callback2"].ended_at is None


def test_who_has_no_number_is_told_in_the_conversation_in_english(shop: Clocks) -> None:
    with shop.store.begin() as tx:
        conversations.update(tx, shop.customer, language="en")
    shop.calls(NOON)
    shop.rules = replace(shop.rules, patience=Patience())
    with shop.store.begin() as tx:
        from bot.core.deadlines import while_waiting
        from bot.store import timers

        timers.replace(tx, shop.customer, shop.handoff().id, while_waiting(shop.rules.patience, NOON))
    shop.until(NOON, NOON + 8000)
    assert shop.told == ["queued", "still_waiting", "waiting_long", "nobody_came", "promise_broken"]
    said = [
        one["text"]
        for one in messages_for_customer(shop.store, shop.customer, 0)
        if one.get("event") == "promise_broken"
    ]
    assert "as we had promised" in said[0] and "14:05" in said[0] and "answer here by" in said[0]
    assert shop.handoff().promised_at == near(NOON + 7500 + 7200, 31)


def test_a_call_by_phone_keeps_the_promise(shop: Clocks, amy: Agent) -> None:
    shop.files(NOON)
    assert called_back(shop.store, shop.bell, shop.rules, shop.customer, amy, NOON + 600) == 1
    assert shop.outcomes()["callback1"] == "met" and "sla_breach callback1" not in shop.waits()
    with pytest.raises(Refused, match="Nobody has promised"):
        called_back(shop.store, shop.bell, shop.rules, shop.customer, amy, NOON + 601)
    shop.until(NOON + 601, NOON + 8000, 300)
    assert shop.told == ["request_filed"]


# --- Levels ---------------------------------------------------------------------------------------


def cell(clock: str, minutes: int | None, nature: str = "", urgency: str = "normal") -> dict[str, Any]:
    return {"clock": clock, "nature": nature, "urgency": urgency, "minutes": minutes}


def test_a_change_holds_for_new_clocks_and_running_ones_keep_their_target(
    shop: Clocks, wang: Agent, amy: Agent
) -> None:
    shop.calls(NOON)
    change_levels(shop.store, amy, 0, [cell("first", 10), cell("next", 2)], NOON + 10)
    shop.claims(wang, NOON + 20)
    shop.look(NOON + 21)
    assert shop.rows()["first1"].due_at == near(NOON + 300)
    shop.replies(wang, NOON + 30)
    shop.says(NOON + 60)
    shop.look(NOON + 61)
    assert shop.rows()["next1"].due_at == near(NOON + 180), "begun after the change"
    with shop.store.begin() as tx:
        conversations.create(
            tx, {"id": "later", "channel": "web", "language": "zh", "created_at": NOON, "updated_at": NOON}
        )
    shop.customer = "later"
    shop.calls(NOON + 100)
    assert shop.rows()["first1"].due_at == shop.handoff().due_at == near(NOON + 700)


def test_the_room_says_who_changed_what_and_nobody_overwrites_another(shop: Clocks, wang: Agent, amy: Agent) -> None:
    saved = change_levels(shop.store, amy, 0, [cell("first", 10)], NOON)
    (changed,) = saved["changed"]
    assert (changed["minutes"], changed["by"], changed["at"], saved["version"]) == (10, "Amy", NOON, 1)
    with pytest.raises(Refused) as second:
        change_levels(shop.store, wang, 0, [cell("first", 3)], NOON + 1)
    assert (second.value.status, second.value.code) == (412, "changed")
    assert change_levels(shop.store, wang, 1, [cell("first", None)], NOON + 2)["changed"] == []
    assert levels_room(shop.store)["version"] == 2
    with shop.store.read() as tx:
        rows = list(tx.execute(sa.select(audit).where(audit.c.what == "service_level").order_by(audit.c.id)))
    assert [(row.who, row.data["was"], row.data["now"]) for row in rows] == [
        (f"user:{amy.id}", 5, 10), (f"user:{wang.id}", 10, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (cell("first", 0), "whole minutes from 1"),
        (cell("first", 50_000), "30 days"),
        (cell("first", True), "whole minutes"),
        (cell("first", 1500), "fewer than 1500 to answer"),
        (cell("resolution", 30, "complaint"), "30 minutes to solve it are fewer than 60"),
        (cell("third", 5), "clock is 'third'"),
        (cell("first", 5, "weather"), "nature is 'weather'"),
        ({"clock": "first", "minutes": 5}, "urgency is 'None'"),
        ("first", "an object"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(shop: Clocks, amy: Agent, change: Any, says: str) -> None:
    with pytest.raises(Refused, match=says):
        change_levels(shop.store, amy, 0, [change], NOON)
    assert levels_room(shop.store)["version"] == 0, "nothing has changed"
