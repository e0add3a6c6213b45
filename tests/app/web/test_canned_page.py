"""Canned replies in a browser: the list behind "/", places without a value, and the room where they are kept."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.store import conversations
from bot.store.bell import Bell
from bot.usecases.canned import add_shipped, save_reply
from bot.usecases.desk import Agent
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_proposals import is_accessible

pytestmark = pytest.mark.browser

# Selects have options of their own.
OPTION = "#canned-list [role=option]"
BOSS = Agent(0, "林经理", "manager")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("canned-page"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def shared(house: House, name: str, zh: str = "", en: str = "") -> None:
    content = {"code": name, "zh": zh, "en": en, "shared": True}
    save_reply(house.store, Bell(None), secrets.token_hex(8), content, BOSS, "", time.time())


def shot(page: Page, name: str) -> None:
    """For the eye, when SUPPORTBOT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("SUPPORTBOT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def at_work(house: House, browser: Browser, language: str = "zh", width: int = 1280, **options: Any) -> Desk:
    """王敏 with a conversation of hers open."""
    wang = house.agent("wang", "王敏", options.pop("role", "agent"))
    name = house.waiting("我的洗衣机坏了", language=language)
    with house.store.begin() as tx:
        conversations.update(tx, name, language=language)
    assert wang.claim(name).status_code == 200
    desk = Desk(house, browser, "wang", language, viewport={"width": width, "height": 760}, **options)
    desk.page.evaluate(f"location.hash = '{name}'")
    expect(desk.page.locator(".composer .write textarea")).to_be_visible()
    desk.page.locator(".composer .write textarea").focus()
    return desk


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_by_keyboard_from_the_slash_to_the_customer(
    house: House, chromium: Browser, language: str, width: int, scheme: str
) -> None:
    add_shipped(house.store, time.time())
    desk = at_work(house, chromium, language, width, color_scheme=scheme)
    page, box = desk.page, desk.page.locator(".composer .write textarea")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/canned" in request.url else None)
    page.keyboard.type("/")
    menu, options = page.locator("#canned-list"), page.locator(OPTION)
    expect(options).to_have_count(6)
    expect(box).to_have_attribute("role", "combobox")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "canned-shipped-bye")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "canned-shipped-details")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "canned-shipped-wait")
    is_accessible(page)
    shot(page, f"canned-menu-{language}-{width}")
    page.keyboard.type("hello")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("王敏")
    page.keyboard.press("Enter")
    expect(menu).to_have_count(0)
    shop = "青禾电器" if language == "zh" else "Greenleaf Home"
    expect(box).not_to_have_attribute("role", "combobox")
    text = box.input_value()
    assert shop in text and "王敏" in text and "{{" not in text and not text.startswith("/")
    page.keyboard.press("Enter")
    expect(desk.bubbles(shop)).to_be_visible()
    expect(box).to_have_value("")
    assert asked == [], "the list is there before it is wanted"
    desk.close()


def test_the_list_opens_where_a_command_can_stand_and_nowhere_else(house: House, chromium: Browser) -> None:
    shared(house, "谢谢", "谢谢您的耐心。")
    shared(house, "refund", "退款一到三天到账。")
    desk = at_work(house, chromium)
    page, box, options = desk.page, desk.page.locator(".composer .write textarea"), desk.page.locator(OPTION)
    for text, count in (
        ("/", 2), ("／", 2), ("、谢", 1), ("您好 /ref", 1), ("您好\n/退款", 1), ("/耐心", 1), ("/REF", 1),
        ("您好/ref", 0), ("24/7", 0), ("/none", 0), ("/ref und", 0),
    ):  # fmt: skip
        box.fill(text)
        expect(options).to_have_count(count)
    # Escape puts it away for this slash; the words stay and are sent as they are.
    box.fill("/ref")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("u")
    expect(box).to_have_value("/refu")
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    expect(desk.bubbles("/refu")).to_be_visible()
    page.keyboard.type("/")
    expect(options).to_have_count(2)
    # In the middle of a draft only the command is replaced.
    box.fill("您好。 /ref 再见")
    box.evaluate("(box) => box.setSelectionRange(8, 8)")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(options).to_have_count(1)
    page.keyboard.press("Tab")
    expect(box).to_have_value("您好。 退款一到三天到账。 再见")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("您好。 /ref 再见")
    # A note is for colleagues: no list.
    page.keyboard.press("Alt+P")
    page.locator(".composer.note textarea").fill("/")
    expect(options).to_have_count(0)
    desk.close()


