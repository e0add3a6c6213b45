"""Closed, nobody online, all busy: three different things, each said truly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.hours import parse_hours
from bot.core.words import HandoffReason, Urgency
from bot.store import people
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, claim, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffOutcome, HandoffRequest, request_handoff
from bot.usecases.holidays import public_days
from bot.usecases.reading import customer_state, desk_now, messages_for_customer
from bot.usecases.receive import start_conversation
from tests.app.usecases.conftest import NOON


@pytest.fixture
def small(rules: DeskRules) -> DeskRules:
    """Two conversations at once are all that one agent has."""
    return replace(rules, capacity=2)


def calls(store: Store, bell: Bell, rules: DeskRules, now: float = NOON, **more: object) -> tuple[str, HandoffOutcome]:
    conversation = start_conversation(store, "web", str(more.pop("language", "zh")), now)
    request = HandoffRequest(conversation, HandoffReason.ASKED, **more)  # type: ignore[arg-type]
    return conversation, request_handoff(store, bell, rules, request, now)


def last_said(store: Store, conversation: str) -> str:
    return str(messages_for_customer(store, conversation, 0)[-1]["text"])


def keep_busy(store: Store, bell: Bell, rules: DeskRules, agent: Agent, count: int) -> list[str]:
    taken = [calls(store, bell, rules)[0] for _ in range(count)]
    for conversation in taken:
        claim(store, bell, rules, conversation, agent, NOON)
    return taken


def is_now(store: Store, agent: Agent, presence: str) -> None:
    with store.begin() as tx:
        people.update(tx, agent.id, presence=presence)


def test_who_has_as_many_as_one_has_at_once_is_busy_until_one_is_done(
    store: Store, bell: Bell, small: DeskRules, wang: Agent
) -> None:
    first, _ = keep_busy(store, bell, small, wang, 2)
    assert desk_now(store, small, NOON)["all_busy"]
    conversation, outcome = calls(store, bell, small)
    assert outcome.state == "queued" and outcome.wait is not None
    said = last_said(store, conversation)
    assert "都在接待其他客户" in said and "第 1 位" in said and f"{outcome.wait[0]}–{outcome.wait[1]} 分钟" in said
    assert customer_state(store, small, conversation, NOON)["all_busy"]
    resolve(store, bell, first, wang, "好了", NOON + 60)
    assert not customer_state(store, small, conversation, NOON + 60)["all_busy"]
    assert "都在" not in last_said(store, calls(store, bell, small)[0])


def test_one_free_colleague_is_enough(store: Store, bell: Bell, small: DeskRules, wang: Agent, amy: Agent) -> None:
    keep_busy(store, bell, small, wang, 2)
    state = desk_now(store, small, NOON)
    assert (state["people_online"], state["all_busy"]) == (True, False)
    is_now(store, amy, "away")
    assert desk_now(store, small, NOON)["all_busy"]
    is_now(store, wang, "away")
    state = desk_now(store, small, NOON)
    assert (state["people_online"], state["all_busy"]) == (False, False), "nobody is there: that is something else"


@pytest.mark.parametrize(("language", "words"), [("zh", "说不准"), ("en", "cannot promise how long")])
def test_who_takes_nobody_new_lets_nobody_promise_minutes(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, language: str, words: str
) -> None:
    is_now(store, wang, "busy")
    conversation, outcome = calls(store, bell, rules, language=language)
    assert (outcome.state, outcome.position, outcome.wait) == ("queued", 1, None)
    said = last_said(store, conversation)
    assert words in said and str(outcome.ticket) in said
    is_now(store, wang, "online")
    assert customer_state(store, rules, conversation, NOON)["wait"] is not None


def test_danger_is_not_told_that_nobody_is_there_when_all_are_busy(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent
) -> None:
    is_now(store, wang, "busy")
    conversation, _ = calls(store, bell, rules, urgency=Urgency.CRITICAL)
    said = last_said(store, conversation)
    assert "没有客服在线" not in said and "都在忙" in said and "119" in said


def test_with_smaller_capacity_the_wait_is_longer(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> None:
    keep_busy(store, bell, rules, wang, 1)
    one_by_one = calls(store, bell, replace(rules, capacity=1))[1].wait
    with store.begin() as tx:
        people.update(tx, wang.id, seen_at=NOON)
    many = calls(store, bell, rules)[1]
    assert one_by_one is not None and many.wait is not None and many.position == 2
    assert one_by_one[1] >= many.wait[1], "the first of one line waits no less than the second of three"


@pytest.fixture
def china(rules: DeskRules) -> DeskRules:
    """An office in China, as its calendar of 2026 was announced."""
    day = [["09:00", "12:00"], ["13:30", "18:00"]]
    weekly = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day)
    return replace(rules, hours=parse_hours(weekly, rules.zone, public=public_days("CN", date(2026, 6, 1))))


@pytest.mark.parametrize(
    ("moment", "why", "zh", "en"),
    [
        (
            "2026-10-02 10:00",
            "holiday",
            "国庆节放假，10月8日 09:00 上班",
            "off for National Day and open at 09:00 Thursday, 8",
        ),
        (
            "2026-09-30 21:00",
            "holiday",
            "国庆节放假，10月8日 09:00 上班",
            "off for National Day and open at 09:00 Thursday, 8",
        ),
        ("2026-11-24 12:15", "break", "今天 13:30 回来", "we are back at 13:30 today"),
        ("2026-11-24 19:00", "hours", "明天 09:00 上班", "we open at 09:00 tomorrow"),
        ("2026-02-13 19:00", "hours", "明天 09:00 上班", "we open at 09:00 tomorrow"),
    ],
)
def test_the_reason_and_the_next_opening_are_told(
    store: Store, bell: Bell, china: DeskRules, moment: str, why: str, zh: str, en: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    for language, words in (("zh", zh), ("en", en)):
        conversation, outcome = calls(store, bell, china, now, language=language)
        assert outcome.state == "out_of_hours" and outcome.closing is not None and outcome.closing.why == why
        request = HandoffRequest(conversation, HandoffReason.ASKED, insist=True)
        assert request_handoff(store, bell, china, request, now).state == "queued"
        assert words in last_said(store, conversation)
        assert customer_state(store, china, conversation, now)["closed"]["why"] == why


def test_a_moved_saturday_is_a_working_day_for_promises_too(store: Store, bell: Bell, china: DeskRules) -> None:
    saturday = datetime(2026, 10, 10, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    assert calls(store, bell, china, saturday)[1].state == "nobody_online"
    assert calls(store, bell, china, saturday + 7 * 86400)[1].state == "out_of_hours"
