"""The desk's left pane in a real browser: what is unread, views, search, snoozing, long lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("lists"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.mark.parametrize(("language", "width", "words"), [("zh", 1280, "条未读"), ("en", 360, "unread")])
def test_unread_messages_are_counted_until_they_are_seen(
    house: House, chromium: Browser, language: str, width: int, words: str
) -> None:
    wang = house.agent("wang", "王敏")
    mine, waits = house.waiting("第一句"), house.waiting("另一位")
    wang.claim(mine)
    house.says(mine, "第二句")
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800})
    badge = desk.row(mine).locator(".unread")
    expect(badge).to_contain_text(f"2 {words}")
    expect(desk.page).to_have_title(
        f"(2) {'客服工作台 · 青禾电器' if language == 'zh' else 'Service desk · Greenleaf Home'}"
    )
    # Nobody looks at a window behind others.
    desk.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {get: () => window.behind ? 'hidden' : 'visible'}); window.behind = true"
    )
    desk.open(mine)
    expect(desk.bubbles("第二句")).to_be_visible()
    house.says(mine, "第三句")
    expect(desk.bubbles("第三句")).to_be_visible()
    assert wang.get(f"/conversations/{mine}").json()["seen"] == 0
    desk.page.evaluate("window.behind = false; window.dispatchEvent(new Event('focus'))")
    expect(badge).to_have_count(0)
    house.says(mine, "第四句")
    expect(desk.bubbles("第四句")).to_be_visible()
    expect(badge).to_have_count(0)
    # The other one stays unread, and the server remembers both.
    expect(desk.page).to_have_title(
        f"(1) {'客服工作台 · 青禾电器' if language == 'zh' else 'Service desk · Greenleaf Home'}"
    )
    desk.page.goto(f"{house.url}/desk")
    expect(desk.row(waits).locator(".unread")).to_contain_text(f"1 {words}")
    expect(desk.row(mine)).to_be_visible()
    expect(desk.row(mine).locator(".unread")).to_have_count(0)
    desk.close()
