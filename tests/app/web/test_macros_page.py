"""Macros at the desk: made, looked at before they are done, done in one go, and what they say where they stop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.settings import PROJECT
from tests.app.web.desk_house import House
from tests.app.web.test_desk_lists_page import settled_and_fine
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_keys_page import do, folder, house, press, standing  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_made_and_done_by_keyboard(
    house: House,  # noqa: F811
    chromium: Browser,
    folder: Path,  # noqa: F811
    language: str,
    width: int,
    scheme: str,
) -> None:
    words = json.loads((PROJECT / f"bot/web/static/texts/desk.{language}.json").read_text("utf-8"))["desk"]
    lin, li = house.agent("lin", "林经理", "manager"), house.agent("li", "李雷")
    text = "退款已办理，{{customer.name}}。"
    lin.put("/canned/refund", {"code": "refund", "zh": text, "en": "Refunded, {{customer.name}}.", "shared": True})
    wish = "要退款" if language == "zh" else "I want my money back"
    first, second = house.waiting(wish, language=language), house.waiting(wish, language=language)
    desk = Desk(house, chromium, "lin", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page
    dialog = page.get_by_role("dialog")
    expect(desk.row(first)).to_be_visible()
    do(page, words["macros_manage"], words["macros_manage"])
    expect(dialog).to_contain_text(words["macros_shared_empty"])
    settled_and_fine(page, "no macros")
    page.screenshot(path=folder / f"macros-none-{language}-{width}.png")
    expect(dialog.get_by_role("button", name=words["macro_new"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#macro-name")).to_be_focused()
    page.keyboard.type("退款 refund")
    for what in ("claim", "say", "note", "urgency", "resolve"):
        page.locator("#macro-add").select_option(what)
    steps = dialog.locator(".steps li")
    expect(steps).to_have_count(5)
    # Refused with the step that is wrong.
    page.locator("#macro-name").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("2")
    steps.nth(1).locator("select").select_option("refund")
    steps.nth(2).locator("textarea").fill("按退款流程")
    steps.nth(3).locator("select").select_option("low")
    steps.nth(4).locator("input").fill("已办理退款")
    # A step that moves keeps its words, and the focus stays with it.
    steps.nth(3).locator(".up").focus()
    page.keyboard.press("Enter")
    expect(steps.nth(2)).to_contain_text(words["macro_do_urgency"])
    expect(steps.nth(2).locator(".up")).to_be_focused()
    settled_and_fine(page, "form")
    page.screenshot(path=folder / f"macros-form-{language}-{width}.png")
    page.locator("#macro-name").press("Enter")
    expect(dialog.locator(".canned-row")).to_contain_text("退款 refund")
    settled_and_fine(page, "list")
    page.screenshot(path=folder / f"macros-list-{language}-{width}.png")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # From the palette in a conversation: shown first, with a place to fill in.
    desk.open(first)
    label = f"{words['macro']}{words['colon']}退款 refund"
    do(page, "refund", label) if language == "en" else do(page, "退款", label)
    box = dialog.locator("textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value(text if language == "zh" else "Refunded, {{customer.name}}.")
    dialog.locator("footer .main").click()
    expect(dialog.get_by_role("alert")).to_contain_text("2")
    settled_and_fine(page, "preview")
    page.screenshot(path=folder / f"macros-preview-{language}-{width}.png")
    box.fill("退款已办理，王女士。")
    dialog.locator("footer .main").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(desk.bubbles("退款已办理，王女士。")).to_be_visible()
    expect(page.locator(".message.note")).to_contain_text("按退款流程")
    about = lin.get(f"/conversations/{first}").json()
    assert about["owner"] == "bot" and about["past"][0]["end_note"] == "已办理退款"
    # A colleague took it a moment before: nothing is done, and it is said at which step.
    desk.row(second).click() if width > 760 else page.goto(f"{house.url}/desk#{second}")
    expect(page.locator(".packet")).to_be_visible()
    expect(page.locator(".who h2")).to_contain_text(second.replace("-", "").replace("_", "")[-4:].upper())
    do(page, label, label)
    expect(box).to_be_focused()
    box.fill("退款已办理。")
    page.route("**/run", lambda route: (li.claim(second), route.continue_()))
    dialog.locator("footer .main").click()
    expect(dialog.get_by_role("alert")).to_contain_text(words["held_by"].format(name="李雷"))
    expect(dialog.locator("footer .main")).to_have_count(0)
    expect(dialog.locator(".was-stopped")).to_contain_text(words["macro_do_claim"])
    settled_and_fine(page, "stopped")
    page.screenshot(path=folder / f"macros-stopped-{language}-{width}.png")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert [one["author"] for one in li.messages(second) if one["kind"] == "text"] == ["customer"]
    desk.close()


def test_an_agent_uses_what_is_shared_and_keeps_their_own(house: House, chromium: Browser) -> None:  # noqa: F811
    lin, wang = house.agent("lin", "林经理", "manager"), house.agent("wang", "王敏")
    note = {"do": "note", "text": "看过了"}
    shared = {"name": "大家的", "steps": [note], "shared": True}
    assert lin.put("/macros/a", shared).status_code == 201
    assert wang.put("/macros/b", {"name": "我的", "steps": [note], "shared": False}).status_code == 201
    conversation = house.waiting("第一")
    wang.claim(conversation)
    desk = Desk(house, chromium, "wang", viewport={"width": 1280, "height": 800})
    page = desk.page
    dialog = page.get_by_role("dialog")
    desk.open(conversation)
    # From the composer's menu.
    page.locator(".composer .macro-button").click()
    expect(page.locator(".palette [role=option]").filter(has_text="宏：我的")).to_be_visible()
    page.keyboard.press("Escape")
    do(page, "管理宏", "管理宏")
    dialog.locator(".canned-row", has_text="大家的").click()
    expect(page.locator("#macro-name")).not_to_be_editable()
    expect(dialog.locator("footer .main")).to_have_count(0)
    dialog.get_by_role("button", name="返回", exact=True).click()
    dialog.locator(".canned-row", has_text="我的").click()
    page.locator("#macro-name").fill("我的，改过")
    # Closing would lose it, so it is asked first; another window was quicker meanwhile.
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#macro-name")).to_be_focused()
    etag = next(one["etag"] for one in wang.get("/macros/").json()["macros"] if one["id"] == "b")
    wang.http.headers["If-Match"] = f'"{etag}"'
    assert wang.put("/macros/b", {"name": "别处改的", "steps": [note], "shared": False}).status_code == 200
    del wang.http.headers["If-Match"]
    dialog.locator("footer .main").click()
    expect(dialog.get_by_role("alert")).to_contain_text("已经改过这个宏")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="放弃修改").click()
    expect(dialog.locator(".canned-row", has_text="别处改的")).to_be_visible()
    dialog.locator(".canned-row", has_text="别处改的").click()
    dialog.get_by_role("button", name="删除", exact=True).click()
    expect(dialog).to_contain_text("您还没有自己的宏")
    expect(dialog.get_by_role("button", name="新建宏")).to_be_focused()
    assert [one["name"] for one in wang.get("/macros/").json()["macros"]] == ["大家的"]
    desk.close()
