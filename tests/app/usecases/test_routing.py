"""Who gets whom, from the call to the agent: the order of the queue, names in the list, and offers one after the other."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.queue_order import queue_key
from bot.core.routing import Mode, Objection, RoutingRules
from bot.core.words import HandoffReason, Nature, Urgency
from bot.store import handoffs, offers, people, profiles, waiting
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import handoff as handoff_table
from bot.store.schema import offer
from bot.usecases.customer_standing import set_standing, standing_of
from bot.usecases.desk import Agent, claim, release, reply, resolve
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, leave_queue, request_handoff
from bot.usecases.people_and_teams import delete_team, people_and_teams, save_team, set_profile
from bot.usecases.place_in_queue import place_in_queue
from bot.usecases.reading import customer_state, desk_now, messages_for_customer
from bot.usecases.receive import Refused, start_conversation
from bot.usecases.routing import Asked, decline, objection, route_waiting
from bot.usecases.timeouts import fire_due
from tests.app.usecases.conftest import NOON

PUSH = RoutingRules(mode=Mode.PUSH, offer_timeout=30)


@dataclass
class Shop:
    store: Store
    bell: Bell
    rules: DeskRules

    def agent(self, login: str, **profile: Any) -> Agent:
        with self.store.begin() as tx:
            number = people.add(tx, login, login.title(), "agent", "-", NOON)
            people.seen(tx, number, NOON + 10_000)
        if profile:
            set_profile(self.store, self.bell, number, profile, "test", NOON)
        return Agent(number, login.title(), "agent")

    def calls(self, now: float = NOON, language: str = "zh", **more: Any) -> str:
        name = start_conversation(self.store, "web", language, now)
        return self.again(name, now, **more)

    def again(self, name: str, now: float, **more: Any) -> str:
        request = HandoffRequest(name, HandoffReason.ASKED, insist=True, **more)
        assert request_handoff(self.store, self.bell, self.rules, request, now).state == "queued"
        return name

    def queue(self, me: int = 0, now: float = NOON) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = desk_list(self.store, now, me, self.rules)["queue"]
        return found

    def whose(self, name: str, now: float = NOON) -> str | None:
        """For whom a waiting conversation is."""
        meant = next(one["for"] for one in self.queue(now=now) if one["id"] == name)
        return meant["name"] if meant else None

    def route(self, now: float) -> int:
        return route_waiting(self.store, self.bell, self.rules, now)

    def outcomes(self) -> list[tuple[int, str | None]]:
        with self.store.read() as tx:
            return [tuple(row) for row in tx.execute(sa.select(offer.c.agent_id, offer.c.outcome).order_by(offer.c.id))]  # type: ignore[misc]

    def away(self, agent: Agent) -> None:
        with self.store.begin() as tx:
            people.update(tx, agent.id, presence="away")

    def vip(self, name: str, **more: Any) -> None:
        set_standing(self.store, self.bell, name, 0, {"tier": "vip", **more}, NOON)


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules) -> Shop:
    return Shop(store, bell, replace(rules, capacity=2))


@pytest.fixture
def pushing(shop: Shop) -> Shop:
    shop.rules = replace(shop.rules, routing=PUSH)
    return shop


# --- The order of the queue -----------------------------------------------------------------------


def test_the_database_sorts_the_queue_as_the_rule_does(shop: Shop) -> None:
    """Random waiting customers; the order, and each one's place, are those of the pure function."""
    chosen = random.Random(7)
    names = []
    for _ in range(24):
        name = shop.calls(NOON - chosen.randrange(5000), urgency=chosen.choice(list(Urgency)))
        if chosen.random() < 0.4:
            shop.vip(name)
        names.append(name)
    with shop.store.begin() as tx:
        for row in handoffs.queue(tx):
            due = row.asked_at + chosen.choice([60, 300, 300, 2000])
            returned = NOON - 5 if chosen.random() < 0.3 else None
            handoffs.update(tx, row.id, due_at=due, returned_at=returned)
    for now, step in ((NOON, 600), (NOON + 900, 60), (NOON, 100)):
        with shop.store.read() as tx:
            rows = waiting.queue(tx, now, step)
            places = [waiting.position(tx, row, now, step) for row in rows]
        assert len(rows) == len(names) and {row.vip for row in rows} == {True, False}

        def key(row: Any, now: float = now, step: float = step) -> Any:
            returned = row.returned_at is not None
            return queue_key(row.urgency_rank, bool(row.vip), returned, row.due_at, row.asked_at, row.id, now, step)

        assert [row.id for row in rows] == [row.id for row in sorted(rows, key=key)]
        assert places == list(range(1, len(rows) + 1))


