"""@ in a note: the list of colleagues by keys, and the colleague's alert, list and marked name."""

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
    ("language", "width", "view", "told"),
    [("zh", 1280, "提到我", "小王 在 客户"), ("en", 360, "Mentions", "小王 mentions you in a note about")],
)
def test_a_colleague_is_named_by_keys_and_finds_it(
    house: House, chromium: Browser, language: str, width: int, view: str, told: str
) -> None:
    for login, name in (("wang", "小王"), ("li", "小李"), ("lin", "小林"), ("amy", "Amy Li")):
        house.user(login, name)
    conversation = house.customer()
    house.says(conversation, "退款还没到账")
    size = {"width": width, "height": 740}
    wang, li = (
        Desk(house, chromium, "wang", language, viewport=size),
        Desk(house, chromium, "li", language, viewport=size),
    )
    expect(li.row(conversation)).to_be_visible()
    wang.open(conversation)
    wang.page.keyboard.press("Alt+P")
    box = wang.page.locator(".composer.note textarea")
    expect(box).to_be_focused()
    wang.page.keyboard.type("请@")
    options = wang.page.locator("#mention-list [role=option]")
    expect(options.locator("strong")).to_have_text(["小李", "Amy Li", "小林"])
    expect(box).to_have_attribute("aria-expanded", "true")
    picture(wang.page, f"mention-menu-{language}")
    wang.page.keyboard.type("小")
    expect(options.locator("strong")).to_have_text(["小李", "小林"])
    wang.page.keyboard.press("ArrowDown")
    wang.page.keyboard.press("ArrowUp")
    wang.page.keyboard.press("Enter")
    expect(box).to_have_value("请@小李 ")
    expect(options).to_have_count(0)
    wang.page.keyboard.type("看一下，抄送 @am")
    expect(options.locator("strong")).to_have_text(["Amy Li"])
    wang.page.keyboard.press("Tab")
    wang.page.keyboard.press("Enter")
    marked = wang.page.locator(".message.note:not(.pending) .mention")
    expect(marked).to_have_text(["@小李", "@Amy Li"])
    # The colleague hears of it and finds it in a list of its own.
    expect(li.page.locator(".toast")).to_contain_text(told)
    pill = li.page.locator(".views button", has_text=view)
    expect(pill).to_have_text(f"{view} 1")
    pill.click()
    row = li.section("mentions").locator(".row")
    expect(row).to_contain_text("请@小李 看一下")
    picture(li.page, f"mentions-{language}")
    row.click()
    expect(li.page.locator(".message.note .mention.mine")).to_have_text("@小李")
    expect(pill).to_have_text(f"{view} 0")
    picture(li.page, f"mentioned-{language}")
    for desk in (wang, li):
        desk.close()


def test_escape_puts_the_list_away_and_an_address_or_a_reply_opens_none(house: House, chromium: Browser) -> None:
    house.user("wang", "小王")
    house.user("li", "小李")
    conversation = house.waiting()
    wang = Desk(house, chromium, "wang")
    wang.open(conversation)
    wang.page.keyboard.press("Alt+C")
    box = wang.page.locator(".composer textarea")
    expect(box).to_be_focused()
    options = wang.page.locator("#mention-list [role=option]")
    wang.page.keyboard.press("Alt+P")
    expect(wang.page.locator(".composer.note textarea")).to_be_focused()
    wang.page.keyboard.type("@")
    expect(options).to_have_count(1)
    wang.page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    wang.page.keyboard.type("小")
    expect(box).to_have_value("@小")
    expect(options).to_have_count(0)
    # Another one opens the list again, an address does not.
    wang.page.keyboard.type(" @小")
    expect(options).to_have_count(1)
    box.fill("")
    expect(options).to_have_count(0)
    wang.page.keyboard.type("to a@")
    expect(box).to_have_value("to a@")
    expect(options).to_have_count(0)
    box.fill("")
    wang.page.keyboard.press("Alt+L")
    expect(wang.page.locator(".composer:not(.note) textarea")).to_be_focused()
    wang.page.keyboard.type("@小")
    expect(box).to_have_value("@小")
    expect(options).to_have_count(0)
    wang.close()
