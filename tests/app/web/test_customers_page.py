"""The customer pane in a browser: former conversations, contact, export, one customer or two."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.usecases.receive import start_conversation
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_supervising_page import WAYS, sound

pytestmark = pytest.mark.browser
WORDS = {
    "zh": ("修改联系方式", "保存", "这不是电话号码", "导出会话", "JSON", "已解决"),
    "en": ("Edit the contact", "Save", "This is no phone number", "Export the conversation", "JSON", "Resolved"),
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("customers"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def called(house: House, channel: str, sender: str, text: str) -> str:
    made = start_conversation(house.store, channel, "zh", time.time(), ext_user=sender)
    house.says(made, text)
    house.calls_a_person(made)
    return made


def show_pane(desk: Desk) -> None:
    """On narrow screens the pane is shut until it is asked for."""
    if not desk.page.locator(".side").is_visible():
        desk.page.locator(".deeds .pane").click()
    expect(desk.page.locator(".side .former")).to_be_visible()


@pytest.mark.parametrize(("language", "options"), WAYS)
def test_a_former_conversation_is_read_and_left_with_one_key(
    house: House, chromium: Browser, language: str, options: dict[str, Any]
) -> None:
    wang = house.agent("wang", "王敏")
    former = called(house, "callback", "alice", "上次洗衣机漏水")
    wang.claim(former)
    wang.reply(former, "换了一根水管")
    wang.post(f"/conversations/{former}/resolve", {"reason": "换水管"})
    now = called(house, "rest", "alice", "这次不脱水了")
    desk = Desk(house, chromium, "wang", language, **options)
    page = desk.page
    desk.open(now)
    show_pane(desk)
    line = page.locator(".side .former li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(WORDS[language][5])
    expect(line).to_contain_text("换水管")
    sound(page)
    line.locator("button").click()
    reading = page.get_by_role("dialog")
    expect(reading.locator(".former-line")).to_contain_text(["上次洗衣机漏水"])
    expect(reading).to_contain_text("换了一根水管")
    expect(reading.locator("textarea")).to_have_count(0)
    sound(page)
    page.keyboard.press("Escape")
    expect(reading).to_have_count(0)
    expect(line.locator("button")).to_be_focused()
    assert wang.get(f"/conversations/{former}").json()["owner"] == "bot"
    desk.close()


@pytest.mark.parametrize(("language", "options"), WAYS)
def test_contact_and_export(
    house: House, chromium: Browser, language: str, options: dict[str, Any], tmp_path: Path
) -> None:
    edit, save, no_phone, export, as_json, _ = WORDS[language]
    wang = house.agent("wang", "王敏")
    house.agent("li", "李雷")
    held = house.waiting("我的电话是13912345678")
    wang.claim(held)
    desk = Desk(house, chromium, "wang", language, **options)
    page = desk.page
    desk.open(held)
    show_pane(desk)
    page.get_by_role("button", name=edit).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("#contact-name")).to_be_focused()
    dialog.locator("#contact-name").fill("王芳")
    dialog.locator("#contact-phone").fill("12")
    dialog.get_by_role("button", name=save).click()
    expect(dialog.get_by_role("alert")).to_contain_text(no_phone)
    sound(page)
    dialog.locator("#contact-phone").fill("139 1234 5678")
    dialog.get_by_role("button", name=save).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".card h2")).to_have_text("王芳")
    expect(page.locator(".card")).to_contain_text("13912345678")
    page.get_by_role("button", name=edit).click()
    expect(dialog.locator(".changes li")).to_have_count(2)
    expect(dialog.locator(".changes")).to_contain_text("王敏")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=export).click()
    expect(dialog.get_by_role("checkbox").first).to_be_checked()
    sound(page)
    with page.expect_download() as waiting:
        dialog.get_by_role("link", name=as_json).click()
    waiting.value.save_as(tmp_path / "export.json")
    assert waiting.value.suggested_filename.isascii()
    text = (tmp_path / "export.json").read_text("utf-8")
    assert json.loads(text)["masked"] is True and "13912345678" not in text
    # A colleague sees who it is, and changes nothing of what somebody else has.
    lis = Desk(house, chromium, "li", language, **options)
    lis.open(held)
    show_pane(lis)
    expect(lis.page.locator(".card")).to_contain_text("13912345678")
    expect(lis.page.locator(".card-deeds button")).to_have_count(0)
    for one in (desk, lis):
        one.close()


@pytest.mark.parametrize(("language", "options"), WAYS)
def test_a_lead_joins_two_and_takes_them_apart(
    house: House, chromium: Browser, language: str, options: dict[str, Any]
) -> None:
    house.user("boss", "陈主管", "manager")
    one, other = house.waiting("我的订单没有到"), house.waiting("我是昨天那位，订单还没到")
    desk = Desk(house, chromium, "boss", language, **options)
    page = desk.page
    desk.open(one)
    show_pane(desk)
    expect(page.locator(".former .empty")).to_be_visible()
    page.locator(".find-same").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#same-words").fill("昨天那位")
    page.keyboard.press("Enter")
    dialog.locator(".same-found button").click()
    sheets = dialog.locator(".same-sheets")
    expect(sheets).to_contain_text("我的订单没有到")
    expect(sheets).to_contain_text("我是昨天那位")
    sound(page)
    dialog.locator("button.main").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert (
        page.evaluate(f"fetch('/api/desk/conversations/{one}/customer').then(a => a.json()).then(a => a.others.length)")
        == 0
    )
    dialog.locator("#same-why").fill("已致电核对订单")
    dialog.locator("button.main").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".former li")).to_have_count(1)
    expect(page.locator(".same")).to_contain_text("已致电核对订单")
    page.locator(".same .undo").click()
    dialog.locator("#same-why").fill("看错了")
    dialog.locator("button.main").click()
    expect(page.locator(".same")).to_contain_text("看错了")
    expect(page.locator(".former .empty")).to_be_visible()
    expect(page.locator(".former li")).to_have_count(0)
    assert other not in page.locator(".former").inner_html()
    desk.close()
