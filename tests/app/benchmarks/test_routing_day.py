"""The simulated day in small: nobody waits for ever, the urgent first, the work even; and each of it can be missed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import routing_day
from benchmarks.routing import waits_by_class
from benchmarks.routing_day import arrivals, run, spread, team
from bot.core import routing
from bot.core.queue_order import MOST_STEPS
from bot.core.routing import RoutingRules
from bot.core.words import Urgency

RULES = RoutingRules()


def test_a_day_of_ten_agents() -> None:
    day = run(arrivals(600, 10, 0.9, 5), team(10), RULES)
    assert len(day.served) == 600 and len({one.customer.number for one in day.served}) == 600
    assert day.most_waiting > 10, "without a queue nothing is shown"
    assert day.overtaken == 0
    waits = waits_by_class(day)
    longest = {name: max(some) for name, some in waits.items() if some}
    assert max(longest.values()) < 1800
    assert longest["danger"] <= 90 and longest["high"] <= longest["normal"]
    assert spread(day) < 0.35, "of ten agents each serves only sixty"


def test_each_speaks_the_language_unless_it_took_too_long() -> None:
    agents = team(10)
    day = run(arrivals(300, 10, 0.8, 6), agents, RULES)
    speaks = {one.id: one.languages for one in agents}
    foreign = [one for one in day.served if one.customer.matter.language not in speaks[one.agent]]
    assert all(one.wait >= RULES.language_wait or one.customer.urgency is Urgency.CRITICAL for one in foreign), (
        "the wait comes first"
    )
    assert len(foreign) < 100


def test_ageing_ends_a_wait_behind_a_flood() -> None:
    customers = [
        replace(one, urgency=urgency, vip=vip, takes=480.0, matter=replace(one.matter, urgency=urgency))
        for one in arrivals(400, 4, 1.1, 7)
        for urgency, vip in [(Urgency.LOW, False) if one.number % 20 == 0 else (Urgency.HIGH, True)]
    ]

    def longest(rules: RoutingRules) -> float:
        return max(one.wait for one in run(customers, team(10)[:4], rules).served if not one.customer.vip)

    aged = longest(RULES)
    assert aged <= 300 + MOST_STEPS * RULES.ageing_step + 900
    assert longest(replace(RULES, ageing_step=10**9)) > aged


def test_a_rule_that_always_takes_the_first_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(matter: routing.Matter, there: list[routing.Candidate], rules: RoutingRules) -> routing.Candidate | None:
        return min(routing.ranked(matter, there, rules), key=lambda one: one.id, default=None)

    monkeypatch.setattr(routing_day, "choose", first)
    assert spread(run(arrivals(600, 10, 0.6, 5), team(10), RULES)) > 0.35


def test_a_queue_in_the_order_of_arrival_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = routing_day.queue_key
    calls = iter(range(10**9))

    def muddled(*values: object) -> tuple[int, bool, float, float, int]:
        # Sorting asks once for each; what is asked while comparing sees the true order.
        key = honest(*values)  # type: ignore[arg-type]
        return (-key[0], *key[1:]) if next(calls) % 2 else key

    monkeypatch.setattr(routing_day, "queue_key", muddled)
    assert run(arrivals(300, 10, 1.1, 5), team(10), RULES).overtaken > 0
