"""Service levels in real browsers: clocks in rows and packet, alarms to whom they concern, the managers' table."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.store import people
from bot.usecases.leave_request import leave_request
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import AXE, Desk
from tests.app.web.test_sla_api import called, look, open_always

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(open_always(tmp_path_factory.mktemp("desk")))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Screens are kept when SUPPORTBOT_SCREENSHOTS names a folder."""
    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_accessible(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found["violations"] if one["impact"] in ("serious", "critical")
    ]  # fmt: skip
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_room(desk: Desk, name: str) -> Any:
    desk.page.locator(".menu summary").click()
    desk.page.locator(".menu .sheet").get_by_role("button", name=name).click()
    return desk.page.get_by_role("dialog")


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_the_row_and_the_packet_say_what_is_due(
    house: House, chromium: Browser, shots: Path, language: str, width: int, scheme: str
) -> None:
    house.user("wang", "王敏")
    conversation = called(house, 250)
    look(house)
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page
    chip = desk.row(conversation).locator(".due")
    expect(chip).to_have_class("due soon")
    expect(chip).to_contain_text("首答 即将超时" if language == "zh" else "Answer due in")
    desk.open(conversation)
    clocks = page.locator(".clocks .clock")
    expect(clocks).to_have_count(2)
    expect(clocks.first).to_contain_text("首次答复：还有" if language == "zh" else "First answer: in")
    look(house, 60)
    expect(page.locator(".who .due")).to_have_class("due late")
    expect(clocks.first).to_contain_text("已超时" if language == "zh" else "late")
    expect(page.locator(".log .event").last).to_contain_text(
        "首次答复已超时" if language == "zh" else "first answer is late"
    )
    is_accessible(page)
    page.screenshot(path=shots / f"clocks-late-{language}-{width}.png")
    page.keyboard.press("Alt+C")
    expect(page.locator(".composer textarea")).to_be_focused()
    desk.write("您好")
    expect(desk.bubbles("您好")).to_be_visible()
    expect(page.locator(".who .due")).to_have_count(0)
    # Who takes what is late already needs no alarm.
    assert page.locator(".toast.error").count() == 0
    look(house)
    expect(clocks).to_have_count(1)
    expect(clocks).to_contain_text("在等客户" if language == "zh" else "waits for the customer")
    page.screenshot(path=shots / f"clocks-waits-{language}-{width}.png")
    desk.close()


def test_the_holder_is_warned_and_the_lead_hears_what_is_late(house: House, chromium: Browser) -> None:
    number = house.user("wang", "王敏")
    house.user("lin", "林经理", "manager")
    li = house.agent("li", "李雷")
    conversation = called(house, 10)
    other = called(house, 5)
    wang, lin = Desk(house, chromium, "wang"), Desk(house, chromium, "lin", "en")
    wang.open(conversation)
    wang.page.keyboard.press("Alt+C")
    expect(lin.section("others").locator(".row")).to_have_count(1)
    li.claim(other)
    expect(lin.section("others").locator(".row")).to_have_count(2)
    li.reply(other, "您好")
    look(house, 245)
    expect(wang.page.get_by_role("alert").filter(has_text="首次答复快到时限")).to_be_visible()
    expect(lin.row(conversation).locator(".due")).to_contain_text("Answer")
    expect(lin.page.locator(".toast")).to_have_count(0)
    look(house, 300)
    expect(lin.page.get_by_role("alert").filter(has_text="First answer is")).to_be_visible()
    expect(wang.page.get_by_role("alert").filter(has_text="首次答复已超时")).to_be_visible()
    expect(lin.row(other).locator(".due")).to_have_count(0)
    with house.store.begin() as tx:
        people.seen(tx, number, time.time())
    for desk in (wang, lin):
        desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "dark"), ("en", 360, "light")])
