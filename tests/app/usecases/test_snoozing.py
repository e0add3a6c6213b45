"""Snooze on both databases: out of one agent's lists, back at its time or when the customer writes."""

from __future__ import annotations

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.deadlines import Deadline
from bot.core.hours import parse_hours
from bot.store import timers
from bot.usecases.desk import Agent, Held, claim, release
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.reading import messages_for_customer
from bot.usecases.receive import Refused
from bot.usecases.snoozing import end_snooze, snooze, snooze_times, wake_snoozed
from tests.app.usecases.conftest import MIDNIGHT, NOON
from tests.app.usecases.test_desk_lists import Shop, shop  # noqa: F401

HOUR = 3600.0


def where(shop: Shop, agent: Agent) -> dict[str, str]:  # noqa: F811
    """In which list each conversation stands, with the mark of having come back."""
    lists = desk_list(shop.store, shop.at, agent.id)
    return {
        line["id"]: name + (f" {line['woke']}" if line["woke"] else "")
        for name in ("queue", "mine", "snoozed")
        for line in lists[name]
    }


def test_it_comes_back_at_its_time_and_once(shop: Shop, wang: Agent, amy: Agent) -> None:  # noqa: F811
    mine, waits = shop.held(wang), shop.waiting()
    due = desk_list(shop.store, shop.at, wang.id)["queue"][0]["due_at"]
    told = len(messages_for_customer(shop.store, waits, 0))
    for one in (mine, waits):
        snooze(shop.store, shop.bell, one, wang, shop.at + HOUR, shop.at)
    assert where(shop, wang) == {mine: "snoozed", waits: "snoozed"}
    assert where(shop, amy) == {waits: "queue"}, "for a colleague somebody still waits"
    lists = desk_list(shop.store, shop.at, wang.id)
    assert lists["counts"] == {"queue": 0, "mine": 0, "snoozed": 2, "others": 0, "bot": 0, "mentions": 0}
    assert {line["until"] for line in lists["snoozed"]} == {shop.at + HOUR}
    (asleep,) = [line for line in lists["snoozed"] if line["id"] == waits]
    assert asleep["due_at"] == due, "the clock of the first reply runs on"
    assert len(messages_for_customer(shop.store, waits, 0)) == told, "the customer is told nothing"
    assert wake_snoozed(shop.store, shop.bell, shop.at + HOUR - 1) == 0
    shop.at += HOUR
    with shop.store.read() as tx:
        assert {one.kind for one in timers.due(tx, shop.at)} <= {one.value for one in Deadline}, (
            "for those who fire them"
        )
    assert wake_snoozed(shop.store, shop.bell, shop.at) == 2
    assert wake_snoozed(shop.store, shop.bell, shop.at + 1) == 0
    assert where(shop, wang) == {mine: "mine time", waits: "queue time"}
    end_snooze(shop.store, shop.bell, mine, wang)
    assert where(shop, wang) == {mine: "mine", waits: "queue time"}


def test_the_customers_word_brings_it_back_at_once(shop: Shop, wang: Agent) -> None:  # noqa: F811
    mine, timed = shop.held(wang), shop.held(wang)
    snooze(shop.store, shop.bell, mine, wang, None, shop.at)
    snooze(shop.store, shop.bell, timed, wang, shop.at + HOUR, shop.at)
    assert wake_snoozed(shop.store, shop.bell, shop.at + 10 * HOUR) == 1, "without a moment there is no timer"
    shop.says(mine, "还有一个问题")
    assert where(shop, wang) == {mine: "mine customer", timed: "mine time"}
    snooze(shop.store, shop.bell, timed, wang, shop.at + 20 * HOUR, shop.at)
    shop.says(timed)
    assert wake_snoozed(shop.store, shop.bell, shop.at + 30 * HOUR) == 0, "it is awake already"
    assert where(shop, wang) == {mine: "mine customer", timed: "mine customer"}


def test_undo_and_another_choice(shop: Shop, wang: Agent) -> None:  # noqa: F811
    mine = shop.held(wang)
    snooze(shop.store, shop.bell, mine, wang, shop.at + HOUR, shop.at)
    end_snooze(shop.store, shop.bell, mine, wang)
    end_snooze(shop.store, shop.bell, mine, wang)
    assert where(shop, wang) == {mine: "mine"}
    assert wake_snoozed(shop.store, shop.bell, shop.at + 2 * HOUR) == 0
    # Again and again: each choice replaces the one before, and its timer.
    for hours in (1, 2, 3):
        snooze(shop.store, shop.bell, mine, wang, shop.at + hours * HOUR, shop.at)
    assert wake_snoozed(shop.store, shop.bell, shop.at + 2 * HOUR) == 0
    assert wake_snoozed(shop.store, shop.bell, shop.at + 3 * HOUR) == 1


def test_who_takes_or_gives_it_ends_the_snooze(shop: Shop, wang: Agent, amy: Agent) -> None:  # noqa: F811
    waits = shop.waiting()
    snooze(shop.store, shop.bell, waits, wang, shop.at + HOUR, shop.at)
    claim(shop.store, shop.bell, shop.rules, waits, wang, shop.at)
    assert where(shop, wang) == {waits: "mine"}
    assert wake_snoozed(shop.store, shop.bell, shop.at + HOUR) == 1
    assert where(shop, wang) == {waits: "mine"}, "an old timer marks nothing"
    snooze(shop.store, shop.bell, waits, wang, shop.at + 2 * HOUR, shop.at)
    release(shop.store, shop.bell, waits, wang, shop.at)
    assert where(shop, wang) == {}
    with pytest.raises(Refused) as refused:
        snooze(shop.store, shop.bell, waits, wang, shop.at + HOUR, shop.at)
    assert refused.value.code == "not_claimed"
    claim(shop.store, shop.bell, shop.rules, waits, amy, shop.at)
    with pytest.raises(Held):
        snooze(shop.store, shop.bell, waits, wang, shop.at + HOUR, shop.at)
    for bad in (shop.at, shop.at - 1, shop.at + 91 * 86400, float("nan"), float("inf")):
        with pytest.raises(Refused) as refused:
            snooze(shop.store, shop.bell, waits, amy, bad, shop.at)
        assert refused.value.code == "bad_time"
    with pytest.raises(Refused):
        snooze(shop.store, shop.bell, "nobody", amy, None, shop.at)


def test_two_workers_fire_each_timer_once(shop: Shop, wang: Agent) -> None:  # noqa: F811
    for _ in range(12):
        snooze(shop.store, shop.bell, shop.held(wang), wang, shop.at + HOUR, shop.at)
    start, woken = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        woken.append(wake_snoozed(shop.store, shop.bell, shop.at + HOUR))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sum(woken) == 12
    assert set(where(shop, wang).values()) == {"mine time"}


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()


@pytest.mark.parametrize(
    ("hours", "now", "opening"),
    [
        ({"tue": [["08:00", "18:00"]]}, NOON, at(24, 9)),
        ({"tue": [["10:30", "18:00"]]}, NOON, at(24, 10, 30)),
        ({"thu": [["09:00", "18:00"]]}, MIDNIGHT, at(26, 9)),
        ({"mon": [["00:00", "24:00"]], "tue": [["00:00", "24:00"]]}, NOON, at(24, 9)),
        ({}, NOON, at(24, 9)),
    ],
)
def test_tomorrow_is_when_somebody_is_there(hours: dict[str, list[list[str]]], now: float, opening: float) -> None:
    rules = DeskRules(parse_hours(hours, "Asia/Shanghai"), "Asia/Shanghai")
    assert snooze_times(rules, now) == {"hour": now + HOUR, "opening": opening}