def test_danger_then_vip_then_urgency_and_the_customer_hears_the_same_place(shop: Shop) -> None:
    shop.agent("wang")
    low, high, vip = shop.calls(), shop.calls(urgency=Urgency.HIGH), shop.calls()
    shop.vip(vip)
    danger = shop.calls(urgency=Urgency.CRITICAL)
    assert [one["id"] for one in shop.queue()] == [danger, vip, high, low]
    assert [one["vip"] for one in shop.queue()] == [False, True, False, False]
    places = [customer_state(shop.store, shop.rules, one, NOON)["position"] for one in (danger, vip, high, low)]
    assert places == [1, 2, 3, 4]


def test_nobody_waits_for_ever_behind_new_vips(shop: Shop) -> None:
    shop.agent("wang")
    patient = shop.calls(urgency=Urgency.LOW)
    late = NOON + 300 + 5 * 600
    shop.vip(shop.calls(late - 60, urgency=Urgency.HIGH))
    assert shop.queue(now=late - 1)[0]["vip"]
    assert shop.queue(now=late)[0]["id"] == patient


# --- Names in the list ----------------------------------------------------------------------------


def test_each_waiting_customer_is_meant_for_the_right_agent(shop: Shop) -> None:
    shop.agent("wang", languages=["zh"])
    shop.agent("amy", languages=["en"])
    shop.agent("lin", languages=["zh"], skills=["Complaint "])
    zh, en = shop.calls(), shop.calls(language="en")
    angry = shop.calls(nature=Nature.COMPLAINT)
    assert (shop.whose(en), shop.whose(angry)) == ("Amy", "Lin")
    assert shop.whose(zh) == "Wang", "who has no complaint may go to either; the load decides"


def test_a_topic_that_the_bot_looked_at_and_a_product_are_tags(shop: Shop) -> None:
    shop.agent("wang")
    lin = shop.agent("lin", skills=["洗碗机"])
    plain = shop.calls(entities=[{"entity": "product", "value": "dishwasher", "text": "洗碗机"}])
    assert shop.whose(plain) == "Lin"
    shop.away(lin)
    assert shop.whose(plain) == "Wang"


def test_names_are_spread_over_those_who_have_room(shop: Shop) -> None:
    shop.agent("wang")
    shop.agent("amy", capacity=1)
    names = [shop.calls(NOON + number) for number in range(4)]
    assert sorted(str(shop.whose(one, NOON + 5)) for one in names) == ["Amy", "None", "Wang", "Wang"]


def test_danger_weighs_two(shop: Shop) -> None:
    wang = shop.agent("wang", capacity=3)
    shop.agent("amy", capacity=3)
    claim(shop.store, shop.bell, shop.rules, shop.calls(urgency=Urgency.CRITICAL), wang, NOON)
    assert shop.whose(shop.calls()) == "Amy"
    amy_two = [shop.calls() for _ in range(4)]
    assert sorted(str(shop.whose(one)) for one in amy_two) == ["Amy", "Amy", "None", "Wang"]


def test_the_dedicated_agent_then_the_one_of_last_time(shop: Shop) -> None:
    wang, amy = shop.agent("wang"), shop.agent("amy")
    shop.agent("lin")
    name = shop.calls()
    claim(shop.store, shop.bell, shop.rules, name, amy, NOON)
    release(shop.store, shop.bell, name, amy, NOON + 1)
    shop.again(name, NOON + 2)
    assert shop.whose(name, NOON + 2) == "Amy"
    set_standing(shop.store, shop.bell, name, amy.id, {"dedicated": wang.id}, NOON)
    assert shop.whose(name, NOON + 2) == "Wang"
    shop.away(wang)
    assert shop.whose(name, NOON + 2) == "Amy"
    shop.away(amy)
    assert shop.whose(name, NOON + 2) == "Lin"


def test_who_let_a_customer_down_is_not_the_first_choice(shop: Shop) -> None:
    wang = shop.agent("wang")
    shop.agent("amy")
    name = shop.calls()
    claim(shop.store, shop.bell, shop.rules, name, wang, NOON)
    at = NOON + shop.rules.patience.agent_silent_timeout + 1
    assert fire_due(shop.store, shop.bell, shop.rules, at)
    assert shop.queue(now=at)[0]["returned"]["why"] == "agent_silent"
    assert shop.whose(name, at) == "Amy"


