"""The leads' board in a browser: live, every figure opens what it counts, phones, dark, keyboard, empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.core.words import Urgency
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_supervising_page import WAYS, sound

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("board"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


WORDS = {
    "zh": ("团队看板", "已接待：1", "实时更新"),
    "en": ("Team board", "Accepted: 1", "Live"),
}


@pytest.mark.parametrize(("language", "options"), WAYS)
def test_the_board(house: House, chromium: Browser, language: str, options: dict[str, Any]) -> None:
    title, accepted, live = WORDS[language]
    wang = house.agent("wang", "王敏")
    house.agent("li", "一位名字特别特别长的客服同事")
    house.user("boss", "陈主管", "manager")
    lead = Desk(house, chromium, "boss", language, **options)
    page = lead.page
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    waiting = page.locator("section[aria-labelledby=board-waiting]")
    expect(waiting.locator(".empty")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=live)).to_be_visible()
    sound(page)
    held = house.waiting("我的洗衣机漏水了，" * 12, Urgency.HIGH)
    waits = house.waiting("插座冒烟", Urgency.CRITICAL)
    expect(waiting.locator("tbody tr")).to_have_count(2)
    expect(waiting.locator("tbody tr").first).to_contain_text("插座冒烟")
    wang.claim(held)
    agents = page.locator("section[aria-labelledby=board-agents]")
    mine = agents.get_by_role("row").filter(has_text="王敏")
    expect(mine.locator(f'a[href="/desk#{held}"]')).to_be_visible()
    expect(waiting.locator("tbody tr")).to_have_count(1)
    figure = page.get_by_role("button", name=accepted)
    figure.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(f'a[href="/desk#{held}"]')).to_be_visible()
    sound(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(figure).to_be_focused()
    sound(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    waiting.locator(f'a[href="/desk#{waits}"]').first.click()
    expect(page.locator(".packet")).to_be_visible()
    page.go_back()
    expect(waiting.locator("tbody tr")).to_have_count(1)
    lead.close()


def test_agents_have_no_board(house: House, chromium: Browser) -> None:
    house.user("wang", "王敏")
    desk = Desk(house, chromium, "wang")
    expect(desk.page.locator(".to-knowledge")).to_be_visible()
    expect(desk.page.locator(".to-board")).to_have_count(0)
    desk.page.goto(f"{house.url}/desk/board")
    expect(desk.page.get_by_role("alert")).to_contain_text("王敏")
    expect(desk.page.locator("#board")).to_have_count(0)
    desk.close()
