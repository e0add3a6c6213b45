"""Passing a conversation on at the desk: by keys and by mouse, with a warning, in both languages and on a phone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.settings import PROJECT
from bot.store import people
from bot.usecases.reading import messages_for_customer
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk

pytestmark = pytest.mark.browser
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("desk"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def picture(page: Page, name: str) -> None:
    """A screenshot where SUPPORTBOT_SCREENSHOTS names a folder, and in any case what axe and the width say."""
    folder = os.environ.get("SUPPORTBOT_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found["violations"] if one["impact"] in ("serious", "critical")
    ]  # fmt: skip
    assert serious == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_by_keys_to_a_colleague_who_is_alerted(house: House, chromium: Browser) -> None:
    for login, name in (("wang", "小王"), ("li", "小李"), ("zhao", "小赵")):
        house.user(login, name)
    conversation = house.waiting("退款三个星期了还没到账")
    wang, li = Desk(house, chromium, "wang"), Desk(house, chromium, "li")
    expect(li.row(conversation)).to_be_visible()
    wang.open(conversation)
    wang.page.keyboard.press("Alt+C")
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    wang.page.keyboard.press("Alt+T")
    dialog = wang.page.get_by_role("dialog")
    expect(dialog.locator("#transfer-find")).to_be_focused()
    # Who is at the desk comes first; the queue can be chosen as well.
    expect(dialog.locator(".person .name")).to_have_text(["小李", "小赵", "转回队列"])
    expect(dialog.locator(".person small").first).to_have_text("在线 · 0 个会话")
    picture(wang.page, "transfer-zh")
    wang.page.keyboard.type("李")
    expect(dialog.locator(".person .name")).to_have_text(["小李", "转回队列"])
    wang.page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="小李")).to_be_checked()
    wang.page.keyboard.press("Enter")
    expect(dialog.locator("#transfer-note")).to_be_focused()
    wang.page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("请写下同事需要知道的事")
    wang.page.keyboard.type("退款已批，只差到账时间")
    wang.page.keyboard.press("Control+Enter")
    expect(wang.page.locator(".toast")).to_contain_text("已转给 小李")
    expect(wang.section("others").locator(".row")).to_contain_text("小李")
    # The receiver hears of it, sees where it comes from, and finds the note.
    expect(li.page.locator(".toast")).to_contain_text("小王 把 客户")
    expect(li.row(conversation)).to_contain_text("小王 转来")
    expect(li.page).to_have_title("(1) 客服工作台 · 青禾电器")
    picture(li.page, "transferred-zh")
    li.page.locator(".toast .deed").click()
    expect(li.page.locator(".message.note .text")).to_have_text("退款已批，只差到账时间")
    expect(li.page.locator(".event").last).to_contain_text("小王 把会话转给了 小李")
    expect(li.row(conversation)).not_to_contain_text("转来")
    li.write("您好，我接着处理")
    expect(li.page.locator(".message.agent:not(.pending) .text")).to_have_text("您好，我接着处理")
    told = [one["text"] for one in messages_for_customer(house.store, conversation, 0)]
    assert told[-2].startswith("小王请同事小李接着帮您") and told[-1] == "您好，我接着处理"
    for desk in (wang, li):
        desk.close()


def test_on_a_phone_who_is_offline_only_with_a_warning(house: House, chromium: Browser) -> None:
    house.user("wang", "Wang Min")
    li = house.user("li", "Li Lei with a very long name that does not fit into one line")
    conversation = house.waiting("My refund is late", language="en")
    wang = Desk(house, chromium, "wang", "en", viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = wang.page
    wang.open(conversation)
    page.get_by_role("button", name="Take", exact=True).first.click()
    expect(page.locator(".composer textarea")).to_be_focused()
    picture(page, "transfer-head-en")
    page.get_by_role("button", name="Transfer", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Transfer", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose a colleague, or the queue.")
    dialog.locator(".person", has_text="Li Lei").click()
    expect(dialog.get_by_role("alert")).to_contain_text("is offline")
    picture(page, "transfer-offline-en")
    dialog.locator("#transfer-note").fill("refund approved")
    dialog.get_by_role("button", name="Transfer all the same").click()
    expect(page.locator(".toast")).to_contain_text("Transferred to Li Lei")
    expect(wang.section("others").locator(".row")).to_have_count(1)
    with house.store.read() as tx:
        row = people.get(tx, li)
    assert row is not None and row.seen_at == 0, "nobody was at that desk"
    wang.close()


def test_who_leaves_while_one_writes_the_note_is_warned_of_and_the_queue_takes_it(
    house: House, chromium: Browser
) -> None:
    house.user("wang", "小王")
    li = house.agent("li", "小李")
    assert li.get("/me").status_code == 200, "a sign of life"
    conversation = house.waiting()
    wang = Desk(house, chromium, "wang")
    wang.open(conversation)
    wang.page.keyboard.press("Alt+C")
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    wang.page.keyboard.press("Alt+T")
    dialog = wang.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="小李").check()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.locator("#transfer-note").fill("请接着看")
    with house.store.begin() as tx:
        people.update(tx, li.user["id"], seen_at=time.time() - 3600)
    dialog.get_by_role("button", name="转接", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("小李 不在线")
    dialog.locator(".person", has_text="转回队列").click()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("button", name="转接", exact=True).click()
    expect(wang.page.locator(".toast")).to_contain_text("已转回队列")
    expect(wang.section("queue").locator(".row")).to_contain_text("小王 转回")
    wang.close()


def test_alone_and_without_an_answer_the_dialog_says_so(house: House, chromium: Browser) -> None:
    house.user("wang", "小王")
    conversation = house.waiting()
    wang = Desk(house, chromium, "wang")
    wang.open(conversation)
    wang.page.keyboard.press("Alt+T")
    wang.page.keyboard.press("Alt+C")
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    # What is not mine cannot be passed on: the key did nothing.
    expect(wang.page.get_by_role("dialog")).to_have_count(0)
    wang.page.route("**/colleagues", lambda route: route.abort())
    wang.page.keyboard.press("Alt+T")
    dialog = wang.page.get_by_role("dialog")
    expect(dialog).to_contain_text("同事列表没有加载成功")
    wang.page.unroute("**/colleagues")
    dialog.get_by_role("button", name="重试").click()
    expect(dialog).to_contain_text("还没有其他客服账号")
    picture(wang.page, "transfer-alone-zh")
    wang.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    wang.close()