def test_in_turn_among_equals(shop: Shop) -> None:
    team = [shop.agent(name) for name in ("wang", "amy", "lin")]
    served = []
    for number in range(6):
        name = shop.calls(NOON + number)
        chosen = next(one for one in team if one.name == shop.whose(name, NOON + number))
        claim(shop.store, shop.bell, shop.rules, name, chosen, NOON + number)
        resolve(shop.store, shop.bell, name, chosen, "ok", NOON + number)
        served.append(chosen.name)
    assert served[:3] == served[3:] and len(set(served)) == 3


def test_what_speaks_against_somebody(shop: Shop) -> None:
    wang, amy = shop.agent("wang", languages=["zh"], capacity=1), shop.agent("amy", languages=["en"])
    shop.agent("lin", skills=["request"])

    def why(agent: Agent) -> Objection | None:
        with shop.store.read() as tx:
            return objection(tx, shop.rules, handoffs.queue(tx)[0], agent.id, NOON)

    shop.calls()
    assert (why(wang), why(amy)) == (Objection.SKILL, Objection.LANGUAGE)
    claim(shop.store, shop.bell, shop.rules, shop.calls(NOON + 1), wang, NOON)
    assert why(wang) is Objection.FULL
    shop.away(amy)
    assert why(amy) is Objection.LANGUAGE or why(amy) is Objection.AWAY
    assert why(Agent(999, "-", "agent")) is Objection.AWAY


# --- Look before promising ------------------------------------------------------------------------


def last_said(shop: Shop, name: str) -> str:
    return str(messages_for_customer(shop.store, name, 0)[-1]["text"])


def test_all_busy_means_those_who_could_take_this_one(shop: Shop) -> None:
    wang = shop.agent("wang", languages=["zh"])
    shop.agent("amy", languages=["en"])
    for _ in range(2):
        claim(shop.store, shop.bell, shop.rules, shop.calls(), wang, NOON)
    assert not desk_now(shop.store, shop.rules, NOON)["all_busy"], "of the house somebody is free"
    chinese, english = shop.calls(), shop.calls(language="en")
    assert "都在接待其他客户" in last_said(shop, chinese)
    assert customer_state(shop.store, shop.rules, chinese, NOON)["all_busy"]
    assert "helping other" not in last_said(shop, english)
    assert not customer_state(shop.store, shop.rules, english, NOON)["all_busy"]
    # After a while anybody may take it, and then one is free.
    state = customer_state(shop.store, shop.rules, chinese, NOON + shop.rules.routing.language_wait)
    assert (state["people_online"], state["all_busy"]) == (True, False)


def test_where_nobody_speaks_the_language_whoever_is_there_counts(shop: Shop) -> None:
    shop.agent("amy", languages=["en"])
    name = shop.calls()
    assert "都在" not in last_said(shop, name) and shop.whose(name) == "Amy"
    with shop.store.read() as tx:
        place = place_in_queue(tx, shop.rules, handoffs.queue(tx)[0], NOON)
    assert place.people_online and not place.all_busy and place.wait is not None


def test_a_larger_capacity_of_ones_own_counts(shop: Shop) -> None:
    wang = shop.agent("wang", capacity=3)
    for _ in range(2):
        claim(shop.store, shop.bell, shop.rules, shop.calls(), wang, NOON)
    assert not desk_now(shop.store, shop.rules, NOON)["all_busy"]
    claim(shop.store, shop.bell, shop.rules, shop.calls(), wang, NOON)
    assert desk_now(shop.store, shop.rules, NOON)["all_busy"]


# --- Offers ---------------------------------------------------------------------------------------


def test_one_after_the_other_is_asked(pushing: Shop) -> None:
    wang, amy = pushing.agent("wang"), pushing.agent("amy")
    name = pushing.calls()
    assert pushing.whose(name) is None
    assert pushing.route(NOON) == 1 and pushing.whose(name) == "Wang"
    assert pushing.route(NOON + 29) == 0, "one open offer, and its time is not up"
    assert pushing.route(NOON + 30) == 2 and pushing.whose(name, NOON + 30) == "Amy"
    decline(pushing.store, pushing.bell, name, amy.id, NOON + 31)
    assert pushing.route(NOON + 31) == 0, "both were asked a moment ago"
    assert pushing.route(NOON + 30 + 120) == 1 and pushing.whose(name, NOON + 150) == "Wang"
    claim(pushing.store, pushing.bell, pushing.rules, name, wang, NOON + 160)
    assert pushing.outcomes() == [(wang.id, "passed"), (amy.id, "declined"), (wang.id, "taken")]
    assert pushing.route(NOON + 1000) == 0