def test_a_promise_is_chased_and_kept_by_a_call(
    house: House, chromium: Browser, shots: Path, language: str, width: int, scheme: str
) -> None:
    house.user("lin", "林经理" if language == "zh" else "Maximiliane Featherstonehaugh", "manager")
    conversation = house.customer(language)
    house.says(conversation, "请给我回电" if language == "zh" else "Please call me back")
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    lin = Desk(house, chromium, "lin", language, **options)
    expect(lin.row(conversation)).to_be_visible()
    leave_request(
        house.store, house.bell, house.rules, conversation, "r", "", "13800001111", "回电", time.time() - 6000
    )
    look(house)
    expect(
        lin.page.get_by_role("alert").filter(
            has_text="联系客户快到时限" if language == "zh" else "Promised contact is due"
        )
    ).to_be_visible()
    look(house, 1300)
    expect(lin.row(conversation).locator(".due")).to_contain_text("承诺" if language == "zh" else "Promised by")
    lin.open(conversation)
    expect(lin.page.locator(".log")).to_contain_text(
        "已向客户致歉" if language == "zh" else "got an apology and a new time"
    )
    is_accessible(lin.page)
    lin.page.screenshot(path=shots / f"promise-{language}-{width}.png")
    lin.page.get_by_role("button", name="已联系上客户" if language == "zh" else "Customer reached").click()
    expect(lin.page.locator(".log .event").last).to_contain_text(
        "已通过其他方式联系上客户" if language == "zh" else "in another way"
    )
    expect(
        lin.page.get_by_role("button", name="已联系上客户" if language == "zh" else "Customer reached")
    ).to_have_count(0)
    lin.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_a_manager_changes_the_levels_by_keyboard(
    house: House, chromium: Browser, shots: Path, language: str, width: int, scheme: str
) -> None:
    house.user("lin", "林经理", "manager")
    lin = Desk(house, chromium, "lin", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = lin.page
    dialog = open_room(lin, "服务时限" if language == "zh" else "Service levels")
    cell = dialog.locator('[data-cell="first  normal"]')
    expect(cell).to_have_value("5")
    expect(dialog.locator("select")).to_be_focused()
    is_accessible(page)
    page.screenshot(path=shots / f"levels-{language}-{width}.png")
    save = dialog.get_by_role("button", name="保存" if language == "zh" else "Save")
    expect(save).to_be_disabled()
    cell.fill("soon")
    cell.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("整数分钟" if language == "zh" else "whole minutes")
    expect(cell).to_be_focused()
    cell.fill("2000")
    cell.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("解决时限" if language == "zh" else "fewer than 2000")
    expect(dialog.locator('[data-cell="resolution  normal"]')).to_be_focused()
    is_accessible(page)
    page.screenshot(path=shots / f"levels-wrong-{language}-{width}.png")
    # Unsaved numbers are not lost by Escape.
    page.keyboard.press("Escape")
    expect(dialog.locator(".asking button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(save).to_be_visible()
    cell.fill("3")
    cell.press("Enter")
    expect(dialog.locator(".levels-changed")).to_contain_text("林经理")
    expect(save).to_be_disabled()
    dialog.locator("select").select_option("complaint")
    mine = dialog.locator('[data-cell="next complaint normal"]')
    expect(mine).to_have_attribute("placeholder", "5")
    expect(dialog.locator('[data-cell="callback complaint normal"]')).to_have_value("60")
    mine.fill("4")
    mine.press("Enter")
    expect(dialog.locator(".levels-changed")).to_contain_text("4")
    page.screenshot(path=shots / f"levels-complaint-{language}-{width}.png")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    with house.store.read() as tx:
        from bot.usecases.service_levels import service_levels

        levels = service_levels(tx)
    assert {(one.clock.value, one.nature, minutes) for one, minutes in levels.changed.items()} == {
        ("first", "", 3), ("next", "complaint", 4),
    }  # fmt: skip
    lin.close()


def test_two_managers_at_once_lose_nothing_and_a_slow_answer_disturbs_nobody(house: House, chromium: Browser) -> None:
    house.user("lin", "林经理", "manager")
    lin = Desk(house, chromium, "lin")
    page = lin.page
    dialog = open_room(lin, "服务时限")
    first, second = dialog.locator('[data-cell="first  normal"]'), dialog.locator('[data-cell="next  normal"]')
    expect(first).to_have_value("5")
    boss = house.agent("boss", "陈总", "admin")
    theirs = [{"clock": "next", "nature": "", "urgency": "normal", "minutes": 7}]
    assert boss.put("/service-levels", {"version": 0, "changes": theirs}).status_code == 200
    first.fill("4")
    first.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("刚才有人改过服务时限")
    expect(first).to_have_value("4")
    expect(second).to_have_value("7")
    held: list[Route] = []
    page.route("**/api/desk/service-levels", lambda route: held.append(route))
    with page.expect_request("**/api/desk/service-levels"):
        first.press("Enter")
    expect(dialog.get_by_role("button", name="保存")).to_be_disabled()
    first.press("Enter")
    assert len(held) == 1
    held[0].continue_()
    expect(dialog.locator(".levels-changed li")).to_have_count(2)
    lin.close()


def test_an_agent_has_no_such_room_and_a_room_that_did_not_load_can_be_asked_again(
    house: House, chromium: Browser
) -> None:
    house.user("wang", "王敏")
    house.user("lin", "林经理", "manager")
    wang, lin = Desk(house, chromium, "wang"), Desk(house, chromium, "lin")
    wang.page.locator(".menu summary").click()
    expect(wang.page.locator(".menu .sheet").get_by_role("button", name="快捷回复")).to_be_visible()
    expect(wang.page.locator(".menu .sheet").get_by_role("button", name="服务时限")).to_have_count(0)
    lin.page.route("**/api/desk/service-levels", lambda route: route.abort())
    dialog = open_room(lin, "服务时限")
    expect(dialog.get_by_role("alert")).to_contain_text("没有加载成功")
    lin.page.unroute("**/api/desk/service-levels")
    dialog.get_by_role("button", name="重试").click()
    expect(dialog.locator("table input")).to_have_count(16)
    for desk in (wang, lin):
        desk.close()
