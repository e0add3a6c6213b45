"""What customers see when nobody comes, when the agent falls silent, and when they do: live, in both languages."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.core.deadlines import Patience
from bot.store import people, schema
from bot.usecases import desk
from bot.usecases.timeouts import fire_due
from tests.app.web.customer.browser import Customer
from tests.app.web.customer.house import House

pytestmark = pytest.mark.browser
Visit = Callable[..., Customer]
T = Patience()
TEXTS = {
    "zh": {"call": "转人工", "contact": "留下联系方式", "first": "你好，退款还没到", "back": "不好意思，刚回来"},
    "en": {"call": "Talk to a person", "contact": "Leave my contact", "first": "Hello, no refund yet", "back": "Back"},
}


def only_conversation(house: House) -> str:
    with house.store.read() as tx:
        query = sa.select(schema.conversation.c.id).order_by(schema.conversation.c.updated_at.desc())
        return str(tx.execute(query).scalars().first())


def event(visitor: Customer, name: str) -> str:
    found = visitor.page.locator(f'[data-event="{name}"]').last
    found.wait_for()
    return found.inner_text()


def waits(house: House, visitor: Customer, language: str) -> str:
    visitor.say(TEXTS[language]["first"])
    visitor.page.locator('[data-author="customer"]').first.wait_for()
    visitor.page.get_by_role("button", name=TEXTS[language]["call"]).first.click()
    event(visitor, "queued")
    return only_conversation(house)


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 360, True), ("en", 1280, False)])
def test_nobody_comes(own_house: House, customer: Visit, language: str, width: int, dark: bool) -> None:
    own_house.agent()
    visitor = customer(own_house, language=language, width=width, dark=dark)
    waits(own_house, visitor, language)
    began = time.time()
    for seconds, name in (
        (T.claim_timeout, "still_waiting"),
        (T.waiting_again_timeout, "waiting_long"),
        (T.nobody_came_timeout, "nobody_came"),
    ):
        assert fire_due(own_house.store, own_house.bell, own_house.rules, began + seconds) == 1
        assert "T-1" in event(visitor, name)
    visitor.page.locator(".queue").wait_for(state="detached")
    visitor.page.get_by_role("button", name=TEXTS[language]["contact"]).wait_for()
    visitor.picture(f"nobody-came-{language}-{width}")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.errors() == []


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 360, True), ("zh", 1280, False)])
def test_silence_on_both_sides(own_house: House, customer: Visit, language: str, width: int, dark: bool) -> None:
    agent = own_house.agent("小林")
    visitor = customer(own_house, language=language, width=width, dark=dark)
    conversation = waits(own_house, visitor, language)
    store, bell, rules, began = own_house.store, own_house.bell, own_house.rules, time.time()
    desk.claim(store, bell, rules, conversation, agent, began)
    for seconds, name in ((T.agent_reminder_timeout, "agent_reminded"), (T.agent_silent_timeout, "agent_silent")):
        assert fire_due(store, bell, rules, began + seconds) == 1
        assert "小林" in event(visitor, name)
    visitor.page.locator(".queue").wait_for()
    desk.claim(store, bell, rules, conversation, agent, began + 310)
    desk.reply(store, bell, conversation, agent, "r", "您好", began + 320)
    with store.begin() as tx:
        people.seen(tx, agent.id, began + 5000)
    for seconds, name in (
        (T.customer_reminder_timeout, "customer_reminded"),
        (T.customer_silent_timeout, "customer_silent"),
    ):
        assert fire_due(store, bell, rules, began + 320 + seconds) == 1
        event(visitor, name)
    visitor.say(TEXTS[language]["back"])
    assert "小林" in event(visitor, "resumed")
    visitor.picture(f"silence-{language}-{width}")
    assert visitor.errors() == []