def test_an_input_method_is_left_alone(house: House, chromium: Browser) -> None:
    shared(house, "refund", "退款一到三天到账。")
    desk = at_work(house, chromium)
    page, box, options = desk.page, desk.page.locator(".composer .write textarea"), desk.page.locator(OPTION)
    session = desk.context.new_cdp_session(page)
    box.focus()
    session.send("Input.imeSetComposition", {"text": "/ref", "selectionStart": 4, "selectionEnd": 4})
    expect(box).to_have_value("/ref")
    expect(options).to_have_count(0)
    session.send("Input.insertText", {"text": "/ref"})
    expect(box).to_have_value("/ref")
    expect(options).to_have_count(1)
    # Its Enter and arrows choose a word, not a reply.
    for key in ("Enter", "ArrowDown", "Escape"):
        box.dispatch_event("keydown", {"key": key, "code": key, "isComposing": True})
        box.dispatch_event("keydown", {"key": key, "code": key, "keyCode": 229})
    expect(options).to_have_count(1)
    expect(box).to_have_value("/ref")
    desk.close()


def test_a_place_without_a_value_holds_the_message_up(house: House, chromium: Browser) -> None:
    shared(house, "hello", "您好，{{customer.name}}，订单 {{order.number}} 已查到，工单 {{ticket.number}}。")
    desk = at_work(house, chromium)
    page, box = desk.page, desk.page.locator(".composer .write textarea")
    page.keyboard.type("/hello")
    expect(page.locator(".canned-menu mark").first).to_have_text("{{customer.name}}")
    page.keyboard.press("Enter")
    expect(page.locator(".held")).to_contain_text("{{customer.name}}")
    assert "T-1" in box.input_value(), "what is known is filled in"
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="发送前请填写")).to_be_visible()
    is_accessible(page)
    shot(page, "canned-place-zh-1280")
    # The place is selected: what is typed takes its place.
    page.keyboard.type("张女士")
    expect(page.locator(".held")).to_contain_text("{{order.number}}")
    page.locator(".held button").click()
    page.keyboard.press("Delete")
    expect(page.locator(".held")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(desk.bubbles("您好，张女士，订单  已查到")).to_be_visible()
    page.locator(".composer textarea").fill("写给同事的 {{x}}")
    page.keyboard.press("Alt+P")
    page.locator(".composer.note textarea").fill("备注 {{x}}")
    page.keyboard.press("Enter")
    expect(page.locator(".message.note")).to_contain_text("备注 {{x}}")
    desk.close()


def test_the_other_language_is_marked_and_ones_own_comes_first(house: House, chromium: Browser) -> None:
    shared(house, "thanks", "谢谢您。", "Thank you.")
    shared(house, "zh-only", "只有中文。")
    desk = at_work(house, chromium, "en")
    wang = house.sign_in("wang")
    address = f"{house.url}/api/desk/canned/own"
    own = {"code": "THANKS", "zh": "", "en": "Thanks a lot!", "shared": False}
    assert wang.http.put(address, json=own, timeout=20).status_code == 201
    page = desk.page
    page.keyboard.type("/")
    # The open desk hears of it by itself.
    expect(page.locator(OPTION)).to_have_count(2)
    expect(page.locator(OPTION).first).to_contain_text("Thanks a lot!")
    expect(page.locator(OPTION).first).to_contain_text("mine")
    expect(page.locator(OPTION).last).to_contain_text("only in Chinese")
    page.locator(OPTION).last.click()
    expect(page.locator(".composer .write textarea")).to_have_value("只有中文。")
    expect(page.locator(".composer .write textarea")).to_be_focused()
    desk.close()


def test_without_any_the_list_shows_the_way(house: House, chromium: Browser) -> None:
    desk = at_work(house, chromium, width=360)
    page = desk.page
    page.get_by_role("button", name="快捷回复").click()
    expect(page.locator(".canned-menu")).to_contain_text("还没有快捷回复")
    is_accessible(page)
    shot(page, "canned-none-zh-360")
    page.locator(".canned-menu footer button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("您还没有个人的快捷回复")
    is_accessible(page)
    shot(page, "canned-room-none-zh-360")
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_kept_by_keyboard(house: House, chromium: Browser, language: str, width: int, scheme: str) -> None:
    add_shipped(house.store, time.time())
    desk = at_work(house, chromium, language, width, color_scheme=scheme, role="manager")
    page = desk.page
    page.locator(".composer .write textarea").fill("/")
    page.locator(".canned-menu footer button").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".canned-row")).to_have_count(6)
    expect(dialog.locator(".canned-tools button")).to_be_focused()
    is_accessible(page)
    shot(page, f"canned-room-{language}-{width}")
    page.keyboard.press("Enter")
    code = dialog.locator("#canned-code")
    expect(code).to_be_focused()
    page.keyboard.type("two words")
    dialog.locator("#canned-zh").fill("您好，")
    dialog.locator(".places button").first.click()
    expect(dialog.locator("#canned-zh")).to_have_value("您好，{{customer.name}}")
    dialog.locator("#canned-en").fill("Hello {{customer.nme}}")
    code.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("two-words")
    expect(code).to_be_focused()
    code.fill("greet")
    code.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("{{customer.nme}}")
    expect(dialog.locator("#canned-en")).to_be_focused()
    is_accessible(page)
    shot(page, f"canned-form-{language}-{width}")
    dialog.locator("#canned-en").fill("Hello {{customer.name}}")
    # Unsaved words are not lost by Escape.
    page.keyboard.press("Escape")
    expect(dialog.locator(".asking")).to_be_visible()
    expect(dialog.locator(".asking button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(code).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator(".canned-row")).to_have_count(7)
    greet = dialog.locator(".canned-row", has_text="/greet")
    greet.press("Enter")
    dialog.locator(".delete").press("Enter")
    expect(greet).to_have_count(0)
    undo = dialog.locator(".gone button")
    expect(undo).to_be_focused()
    shot(page, f"canned-gone-{language}-{width}")
    undo.press("Enter")
    expect(greet).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.locator(".composer .write textarea").fill("/greet")
    expect(page.locator(OPTION)).to_have_count(1)
    desk.close()


def test_two_at_the_same_one_lose_nothing(house: House, chromium: Browser) -> None:
    shared(house, "hours", "九点到九点。", "Nine to nine.")
    lin = house.agent("lin", "林经理", "manager")
    desk = at_work(house, chromium, role="manager")
    page = desk.page
    page.locator(".menu summary").click()
    page.locator(".menu .sheet button", has_text="快捷回复").click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".canned-row").click()
    dialog.locator("#canned-zh").fill("我写的时间。")
    (now,) = lin.get("/canned").json()["replies"]
    theirs = {"code": "hours", "zh": "八点到十点。", "en": "Eight to ten.", "shared": True}
    changed = lin.http.put(
        f"{house.url}/api/desk/canned/{now['id']}", json=theirs, headers={"If-Match": now["etag"]}, timeout=20
    )
    assert changed.status_code == 200
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("刚被别人改过")
    expect(dialog.locator(".theirs")).to_contain_text("林经理")
    expect(dialog.locator(".theirs")).to_contain_text("八点到十点。")
    expect(dialog.locator("#canned-zh")).to_have_value("我写的时间。")
    is_accessible(page)
    shot(page, "canned-theirs-zh-1280")
    dialog.get_by_role("button", name="仍保存我的内容").click()
    expect(dialog.locator(".canned-row")).to_contain_text("我写的时间。")
    (saved,) = lin.get("/canned").json()["replies"]
    assert (saved["zh"], saved["by"]) == ("我写的时间。", "王敏")
    # Deleted by the other meanwhile: saving again keeps it.
    dialog.locator(".canned-row").click()
    dialog.locator("#canned-zh").fill("又改了。")
    gone = lin.http.delete(f"{house.url}/api/desk/canned/{now['id']}", headers={"If-Match": saved["etag"]}, timeout=20)
    assert gone.status_code == 204
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog.locator(".theirs")).to_contain_text("已被删除")
    dialog.get_by_role("button", name="仍保存我的内容").click()
    expect(dialog.locator(".canned-row")).to_contain_text("又改了。")
    desk.close()