def test_meanwhile_others_are_told_who_is_asked(pushing: Shop) -> None:
    pushing.agent("wang")
    amy = pushing.agent("amy")
    name = pushing.calls()
    pushing.route(NOON)
    with pytest.raises(Asked) as refused:
        claim(pushing.store, pushing.bell, pushing.rules, name, amy, NOON + 1)
    assert (refused.value.code, refused.value.holder) == ("offered", "Wang")
    with pytest.raises(Refused, match="not asked"):
        decline(pushing.store, pushing.bell, name, amy.id, NOON + 1)
    lead = Agent(amy.id, amy.name, "manager")
    claim(pushing.store, pushing.bell, pushing.rules, name, lead, NOON + 2)
    assert pushing.outcomes()[0][1] == "withdrawn"


def test_danger_is_taken_by_whoever_is_quicker(pushing: Shop) -> None:
    pushing.agent("wang")
    amy = pushing.agent("amy")
    name = pushing.calls(urgency=Urgency.CRITICAL)
    pushing.route(NOON)
    assert pushing.whose(name) == "Wang"
    claim(pushing.store, pushing.bell, pushing.rules, name, amy, NOON + 1)


def test_danger_is_offered_beside_what_one_is_asked_about(pushing: Shop) -> None:
    pushing.agent("wang")
    plain = pushing.calls()
    pushing.route(NOON)
    danger, other = pushing.calls(NOON + 1, urgency=Urgency.CRITICAL), pushing.calls(NOON + 1)
    assert pushing.route(NOON + 2) == 1
    assert [pushing.whose(one, NOON + 2) for one in (plain, danger, other)] == ["Wang", "Wang", None]


@pytest.mark.parametrize("how", ["away", "desk closed", "disabled"])
def test_an_offer_is_withdrawn_when_the_agent_goes_away(pushing: Shop, how: str) -> None:
    wang, amy = pushing.agent("wang"), pushing.agent("amy")
    name = pushing.calls()
    pushing.route(NOON)
    change = {"away": {"presence": "away"}, "desk closed": {"seen_at": NOON - 61}, "disabled": {"disabled": True}}[how]
    with pushing.store.begin() as tx:
        people.update(tx, wang.id, **change)
    assert pushing.route(NOON + 1) == 2
    assert pushing.outcomes() == [(wang.id, "withdrawn"), (amy.id, None)] and pushing.whose(name) == "Amy"


def test_it_ends_with_the_wait(pushing: Shop) -> None:
    wang = pushing.agent("wang")
    name = pushing.calls()
    pushing.route(NOON)
    leave_queue(pushing.store, pushing.bell, name, NOON + 1)
    assert pushing.outcomes() == [(wang.id, "withdrawn")] and pushing.route(NOON + 2) == 0
    # And with the mode: what is open when the shop goes back to picking is closed.
    other = pushing.calls(NOON + 3)
    pushing.route(NOON + 3)
    pushing.rules = replace(pushing.rules, routing=RoutingRules())
    assert pushing.route(NOON + 4) == 1 and pushing.outcomes()[-1] == (wang.id, "withdrawn")
    claim(pushing.store, pushing.bell, pushing.rules, other, pushing.agent("amy"), NOON + 5)


def test_one_agent_is_asked_about_one_customer_at_a_time_and_never_beyond_the_capacity(pushing: Shop) -> None:
    wang = pushing.agent("wang")
    names = [pushing.calls(NOON + number) for number in range(4)]
    for number in range(2):
        assert pushing.route(NOON + 10 + number) == 1
        assert [one["id"] for one in pushing.queue(now=NOON + 10) if one["for"]] == [names[number]]
        claim(pushing.store, pushing.bell, pushing.rules, names[number], wang, NOON + 10 + number)
    assert pushing.route(NOON + 20) == 0, "two at once are all"
    reply(pushing.store, pushing.bell, names[0], wang, "r", "好了", NOON + 21)
    resolve(pushing.store, pushing.bell, names[0], wang, "ok", NOON + 22)
    assert pushing.route(NOON + 23) == 1 and pushing.whose(names[2], NOON + 23) == "Wang"


def test_the_customer_hears_the_same_in_both_modes(pushing: Shop) -> None:
    pushing.agent("wang")
    name = pushing.calls()
    before = messages_for_customer(pushing.store, name, 0)
    pushing.route(NOON)
    pushing.route(NOON + 30)
    assert messages_for_customer(pushing.store, name, 0) == before
    assert customer_state(pushing.store, pushing.rules, name, NOON + 30)["position"] == 1


