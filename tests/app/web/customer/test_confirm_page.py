"""The question "solved?" in a real browser: two buttons, words of one's own, and where one stands afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from bot.store import people, schema
from bot.usecases import desk
from bot.usecases.desk import Agent
from tests.app.web.customer.browser import Customer
from tests.app.web.customer.house import House
from tests.app.web.customer.test_ladder_page import event, waits

pytestmark = pytest.mark.browser
Visit = Callable[..., Customer]
TEXTS = {
    "zh": {"yes": "已解决", "no": "还没解决", "asked": "解决了吗", "still": "还是不行，退款没到"},
    "en": {"yes": "Yes, solved", "no": "Not yet", "asked": "Is your problem solved?", "still": "Still no refund"},
}
SCREENS = [("zh", 1280, False), ("en", 360, True)]


def solved(house: House, visitor: Customer, language: str, agent: Agent) -> str:
    """A matter that the agent has just resolved, the question on the screen."""
    conversation = waits(house, visitor, language)
    store, bell = house.store, house.bell
    desk.claim(store, bell, house.rules, conversation, agent, time.time())
    event(visitor, "joined")
    desk.reply(
        store,
        bell,
        conversation,
        agent,
        "r",
        "退款已经提交。" if language == "zh" else "It is on its way.",
        time.time(),
    )
    desk.resolve(store, bell, conversation, agent, "refund sent", time.time())
    event(visitor, "resolved")
    expect(visitor.page.get_by_role("button", name=TEXTS[language]["yes"])).to_be_visible()
    return conversation


def ticket_of(house: House, conversation: str) -> tuple[str, str, int]:
    with house.store.read() as tx:
        row = tx.execute(sa.select(schema.ticket).where(schema.ticket.c.conversation_id == conversation)).one()
    return row.state, row.confirmation, row.reopened


@pytest.mark.parametrize(("language", "width", "dark"), SCREENS)
def test_yes_is_thanked_and_not_yet_brings_the_agent_back(
    own_house: House, customer: Visit, language: str, width: int, dark: bool
) -> None:
    agent = own_house.agent("小林")
    visitor = customer(own_house, language=language, width=width, dark=dark)
    page, words = visitor.page, TEXTS[language]
    conversation = solved(own_house, visitor, language, agent)
    visitor.picture(f"confirm-asked-{language}-{width}")
    page.get_by_role("button", name=words["no"]).click()
    assert "小林" in event(visitor, "reopened") and "T-1" in event(visitor, "reopened")
    expect(page.get_by_role("button", name=words["no"])).to_have_count(0)
    assert ticket_of(own_house, conversation) == ("open", "not_solved", 1)
    visitor.picture(f"confirm-not-yet-{language}-{width}")
    desk.resolve(own_house.store, own_house.bell, conversation, agent, "now it is", time.time())
    expect(page.locator('.row[data-author="bot"] .bubble', has_text=words["asked"])).to_have_count(2)
    # By the keyboard alone.
    button = page.get_by_role("button", name=words["yes"])
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert "T-1" in event(visitor, "confirmed")
    expect(page.get_by_role("button", name=words["yes"])).to_have_count(0)
    assert ticket_of(own_house, conversation) == ("closed", "confirmed", 1)
    visitor.picture(f"confirm-thanks-{language}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.errors() == []


@pytest.mark.parametrize(("language", "width", "dark"), SCREENS)
def test_words_do_the_same_and_without_the_agent_one_stands_in_front(
    own_house: House, customer: Visit, language: str, width: int, dark: bool
) -> None:
    agent = own_house.agent("小林")
    visitor = customer(own_house, language=language, width=width, dark=dark)
    conversation = solved(own_house, visitor, language, agent)
    with own_house.store.begin() as tx:
        people.update(tx, agent.id, seen_at=0.0)
    visitor.say(TEXTS[language]["still"])
    assert "T-1" in event(visitor, "reopened_queued")
    expect(visitor.page.locator(".queue")).to_be_visible()
    expect(visitor.page.locator('[data-event="reopened_queued"]')).to_be_in_viewport()
    visitor.picture(f"confirm-queue-{language}-{width}")
    assert ticket_of(own_house, conversation) == ("open", "not_solved", 1)
    assert visitor.errors() == []