def test_an_agent_reads_the_shared_ones_and_changes_their_own(house: House, chromium: Browser) -> None:
    shared(house, "hours", "九点到九点。" * 300, "Nine to nine.")
    desk = at_work(house, chromium)
    page = desk.page
    page.locator(".composer .write textarea").fill("/")
    expect(page.locator(OPTION)).to_have_count(1)
    shot(page, "canned-long-zh-1280")
    page.locator(".canned-menu footer button").click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".canned-row").click()
    expect(dialog.locator("#canned-zh")).not_to_be_editable()
    expect(dialog.locator("footer button")).to_have_count(1)
    expect(dialog.locator("footer button")).to_be_focused()
    page.keyboard.press("Enter")
    # A slow answer: what is typed meanwhile in the next one stays.
    held: list[Route] = []
    page.route("**/api/desk/canned/*", lambda route: held.append(route))
    dialog.locator(".canned-tools button").click()
    expect(dialog.get_by_role("radio")).to_have_count(0)
    dialog.locator("#canned-code").fill("hours")
    dialog.locator("#canned-zh").fill("我的说法。")
    with page.expect_request("**/api/desk/canned/*"):
        dialog.locator("#canned-code").press("Enter")
    expect(dialog.locator("footer .main")).to_be_disabled()
    dialog.locator("#canned-code").press("Enter")
    assert len(held) == 1
    held[0].continue_()
    expect(dialog.locator(".canned-row")).to_have_count(2)
    expect(dialog.locator(".canned-row", has_text="九点")).to_contain_text("被您个人的替代")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    desk.close()


def test_a_list_that_did_not_load_can_be_asked_for_again(house: House, chromium: Browser) -> None:
    shared(house, "thanks", "谢谢您。")
    desk = at_work(house, chromium)
    page = desk.page
    page.route("**/api/desk/canned", lambda route: route.abort())
    page.reload()
    expect(page.locator(".composer .write textarea")).to_be_visible()
    page.locator(".composer .write textarea").fill("/")
    expect(page.locator(".canned-menu")).to_contain_text("没有加载成功")
    page.unroute("**/api/desk/canned")
    page.locator(".canned-menu .empty button").click()
    expect(page.locator(OPTION)).to_have_count(1)
    expect(page.locator(".composer .write textarea")).to_be_focused()
    desk.close()


def test_the_help_names_the_keys(house: House, chromium: Browser) -> None:
    desk = at_work(house, chromium)
    page = desk.page
    page.locator(".who h2").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    for word in ("快捷回复", "建议回答", "插入第 3 条建议"):
        expect(page.get_by_role("dialog")).to_contain_text(word)
    shot(page, "keys-zh-1280")
    desk.close()
