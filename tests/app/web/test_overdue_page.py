"""Who has waited too long, in real browsers: team leads are alerted, the agent is reminded, the rows say why."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.core.words import HandoffReason, Urgency
from bot.store import people
from bot.usecases.desk import Agent, claim, reply
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.timeouts import fire_due
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import AXE, Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("desk"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def called(house: House, ago: float, text: str, urgency: Urgency = Urgency.NORMAL, language: str = "zh") -> str:
    """A customer who has been in the queue for `ago` seconds, at an hour at which the shop is open."""
    conversation = house.customer(language)
    house.says(conversation, text)
    every_hour = replace(house.rules, hours=_ALWAYS)
    request = HandoffRequest(conversation, HandoffReason.ASKED, urgency, insist=True)
    request_handoff(house.store, house.bell, every_hour, request, time.time() - ago)
    return conversation


def passes(house: House, later: float = 0.0) -> int:
    return fire_due(house.store, house.bell, replace(house.rules, hours=_ALWAYS), time.time() + later)


def _always():  # type: ignore[no-untyped-def]
    from bot.core.hours import DAYS, parse_hours

    return parse_hours({day: [["00:00", "24:00"]] for day in DAYS}, "Asia/Shanghai")


_ALWAYS = _always()


def test_a_lead_is_alerted_and_an_agent_only_sees_the_mark(house: House, chromium: Browser) -> None:
    house.user("wang", "王敏")
    house.user("chen", "陈静", "manager")
    wang, chen = Desk(house, chromium, "wang"), Desk(house, chromium, "chen", "en")
    conversation = called(house, 290, "退款还没到")
    for desk in (wang, chen):
        expect(desk.row(conversation)).to_be_visible()
        expect(desk.row(conversation).locator(".overdue")).to_have_count(0)
    assert passes(house, 15) == 1
    expect(chen.page.get_by_role("alert").filter(has_text="nobody has taken it")).to_be_visible()
    expect(chen.row(conversation).locator(".overdue")).to_have_text("Nobody has taken it")
    expect(wang.row(conversation).locator(".overdue")).to_have_text("无人接待")
    expect(wang.page.locator(".toast")).to_have_count(0)
    wang.open(conversation)
    wang.page.keyboard.press("Alt+C")
    expect(chen.row(conversation).locator(".overdue")).to_have_count(0)
    for desk in (wang, chen):
        desk.close()


def test_the_agent_is_reminded_and_then_the_row_says_who_had_it(house: House, chromium: Browser) -> None:
    number = house.user("wang", "王敏")
    house.user("li", "李雷")
    conversation = called(house, 200, "在吗")
    wang, li = Desk(house, chromium, "wang"), Desk(house, chromium, "li", "en")
    wang.open(conversation)
    agent = Agent(number, "王敏", "agent")
    claim(house.store, house.bell, house.rules, conversation, agent, time.time() - 125)
    with house.store.begin() as tx:
        # An open desk must not count as gone because the claim lies in the past here.
        people.seen(tx, number, time.time())
    expect(wang.section("mine").locator(".row")).to_have_count(1)
    assert passes(house) == 1
    expect(wang.page.get_by_role("alert").filter(has_text="在等您回复")).to_be_visible()
    expect(wang.row(conversation).locator(".overdue")).to_have_text("客户在等回复")
    expect(wang.page.locator(".log")).to_contain_text("已提醒 王敏：客户在等回复")
    with house.store.begin() as tx:
        people.seen(tx, number, time.time() + 200)
    assert passes(house, 200) == 1
    expect(li.section("queue").locator(".row .returned")).to_have_text("No reply from 王敏")
    expect(wang.section("queue").locator(".row")).to_have_count(1)
    for desk in (wang, li):
        desk.close()


@pytest.mark.parametrize(("language", "says"), [("zh", "承诺"), ("en", "Promised by")])
def test_where_nobody_came_the_row_says_what_was_promised(
    house: House, chromium: Browser, tmp_path: Path, language: str, says: str
) -> None:
    house.user("wang", "王敏")
    conversation = called(house, 1801, "退款还没到", language=language)
    assert passes(house) == 1
    wang = Desk(house, chromium, "wang", language, viewport={"width": 360, "height": 800})
    expect(wang.section("bot").locator(".row .due")).to_contain_text(says)
    wang.page.screenshot(path=Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path) / f"promised-{language}.png")
    wang.open(conversation)
    expect(wang.page.locator(".log")).to_contain_text("无人接待" if language == "zh" else "Nobody took it")
    wang.close()


@pytest.mark.parametrize(
    "language, scheme, width", [("zh", "light", 1440), ("en", "dark", 1440), ("zh", "dark", 360), ("en", "light", 360)]
)
def test_overdue_rows_are_accessible_and_nothing_sticks_out(
    house: House, chromium: Browser, tmp_path: Path, language: str, scheme: str, width: int
) -> None:
    """Screens are kept when SUPPORTBOT_SCREENSHOTS names a folder."""
    house.user("chen", "陈静", "manager")
    long_name = "欧阳" * 20 if language == "zh" else "Maximiliane-Alexandra " * 3
    number = house.user("silent", long_name)
    agent = Agent(number, long_name, "agent")
    called(house, 320, "充电宝冒烟了" if language == "zh" else "My power bank is smoking", Urgency.CRITICAL, language)
    back = called(house, 400, "退款还没到" if language == "zh" else "No refund yet", language=language)
    claim(house.store, house.bell, house.rules, back, agent, time.time() - 320)
    held = called(house, 400, "第二位" if language == "zh" else "The second one", language=language)
    claim(house.store, house.bell, house.rules, held, agent, time.time() - 130)
    reply(house.store, house.bell, held, agent, "r", "您好", time.time() - 120)
    with house.store.begin() as tx:
        people.seen(tx, number, time.time())
    passes(house)
    chen = Desk(house, chromium, "chen", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = chen.page
    expect(chen.section("queue").locator(".overdue")).to_have_count(1)
    expect(chen.section("queue").locator(".returned")).to_have_count(1)
    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def check(where: str) -> None:
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in found["violations"] if one["impact"] in ("serious", "critical")
        ]  # fmt: skip
        assert serious == [], where
        inside = "[...document.querySelectorAll('.row, .overdue, .returned, .thread-head')].every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
        assert page.evaluate(inside), where
        page.screenshot(path=folder / f"overdue-{where}-{language}-{scheme}-{width}.png")

    check("list")
    chen.open(back)
    expect(page.locator(".thread-head .returned")).to_be_visible()
    check("thread")
    chen.close()
