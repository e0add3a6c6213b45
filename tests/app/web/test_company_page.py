"""Colleagues at the same conversation see each other, on the rows of the queue as well, and do not write past each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_transfer_page import picture

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


@pytest.mark.parametrize(
    ("language", "width", "looking", "noting"),
    [("zh", 1280, "小王 正在看", "小王 正在写备注"), ("en", 360, "小王: looking at this", "小王: writing a note")],
)
def test_two_at_a_waiting_conversation_see_each_other(
    house: House, chromium: Browser, language: str, width: int, looking: str, noting: str
) -> None:
    house.user("wang", "小王")
    house.user("li", "小李")
    conversation, other = house.waiting("退款还没到账"), house.waiting("想改地址")
    wang = Desk(house, chromium, "wang")
    li = Desk(house, chromium, "li", language, viewport={"width": width, "height": 740})
    expect(li.row(other)).to_be_visible()
    wang.open(conversation)
    expect(li.row(conversation).locator(".company-tag")).to_contain_text("小王")
    picture(li.page, f"company-row-{language}")
    li.open(conversation)
    expect(li.page.locator(".company")).to_have_text(looking)
    expect(wang.page.locator(".company")).to_have_text("小李 正在看")
    wang.page.keyboard.press("Alt+P")
    expect(wang.page.locator(".composer.note textarea")).to_be_focused()
    wang.page.keyboard.type("我来")
    expect(li.page.locator(".company")).to_have_text(noting)
    picture(li.page, f"company-{language}")
    wang.page.locator(".composer textarea").fill("")
    expect(li.page.locator(".company")).to_have_text(looking)
    # Gone to another conversation, and then altogether.
    wang.row(other).click()
    expect(li.page.locator(".company")).to_have_text("")
    wang.row(conversation).click()
    expect(li.page.locator(".company")).to_have_text(looking)
    wang.close()
    expect(li.page.locator(".company")).to_have_text("")
    li.close()


def test_who_replies_is_seen_replying_and_a_note_waits_for_what_was_just_written(
    house: House, chromium: Browser
) -> None:
    house.user("wang", "小王")
    house.user("li", "小李")
    conversation = house.waiting("退款还没到账")
    wang, li = Desk(house, chromium, "wang"), Desk(house, chromium, "li")
    for desk in (wang, li):
        desk.open(conversation)
    wang.page.keyboard.press("Alt+C")
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    expect(li.page.locator(".who")).to_contain_text("由 小王 接待")
    li.page.keyboard.press("Alt+P")
    expect(li.page.locator(".composer.note textarea")).to_be_focused()
    li.page.keyboard.type("告诉客户三天内到账")
    wang.page.keyboard.type("您好，")
    expect(li.page.locator(".company.writes")).to_have_text("小王 正在回复")
    wang.page.keyboard.type("五天内到账")
    wang.page.keyboard.press("Enter")
    expect(li.bubbles("五天内到账")).to_be_visible()
    li.page.keyboard.press("Enter")
    notice = li.page.locator(".crossing")
    expect(notice).to_contain_text("小王 刚刚写了：“您好，五天内到账”")
    picture(li.page, "crossing-zh")
    expect(li.page.locator(".composer textarea")).to_be_focused()
    expect(li.page.locator(".composer textarea")).to_have_value("告诉客户三天内到账")
    assert [one["text"] for one in house.sign_in("li").messages(conversation) if one["kind"] == "note"] == []
    li.page.keyboard.press("Enter")
    expect(li.page.locator(".message.note:not(.pending) .text")).to_have_text("告诉客户三天内到账")
    expect(notice).to_have_count(0)
    # Nothing has come since: the next one goes straight out.
    li.write("知道了")
    expect(li.page.locator(".message.note:not(.pending) .text").last).to_have_text("知道了")
    for desk in (wang, li):
        desk.close()
