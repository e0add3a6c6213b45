"""Team leads at the desk, in a browser: listening in, a whisper, taking over, giving it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import AXE, Desk

pytestmark = pytest.mark.browser
WAYS = [
    pytest.param("zh", {"viewport": {"width": 1280, "height": 800}}, id="zh-1280"),
    pytest.param("en", {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}, id="en-360-dark"),
]
WORDS = {
    "zh": ("悄悄话", "发送", "知道了", "接手", "转派", "请写一句原因", "退回队列前面，由空闲的客服接待"),
    "en": ("Whisper", "Send", "Got it", "Take over", "Reassign", "Please say why", "Back to the front of the queue"),
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("leads"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def sound(page: Page) -> None:
    """axe finds nothing serious."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize(("language", "options"), WAYS)
def test_a_lead_whispers_and_takes_over(
    house: House, chromium: Browser, language: str, options: dict[str, Any]
) -> None:
    whisper, send, got_it, take, *_ = WORDS[language]
    wang = house.agent("wang", "王敏")
    house.user("boss", "陈主管", "manager")
    held = house.waiting("我要投诉你们")
    wang.claim(held)
    agent, lead = Desk(house, chromium, "wang", language, **options), Desk(house, chromium, "boss", language, **options)
    for desk in (agent, lead):
        desk.open(held)
    expect(agent.page.locator(".lead-bar")).to_have_count(0)
    bar = lead.page.locator(".lead-bar")
    expect(bar).to_contain_text("王敏")
    sound(lead.page)
    bar.get_by_role("button", name=whisper).click()
    dialog = lead.page.get_by_role("dialog")
    expect(dialog.locator("textarea")).to_be_focused()
    dialog.locator("textarea").fill("先道歉，<b>再</b>查订单")
    dialog.get_by_role("button", name=send).click()
    expect(dialog).to_have_count(0)
    expect(lead.page.locator(".message.lead")).to_contain_text("先道歉，<b>再</b>查订单")
    card = agent.page.locator(".lead-word")
    expect(card).to_contain_text("先道歉，<b>再</b>查订单")
    expect(agent.page.locator(".message.lead")).to_contain_text("先道歉")
    sound(agent.page)
    # It stays over a reload, until it is put away.
    agent.page.reload()
    expect(card).to_contain_text("先道歉")
    card.get_by_role("button", name=got_it).click()
    expect(card).to_have_count(0)
    expect(agent.page.locator(".message.lead")).to_contain_text("先道歉")
    bar.get_by_role("button", name=take).click()
    dialog.get_by_role("button", name=take).click()
    expect(dialog.get_by_role("alert")).to_contain_text(WORDS[language][5])
    dialog.locator("textarea").fill("客户点名")
    sound(lead.page)
    dialog.get_by_role("button", name=take).click()
    expect(lead.page.locator(".composer .write textarea")).to_be_visible()
    expect(bar).to_have_count(0)
    expect(card).to_contain_text("客户点名")
    expect(agent.page.locator(".not-yours")).to_contain_text("陈主管")
    for desk in (agent, lead):
        desk.close()


@pytest.mark.parametrize(("language", "options"), WAYS)
def test_a_lead_gives_it_to_a_colleague(
    house: House, chromium: Browser, language: str, options: dict[str, Any]
) -> None:
    *_, give, _reason, queue = WORDS[language]
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    house.user("away", "回家的人")
    house.user("boss", "陈主管", "manager")
    held, waits = house.waiting("退款"), house.waiting("换货")
    wang.claim(held)
    li.get("/me")
    lead = Desk(house, chromium, "boss", language, **options)
    page = lead.page
    lead.open(held)
    page.locator(".lead-bar").get_by_role("button", name=give).click()
    dialog = page.get_by_role("dialog")
    choices = dialog.locator("#lead-to option")
    expect(choices).to_have_count(5)
    expect(choices.filter(has_text="回家的人")).to_be_disabled()
    expect(choices.filter(has_text="王敏")).to_have_count(0)
    expect(choices.filter(has_text=queue)).to_have_count(1)
    dialog.locator("#lead-to").select_option(str(li.user["id"]))
    dialog.locator("textarea").fill("李雷熟悉退款")
    sound(page)
    dialog.get_by_role("button", name=give).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".lead-bar")).to_contain_text("李雷")
    assert [one["text"] for one in li.get(f"/conversations/{held}").json()["words"]] == ["李雷熟悉退款"]
    if language == "en":
        page.locator(".thread-head .back").click()
    lead.open(waits)
    page.locator(".give").click()
    expect(choices.filter(has_text="王敏")).to_have_count(1)
    expect(choices.filter(has_text=queue)).to_have_count(0)
    dialog.locator("#lead-to").select_option(str(wang.user["id"]))
    dialog.locator("textarea").fill("请接待")
    dialog.get_by_role("button", name=give).click()
    expect(page.locator(".lead-bar")).to_contain_text("王敏")
    lead.close()
