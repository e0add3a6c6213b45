"""Suggested answers in a browser: by themselves and asked for, inserted by one key, quiet when there are none."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from bot.usecases.knowledge import import_articles
from tests.app.usecases.test_gate import REFUND
from tests.app.web.desk_house import House, Person, an_answer, start_house, stop_house
from tests.app.web.stocked import stocked
from tests.app.web.test_canned_page import shot
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_proposals import is_accessible
from tests.app.web.test_suggestions_api import suggestions

pytestmark = pytest.mark.browser

QUESTION = "退款什么时候能到我的账上"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("suggestions-page"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    return stocked(standing)


@pytest.fixture
def wang(house: House) -> Person:
    return house.agent("wang", "王敏")


def mine(house: House, wang: Person, text: str = QUESTION) -> str:
    """A conversation that wang has. The encoders are loaded, so that a page need not wait for them."""
    name = house.waiting(text)
    assert wang.claim(name).status_code == 200
    assert suggestions(wang, name).status_code == 200
    return name


def opened(house: House, chromium: Browser, name: str, language: str = "zh", width: int = 1280, **options: str) -> Desk:
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 760}, **options)
    desk.page.evaluate(f"location.hash = '{name}'")
    expect(desk.page.locator(".composer .write textarea")).to_be_visible()
    return desk


def asked_by(page: Page) -> list[str]:
    found: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/suggestions"):
            found.append(request.url.split("/")[-2])

    page.on("request", note)
    return found


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_a_question_brings_its_answer_and_one_key_inserts_it(
    house: House, wang: Person, chromium: Browser, language: str, width: int, scheme: str
) -> None:
    name = mine(house, wang)
    desk = opened(house, chromium, name, language, width, color_scheme=scheme)
    page, box = desk.page, desk.page.locator(".composer .write textarea")
    first = page.locator(".suggestions li button").first
    expect(first).to_contain_text(REFUND.question)
    is_accessible(page)
    shot(page, f"suggestions-{language}-{width}")
    # A draft is kept around the words, and the browser's own undo takes them out.
    box.fill("您好，再见")
    box.evaluate("(box) => box.setSelectionRange(3, 3)")
    page.keyboard.press("Alt+1")
    expect(box).to_have_value(f"您好，\n{REFUND.answer}\n再见")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("您好，再见")
    box.fill("")
    page.keyboard.press("Alt+1")
    expect(box).to_have_value(REFUND.answer)
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    sent = page.locator(".message.agent", has_text=REFUND.answer)
    expect(sent.locator(".article summary")).to_be_visible()
    expect(page.locator(".suggestions")).to_have_count(0)
    last = wang.messages(name)[-1]
    assert (last["article"]["id"], last["suggested"][0]) == ("refund.time", "refund.time")
    # The next question brings the next ones by itself, and writing one's own words counts as no use.
    house.says(name, "我想开发票，怎么弄")
    expect(first).to_contain_text("怎么开发票")
    box.fill("我来帮您开。")
    page.keyboard.press("Enter")
    expect(page.locator(".message.agent:not(.pending)", has_text="我来帮您开。")).to_be_visible()
    last = wang.messages(name)[-1]
    assert last["article"] is None and "invoice.how" in last["suggested"]
    desk.close()


@pytest.mark.parametrize("width", [1280, 900, 360])
def test_long_words_stay_inside(house: House, wang: Person, chromium: Browser, width: int) -> None:
    long = replace(
        REFUND, question="退款多久到账？" + "很长的说明" * 30, answer="W" * 300 + "\n\n" + "一到三天。" * 200
    )
    import_articles(house.store, [long], "test", "", True, time.time())
    desk = opened(house, chromium, mine(house, wang), width=width)
    page = desk.page
    expect(page.locator(".suggestions li").first).to_contain_text("很长的说明")
    shot(page, f"suggestions-long-{width}")
    edges = "(all) => all.map((one) => Math.ceil(one.getBoundingClientRect().right))"
    away = page.locator(".suggestions .away").evaluate("(one) => one.getBoundingClientRect().left")
    assert all(right <= away for right in page.locator(".suggestions li button").evaluate_all(edges))
    page.keyboard.press("Alt+1")
    expect(page.locator(".composer .write textarea")).to_have_value(long.answer)
    is_accessible(page)
    desk.close()


def test_asked_once_a_message_and_not_for_what_is_answered(house: House, wang: Person, chromium: Browser) -> None:
    first, second = mine(house, wang), mine(house, wang, "我要开发票")
    wang.reply(second, "好的，马上。")
    desk = opened(house, chromium, first)
    page, rows = desk.page, desk.page.locator(".suggestions li")
    asked = asked_by(page)
    page.reload()
    expect(rows.first).to_be_visible()
    page.evaluate(f"location.hash = '{second}'")
    expect(desk.bubbles("我要开发票")).to_be_visible()
    expect(rows).to_have_count(0)
    page.evaluate(f"location.hash = '{first}'")
    expect(rows.first).to_contain_text(REFUND.question)
    assert asked == [first]
    # By hand also for a question that is answered.
    page.evaluate(f"location.hash = '{second}'")
    expect(desk.bubbles("我要开发票")).to_be_visible()
    page.keyboard.press("Alt+S")
    expect(rows.first).to_contain_text("怎么开发票")
    page.locator(".suggestions .away").click()
    expect(rows).to_have_count(0)
    expect(page.locator(".composer .write textarea")).to_be_focused()
    page.get_by_role("button", name="建议回答").click()
    expect(rows.first).to_contain_text("怎么开发票")
    assert asked == [first, second]
    desk.close()


def test_only_for_ones_own_conversations(house: House, wang: Person, chromium: Browser) -> None:
    waiting, with_bot = house.waiting(QUESTION), house.customer()
    house.says(with_bot, QUESTION)
    li = house.agent("li", "李雷")
    held = house.waiting(QUESTION)
    li.claim(held)
    desk = Desk(house, chromium, "wang")
    page = desk.page
    asked = asked_by(page)
    for name in (waiting, with_bot, held):
        desk.open(name)
        page.keyboard.press("Alt+S")
        expect(page.get_by_role("button", name="建议回答")).to_have_count(0)
    desk.open(waiting)
    assert asked == []
    page.keyboard.press("Alt+C")
    expect(page.locator(".suggestions li").first).to_contain_text(REFUND.question, timeout=90_000)
    assert asked == [waiting]
    # In a note there is nobody to tell an answer.
    page.keyboard.press("Alt+P")
    expect(page.locator(".suggestions")).to_have_count(0)
    page.keyboard.press("Alt+1")
    expect(page.locator(".composer.note textarea")).to_have_value("")
    desk.close()


def test_nothing_and_failure_are_told_quietly(house: House, wang: Person, chromium: Browser) -> None:
    name = mine(house, wang, "明天北京会下雨吗，需要带伞吗")
    desk = opened(house, chromium, name)
    page = desk.page
    with page.expect_response("**/suggestions"):
        page.reload()
    # The response may be the former page's: this one is drawn when the button is.
    expect(page.locator("button.suggest")).to_be_visible()
    expect(page.locator(".asking .words")).to_have_count(0)
    expect(page.locator(".suggest-note")).to_have_count(0)
    page.keyboard.press("Alt+S")
    expect(page.locator(".suggest-note")).to_contain_text("知识库里没有合适的回答")
    page.route(
        "**/suggestions", lambda route: route.fulfill(status=503, json={"error": {"code": "not_ready", "message": ""}})
    )
    house.says(name, QUESTION)
    expect(page.locator(".suggest-note")).to_contain_text("暂时没有建议回答")
    # Where leads' words and offers would stand is empty.
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\S"))).to_have_count(0)
    shot(page, "suggest-failed-zh-1280")
    page.unroute("**/suggestions")
    page.locator(".suggest-note button").click()
    expect(page.locator(".suggestions li").first).to_contain_text(REFUND.question)
    desk.close()


def test_a_late_answer_disturbs_nothing(house: House, wang: Person, chromium: Browser) -> None:
    name = mine(house, wang)
    desk = opened(house, chromium, name)
    page, box = desk.page, desk.page.locator(".composer .write textarea")
    held: list[Route] = []
    page.route("**/suggestions", lambda route: held.append(route))
    with page.expect_request("**/suggestions"):
        page.reload()
    expect(box).to_be_visible()
    box.fill("我先看一下")
    box.evaluate("(box) => box.setSelectionRange(1, 3)")
    # Two more messages meanwhile: asked for once, after the first answer.
    house.says(name, "还有")
    house.says(name, "我要开发票")
    expect(desk.bubbles("我要开发票")).to_be_visible()
    with page.expect_request("**/suggestions"):
        held[0].continue_()
    expect(page.locator(".suggestions")).to_have_count(0)
    expect(box).to_be_focused()
    assert box.evaluate("(box) => [box.value, box.selectionStart, box.selectionEnd]") == ["我先看一下", 1, 3]
    # The reply goes out before the answer is here; then nobody needs it any more.
    box.press("Enter")
    expect(desk.bubbles("我先看一下")).to_be_visible()
    with page.expect_response("**/suggestions"):
        held[1].continue_()
    expect(page.locator(".asking .words")).to_have_count(0)
    expect(page.locator(".suggestions")).to_have_count(0)
    assert len(held) == 2
    desk.close()


def test_what_the_assistant_told_before_is_marked(house: House, wang: Person, chromium: Browser) -> None:
    name = house.customer()
    house.says(name, QUESTION)
    house.bot_answers(an_answer("refund.time", REFUND.answer))
    house.calls_a_person(name)
    wang.claim(name)
    assert suggestions(wang, name).status_code == 200
    desk = opened(house, chromium, name)
    expect(desk.page.locator(".suggestions li", has_text=REFUND.question)).to_contain_text("助手答过")
    # Who wants no suggestions by themselves says so once.
    desk.page.locator(".menu summary").click()
    desk.page.get_by_label("自动建议回答").uncheck()
    desk.page.keyboard.press("Escape")
    asked = asked_by(desk.page)
    house.says(name, "我要开发票")
    expect(desk.bubbles("我要开发票")).to_be_visible()
    desk.page.keyboard.press("Alt+S")
    expect(desk.page.locator(".suggestions li").first).to_contain_text("怎么开发票")
    assert asked == [name]
    desk.close()
