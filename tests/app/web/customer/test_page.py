"""The customer's page in a real browser: asking, pressing, calling a person, losing the line, coming back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from bot.store import schema
from bot.usecases import desk
from tests.app.web.customer.browser import Customer
from tests.app.web.customer.house import House

Visit = Callable[..., Customer]


def waiting_conversation(house: House) -> str:
    with house.store.read() as tx:
        query = sa.select(schema.conversation.c.id).where(schema.conversation.c.owner == "queue")
        found = tx.execute(query.order_by(schema.conversation.c.updated_at.desc())).scalars().first()
    assert found is not None
    return str(found)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("look", ["desktop", "phone", "dark"])
def test_a_question_is_answered_and_the_buttons_go_after_use(
    always_open: House, customer: Visit, language: str, look: str
) -> None:
    size = {} if look == "desktop" else {"width": 360, "height": 640}
    visitor = customer(always_open, language=language, dark=look == "dark", **size)
    page = visitor.page
    assert page.locator(".starter").count() == 6
    visitor.picture(f"welcome-{look}-{language}")
    visitor.say("退款多久到账" if language == "zh" else "How long does a refund take?")
    page.wait_for_selector(".chip")
    assert page.locator(".rich table").count() == 1
    link = page.locator(".rich a")
    assert link.get_attribute("rel") == "noopener nofollow" and link.get_attribute("target") == "_blank"
    visitor.picture(f"answer-{look}-{language}")
    page.locator(".chip").first.click()
    visitor.sees("已收到" if language == "zh" else "OK:")
    assert page.locator(".chip").count() == 0
    visitor.say("充电宝冒烟了" if language == "zh" else "my power bank is smoking")
    page.wait_for_selector(".safety")
    visitor.picture(f"safety-{look}-{language}")
    page.reload()
    page.wait_for_selector(".safety")
    assert page.locator(".starter").count() == 0 and page.locator(".chip").count() == 0
    assert len(visitor.bubbles("customer")) == 3
    assert visitor.errors() == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_person_is_called_joins_writes_and_leaves(own_house: House, customer: Visit, language: str) -> None:
    agent = own_house.agent("王小雨" if language == "zh" else "Mary Wong")
    own_house.with_bot()
    visitor = customer(own_house, language=language, path="/widget", width=360 if language == "en" else 380, height=640)
    page = visitor.page
    visitor.say("空调不制冷" if language == "zh" else "my air conditioner does not cool")
    page.wait_for_selector('.row[data-author="bot"]')
    page.click("#person")
    page.wait_for_selector(".queue")
    visitor.sees("T-10001")
    visitor.picture(f"queue-{language}")
    conversation = waiting_conversation(own_house)
    desk.claim(own_house.store, own_house.bell, own_house.rules, conversation, agent, time.time())
    page.wait_for_selector('[data-event="joined"]')
    assert page.locator(".name").inner_text() == agent.name
    words = "您好，说明在 https://example.com/sn。<b>型号</b>是？"
    desk.reply(own_house.store, own_house.bell, conversation, agent, "r1", words, time.time())
    page.wait_for_selector('.row[data-author="agent"]')
    assert page.locator('.row[data-author="agent"] a').get_attribute("href") == "https://example.com/sn"
    assert page.locator('.row[data-author="agent"] b').count() == 0
    visitor.say("QH-2000, " + ("很长的一句话" if language == "zh" else "a very long sentence ") * 12)
    visitor.sees("QH-2000")
    visitor.picture(f"agent-{language}")
    desk.resolve(own_house.store, own_house.bell, conversation, agent, "done", time.time())
    page.wait_for_selector('[data-event="resolved"]')
    page.wait_for_selector('#person[data-owner="bot"]')
    visitor.picture(f"back-{language}")
    assert visitor.errors() == []


def test_the_place_in_the_queue_changes_live_and_can_be_given_up(own_house: House, customer: Visit) -> None:
    agent = own_house.agent()
    first, second = customer(own_house, language="en"), customer(own_house, language="en", dark=True)
    for visitor in (first, second):
        visitor.page.click("#person")
        visitor.page.wait_for_selector(".queue")
    second.sees("You are number 2")
    second.picture("queue-second-dark-en")
    with own_house.store.read() as tx:
        oldest = tx.execute(sa.text("SELECT conversation_id FROM handoff ORDER BY asked_at")).scalars().first()
    desk.claim(own_house.store, own_house.bell, own_house.rules, str(oldest), agent, time.time())
    second.sees("You are next")
    second.page.get_by_role("button", name="Leave the queue").click()
    second.page.wait_for_selector(".queue", state="detached")
    second.page.wait_for_selector('[data-event="left_queue"]')


@pytest.mark.parametrize("language", ["zh", "en"])
def test_out_of_hours_a_request_is_left_and_answered_with_a_ticket(
    closed: House, customer: Visit, language: str
) -> None:
    size = {} if language == "zh" else {"width": 360, "height": 640}
    visitor = customer(closed, language=language, **size)
    page = visitor.page
    visitor.picture(f"welcome-closed-{language}")
    matter = "我要退货" if language == "zh" else "I want to return a kettle"
    visitor.say(matter)
    page.wait_for_selector('.row[data-author="bot"]')
    page.click("#person")
    page.wait_for_selector(".away")
    visitor.picture(f"away-{language}")
    page.click(".away .main-button")
    expect(page.locator("#request-name")).to_be_focused()
    assert page.input_value("#request-text") == matter
    page.get_by_role("button", name="取消" if language == "zh" else "Cancel").click()
    page.wait_for_selector(".away")
    expect(page.locator(".away .main-button")).to_be_focused()
    page.click(".away .main-button")
    page.fill("#request-contact", "abc")
    page.click("form.request .main-button")
    page.wait_for_selector("#request-contact-wrong")
    assert page.evaluate("document.activeElement.id") == "request-contact"
    visitor.picture(f"request-wrong-{language}")
    page.fill("#request-contact", "13800138000")
    page.fill("#request-name", "陈先生")
    page.click("form.request .main-button")
    page.wait_for_selector(".filed")
    assert "T-1" in page.locator(".filed").inner_text() and "13800138000" in page.locator(".filed").inner_text()
    visitor.picture(f"request-filed-{language}")
    assert page.locator("form.request").count() == 0
    assert visitor.errors() == []


LOOKS = [("zh", {}), ("zh", {"width": 360, "height": 640, "dark": True}), ("en", {"width": 360, "height": 640})]


@pytest.mark.parametrize(("language", "look"), LOOKS, ids=["desktop", "dark-phone", "phone"])
def test_out_of_hours_the_customer_waits_all_the_same_and_leaves_again(
    closed: House, customer: Visit, language: str, look: dict[str, Any]
) -> None:
    chinese = language == "zh"
    visitor = customer(closed, language=language, **look)
    page = visitor.page
    name = f"{language}-{'phone' if look else 'desktop'}{'-dark' if look.get('dark') else ''}"
    page.click("#person")
    wait = page.get_by_role("button", name="仍然排队等待" if chinese else "Wait anyway")
    wait.wait_for()
    visitor.picture(f"away-wait-{name}")
    wait.click()
    page.wait_for_selector(".queue")
    page.wait_for_selector(".away", state="detached")
    expect(page.locator("#composer")).to_be_focused()
    banner = page.locator(".queue").inner_text()
    assert ("没有客服在线" if chinese else "Nobody is online") in banner and "T-1" in banner
    assert "09:00" in banner and ("最先上线" if chinese else "first of us to come online") in banner
    page.wait_for_selector('[data-event="queued"]')
    assert page.locator(".below").count() == 0, "all of it is in the window"
    visitor.picture(f"waits-{name}")
    page.reload()
    page.wait_for_selector(".queue")
    page.get_by_role("button", name="取消排队" if chinese else "Leave the queue").click()
    page.wait_for_selector(".queue", state="detached")
    page.wait_for_selector('[data-event="left_queue"]')
    expect(page.locator("#person")).to_be_focused()
    assert visitor.errors() == []


def test_a_request_begins_with_the_customers_own_last_words(closed: House, customer: Visit) -> None:
    visitor = customer(closed)
    page = visitor.page
    visitor.say("退款多久到账")
    page.get_by_role("button", name="没有帮助").click()
    page.wait_for_selector('.row[data-author="customer"] >> nth=1')
    page.click("#person")
    page.click(".away .main-button")
    assert page.input_value("#request-text") == "退款多久到账"
    visitor.picture("request-prefilled-zh")


def test_what_is_said_offline_waits_and_goes_out_once(always_open: House, customer: Visit) -> None:
    visitor = customer(always_open, width=380, height=640)
    visitor.say("第一句")
    visitor.sees("已收到：第一句")
    visitor.context.set_offline(True)
    visitor.say("断网时说的话")
    visitor.page.wait_for_selector(".bubble-failed")
    visitor.page.wait_for_selector(".banner-warn")
    visitor.picture("offline-zh")
    visitor.context.set_offline(False)
    visitor.sees("已收到：断网时说的话", timeout=15000)
    assert visitor.bubbles("customer") == ["第一句", "断网时说的话"]


def test_an_unsent_message_survives_a_reload_and_retry_uses_the_same_id(own_house: House, customer: Visit) -> None:
    own_house.with_bot()
    visitor = customer(own_house, width=380, height=640, language="en")
    visitor.say("hello")
    visitor.page.wait_for_selector('.row[data-author="bot"]')
    # The server takes the message, but its answer is lost on the way: the worst case for "said twice".
    visitor.page.route(
        "**/api/conversation/messages/*",
        lambda route: (route.fetch(), route.abort()) if route.request.method == "PUT" else route.continue_(),
    )
    visitor.context.add_init_script("Object.defineProperty(navigator, 'onLine', {value: false})")
    visitor.say("only once")
    visitor.page.wait_for_timeout(500)
    visitor.page.unroute("**/api/conversation/messages/*")
    visitor.page.reload()
    visitor.page.wait_for_selector('.row[data-author="bot"] >> nth=1')
    assert visitor.bubbles("customer") == ["hello", "only once"]
    with own_house.store.read() as tx:
        said = tx.execute(sa.select(schema.message.c.text).where(schema.message.c.author == "customer")).scalars().all()
    assert said == ["hello", "only once"]


def test_the_server_goes_away_and_comes_back(own_house: House, customer: Visit) -> None:
    own_house.with_bot()
    visitor = customer(own_house, width=380, height=640)
    visitor.say("你好")
    visitor.page.wait_for_selector('.row[data-author="bot"]')
    own_house.stop()
    visitor.say("服务器没了")
    visitor.page.wait_for_selector(".banner-warn", timeout=10000)
    visitor.page.wait_for_selector(".bubble-failed", timeout=15000)
    visitor.picture("server-gone-zh")
    own_house.start()
    visitor.page.wait_for_selector('.row[data-author="bot"] >> nth=1', timeout=25000)
    visitor.page.wait_for_selector(".banner-warn", state="detached", timeout=10000)
    assert visitor.bubbles("customer") == ["你好", "服务器没了"]


def test_enter_inside_an_input_method_does_not_send(always_open: House, customer: Visit) -> None:
    page = customer(always_open).page
    page.fill("#composer", "nihao")
    fire = """(more) => document.getElementById('composer').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...more}))"""
    page.evaluate(fire, {"isComposing": True})
    page.evaluate(fire, {"keyCode": 229})
    page.evaluate(fire, {"shiftKey": True})
    page.wait_for_timeout(200)
    assert page.locator(".row").count() == 0
    page.evaluate(fire, {})
    page.wait_for_selector('.row[data-author="customer"]')


def test_the_composer_grows_to_five_lines_and_refuses_a_novel(always_open: House, customer: Visit) -> None:
    visitor = customer(always_open, width=380, height=640)
    page = visitor.page
    one = page.locator("#composer").bounding_box()
    page.fill("#composer", "\n".join("一二三四五六七"))
    five = page.locator("#composer").bounding_box()
    assert one and five and one["height"] < 45 and 125 <= five["height"] <= 135
    page.fill("#composer", "长" * 4001)
    page.wait_for_selector(".composer-foot .wrong")
    visitor.picture("too-long-zh")
    page.press("#composer", "Enter")
    page.wait_for_timeout(200)
    assert page.locator(".row").count() == 0


def test_nothing_a_bot_says_can_run(always_open: House, customer: Visit) -> None:
    visitor = customer(always_open)
    visitor.say("<script>alert(1)</script> " + "averyveryverylongwordwithoutanyspaces" * 8)
    visitor.page.wait_for_selector('.row[data-author="bot"] strong')
    visitor.picture("hostile-zh")
    assert visitor.page.locator(".log img, .log script, .log a").count() == 0
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_language_is_switched_and_remembered(always_open: House, customer: Visit) -> None:
    visitor = customer(always_open)
    page = visitor.page
    visitor.say("退款")
    page.wait_for_selector(".chip")
    page.get_by_role("button", name="Switch to English").click()
    assert page.locator("#person").inner_text().strip() == "Talk to a person"
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    page.wait_for_selector(".chip")
    assert page.locator("#person").inner_text().strip() == "Talk to a person"
    page.goto(f"{always_open.url}/?lang=zh")
    page.wait_for_selector(".chip")
    assert page.locator("#person").inner_text().strip() == "转人工"


def test_everything_can_be_reached_by_keyboard(always_open: House, customer: Visit) -> None:
    page = customer(always_open).page
    seen = set()
    page.evaluate("document.activeElement.blur()")
    for _ in range(16):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"person", "starter", "composer", "log"} <= seen
    page.focus(".starter")
    page.keyboard.press("Enter")
    page.wait_for_selector('.row[data-author="bot"]')
    page.wait_for_function("document.activeElement.id === 'composer'")


def test_without_scripts_the_page_names_the_hotline(always_open: House, chromium: object) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(always_open.url)
    assert "400-100-8866" in page.inner_text("body")
    context.close()
