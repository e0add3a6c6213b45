"""Several conversations at once: chosen by keyboard, mouse and finger; what fails is told by name and stays chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.core.words import Urgency
from bot.settings import PROJECT
from tests.app.web.desk_house import House
from tests.app.web.test_desk_lists_page import settled_and_fine
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_keys_page import folder, house, press, standing  # noqa: F401

pytestmark = pytest.mark.browser


def said(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((PROJECT / f"bot/web/static/texts/desk.{language}.json").read_text("utf-8"))[
        "desk"
    ]
    return found


def checked(page: Page) -> Locator:
    return page.locator(".check :checked")


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 1280, "dark")])
def test_chosen_and_done_by_keyboard_alone(
    house: House,  # noqa: F811
    chromium: Browser,
    folder: Path,  # noqa: F811
    language: str,
    width: int,
    scheme: str,
) -> None:
    words = said(language)
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    first, second, third, fourth = (house.waiting(text) for text in ("第一", "第二", "第三", "第四"))
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page
    bar = page.locator(".bulk")
    expect(desk.section("queue").locator(".row")).to_have_count(4)
    desk.row(first).focus()
    page.keyboard.press("x")
    expect(bar).to_contain_text(words["selected"].format(count=1))
    page.keyboard.press("Shift+ArrowDown")
    expect(desk.row(second)).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    expect(checked(page)).to_have_count(3)
    page.keyboard.press("Shift+ArrowUp")
    expect(checked(page)).to_have_count(2)
    page.keyboard.press("Shift+ArrowDown")
    expect(desk.row(third)).to_be_focused()
    settled_and_fine(page, "chosen")
    page.screenshot(path=folder / f"bulk-chosen-{language}-{width}.png")
    # A colleague is quicker with one of the three: the press is on its way when the news is not here yet.
    page.route("**/api/desk/bulk", lambda route: (li.claim(second), route.continue_()))
    press(page, "Mod+KeyK")
    page.keyboard.type("selected take" if language == "en" else "选中 接待")
    option = page.locator(".palette [role=option][aria-selected=true]")
    expect(option).to_have_text(words["bulk_several"].format(deed=words["bulk_claim"], count=3))
    page.keyboard.press("Enter")
    expect(page.locator("#list-mine .row")).to_have_count(2)
    trouble = page.locator(".bulk-troubles")
    expect(trouble).to_contain_text(words["bulk_failed"].format(count=1))
    expect(trouble).to_contain_text(words["held_by"].format(name="李雷"))
    expect(trouble.locator(f'a[href="#{second}"]')).to_be_visible()
    expect(checked(page)).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text(words["bulk_done_claim"].format(count=2))
    expect(bar.get_by_role("button", name=words["bulk_claim"])).to_be_disabled()
    settled_and_fine(page, "trouble")
    page.screenshot(path=folder / f"bulk-trouble-{language}-{width}.png")
    page.unroute("**/api/desk/bulk")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    # What is mine among the chosen ones is resolved, the others stay chosen.
    desk.row(first).focus()
    page.keyboard.press("x")
    desk.row(third).focus()
    page.keyboard.press("x")
    desk.row(fourth).focus()
    page.keyboard.press("x")
    expect(bar).to_contain_text(words["selected"].format(count=3))
    resolve = bar.get_by_role("button", name=words["bulk_resolve"])
    expect(resolve.locator(".count")).to_have_text("2")
    resolve.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words["bulk_resolve_title"].format(count=2))
    expect(dialog.locator("textarea")).to_be_focused()
    settled_and_fine(page, "one reason")
    page.screenshot(path=folder / f"bulk-resolve-{language}-{width}.png")
    dialog.locator("footer .main").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.locator("textarea").fill("都解决了")
    dialog.locator("footer .main").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#list-bot .row")).to_have_count(2)
    expect(checked(page)).to_have_count(1)
    expect(bar.locator(".clear")).to_be_focused()
    for one in (first, third):
        about = wang.get(f"/conversations/{one}").json()
        assert about["owner"] == "bot" and about["past"][0]["end_note"] == "都解决了"
    # Read and put aside.
    bar.get_by_role("button", name=words["bulk_seen"]).click()
    expect(desk.row(fourth).locator(".unread")).to_have_count(0)
    expect(bar).to_have_count(0)
    desk.row(fourth).focus()
    page.keyboard.press("x")
    bar.get_by_role("button", name=words["bulk_snooze"]).click()
    expect(dialog).to_contain_text(words["snooze_title"])
    expect(dialog.locator("[data-first]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".views button", has_text=words["view_snoozed"])).to_contain_text("1")
    expect(desk.row(fourth)).to_have_count(0)
    desk.close()


def test_ranges_by_mouse_and_what_is_not_shown_is_not_chosen(house: House, chromium: Browser) -> None:  # noqa: F811
    li = house.agent("li", "李雷")
    house.agent("wang", "王敏")
    waiting = [house.waiting(f"第 {n} 位", Urgency.HIGH if n % 2 else Urgency.NORMAL) for n in range(6)]
    desk = Desk(house, chromium, "wang", viewport={"width": 1280, "height": 900})
    page = desk.page
    rows = page.locator("#list-queue .row")
    expect(rows).to_have_count(6)
    order = [rows.nth(n).get_attribute("href") for n in range(6)]
    desk.row(str(order[1])[1:]).hover()
    page.locator("#list-queue li", has=page.locator(f'[href="{order[1]}"]')).locator(".check").click()
    expect(checked(page)).to_have_count(1)
    desk.row(str(order[4])[1:]).click(modifiers=["Shift"])
    expect(checked(page)).to_have_count(4)
    desk.row(str(order[2])[1:]).click(modifiers=["Shift"])
    expect(checked(page)).to_have_count(2)
    assert page.evaluate("location.hash") == "" and len(page.context.pages) == 1, "choosing opens nothing"
    page.get_by_role("button", name="全选").click()
    expect(checked(page)).to_have_count(6)
    # The filter hides three of them; nobody does something to what they do not see.
    page.get_by_role("button", name="筛选", exact=True).click()
    page.locator("#filters select").first.select_option("high")
    expect(rows).to_have_count(3)
    expect(page.locator(".bulk")).to_contain_text("已选 3 个")
    # In its own view a conversation that a colleague takes goes, and its choice with it.
    page.get_by_role("group", name="列表视图").get_by_role("button", name="待接待").click()
    li.claim(next(one for one in waiting if f"#{one}" in order[:3]))
    expect(page.locator(".bulk")).to_contain_text("已选 2 个")
    page.locator(".bulk .clear").click()
    expect(page.locator(".bulk")).to_have_count(0)
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 360, "dark"), ("zh", 360, "light")])
def test_by_finger_on_a_phone_and_without_an_answer(
    house: House,  # noqa: F811
    chromium: Browser,
    folder: Path,  # noqa: F811
    language: str,
    width: int,
    scheme: str,
) -> None:
    words = said(language)
    wang = house.agent("wang", "王敏")
    for n in range(4):
        house.waiting(f"第 {n} 位" + "很长" * 40, Urgency.CRITICAL)
    desk = Desk(
        house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme, has_touch=True, is_mobile=True
    )  # fmt: skip
    page = desk.page
    checks = page.locator(".check input")
    expect(checks).to_have_count(4)
    for n in range(3):
        checks.nth(n).tap()
    bar = page.locator(".bulk")
    expect(bar).to_contain_text(words["selected"].format(count=3))
    settled_and_fine(page, "phone")
    page.screenshot(path=folder / f"bulk-phone-{language}-{width}.png")
    # The server does it, its answer is lost: said so, and nothing is claimed to be done.
    lost: list[Any] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().json())
        route.abort()

    page.route("**/api/desk/bulk", lose)
    bar.get_by_role("button", name=words["bulk_claim"]).tap()
    expect(page.locator(".bulk-troubles")).to_contain_text(words["bulk_no_answer"])
    expect(page.locator("#list-mine .row")).to_have_count(3)
    assert [one["done"] for one in lost[0]["outcomes"]] == [True] * 3
    expect(checked(page)).to_have_count(3)
    settled_and_fine(page, "no answer")
    page.screenshot(path=folder / f"bulk-no-answer-{language}-{width}.png")
    page.unroute("**/api/desk/bulk")
    bar.get_by_role("button", name=words["bulk_release"]).tap()
    expect(page.locator("#list-bot .row")).to_have_count(3)
    expect(bar).to_have_count(0)
    assert wang.get("/conversations").json()["counts"]["mine"] == 0
    desk.close()