def test_many_workers_ask_one_person_once(pushing: Shop) -> None:
    for name in ("wang", "amy", "lin"):
        pushing.agent(name)
    names = [pushing.calls(NOON + number) for number in range(6)]
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        for _ in range(3):
            pushing.route(NOON + 10)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    with pushing.store.read() as tx:
        open_ones = offers.all_open(tx)
    assert len(open_ones) == 3 == len({one.agent_id for one in open_ones})
    assert {one.conversation_id for one in open_ones} == set(names[:3])


def test_the_database_itself_keeps_a_second_offer_out(pushing: Shop) -> None:
    wang, amy = pushing.agent("wang"), pushing.agent("amy")
    pushing.calls()
    with pushing.store.begin() as tx:
        number = tx.execute(sa.select(handoff_table.c.id)).scalar_one()
        assert offers.add(tx, number, wang.id, NOON, NOON + 30)
        assert not offers.add(tx, number, amy.id, NOON, NOON + 30)


# --- People, teams, customers ---------------------------------------------------------------------


def test_a_team_from_its_first_day_to_its_last(shop: Shop) -> None:
    wang, amy = shop.agent("wang"), shop.agent("amy", languages=["en"], skills=["Fault", "fault "], capacity=4)
    names = {"zh": "售后", "en": "After-sales"}
    made = save_team(shop.store, shop.bell, None, {"name": names, "members": [amy.id, wang.id]}, "t", NOON)
    assert made["members"] == [wang.id, amy.id]
    with pytest.raises(Refused, match="this name already") as taken:
        save_team(shop.store, shop.bell, None, {"name": {**names, "zh": "别的"}, "members": []}, "t", NOON)
    assert taken.value.more == {"field": "en"}  # type: ignore[attr-defined]
    changed = {"name": {"zh": "售后组", "en": "After-sales"}, "members": [amy.id]}
    assert save_team(shop.store, shop.bell, made["id"], changed, "t", NOON)["name"]["zh"] == "售后组"
    found = people_and_teams(shop.store, 2)
    assert found["teams"] == [{"id": made["id"], "name": changed["name"], "members": [amy.id]}]
    person = next(one for one in found["people"] if one["id"] == amy.id)
    assert (person["skills"], person["languages"], person["capacity"]) == (["fault"], ["en"], 4)
    assert {"complaint", "fault", "asked"} <= set(found["tags"])
    delete_team(shop.store, shop.bell, made["id"], "t", NOON)
    assert people_and_teams(shop.store, 2)["teams"] == []
    with pytest.raises(Refused, match="no such team"):
        delete_team(shop.store, shop.bell, made["id"], "t", NOON)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"skills": "fault"}, "not_good"),
        ({"skills": ["x" * 41]}, "not_good"),
        ({"skills": [f"s{number}" for number in range(21)]}, "not_good"),
        ({"languages": []}, "not_good"),
        ({"languages": ["fr"]}, "not_good"),
        ({"capacity": 0}, "not_good"),
        ({"capacity": True}, "not_good"),
        ({"capacity": 51}, "not_good"),
        ({}, "bad_value"),
        ({"role": "admin"}, "bad_value"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(shop: Shop, wanted: dict[str, Any], code: str) -> None:
    wang = shop.agent("wang")
    with pytest.raises(Refused) as refused:
        set_profile(shop.store, shop.bell, wang.id, wanted, "t", NOON)
    assert refused.value.code == code
    with shop.store.read() as tx:
        assert profiles.agents(tx) == {}


def test_how_a_customer_stands(shop: Shop) -> None:
    wang = shop.agent("wang")
    name = shop.calls()
    with shop.store.read() as tx:
        assert standing_of(tx, name) == {"tier": "normal", "dedicated": None}
    shop.vip(name)
    found = set_standing(shop.store, shop.bell, name, wang.id, {"dedicated": wang.id}, NOON)
    assert found == {"tier": "vip", "dedicated": {"id": wang.id, "name": "Wang"}}
    assert set_standing(shop.store, shop.bell, name, wang.id, {"dedicated": None}, NOON)["dedicated"] is None
    for wrong in ({"tier": "gold"}, {"dedicated": "x"}, {"dedicated": 999}, {}):
        with pytest.raises(Refused):
            set_standing(shop.store, shop.bell, name, wang.id, wrong, NOON)
    with shop.store.read() as tx:
        assert standing_of(tx, name) == {"tier": "vip", "dedicated": None}
