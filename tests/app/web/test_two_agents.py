"""Two agents and two customers at once, each in a browser of their own: nobody gets another's words, nothing is lost or doubled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from bot.core.deadlines import Patience
from bot.store import conversations, people, schema
from bot.usecases.timeouts import fire_due
from tests.app.web.customer.browser import Customer
from tests.app.web.customer.conftest import ALWAYS
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
T = Patience()
NAMES = {"wang": "小王", "li": "小李"}


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("two")
    (folder / "settings.yml").write_text(ALWAYS, "utf-8")
    made, process = start_house(folder)
    yield made
    stop_house(made, process)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what no page shows; the page's events go on meanwhile."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it did not come"
        page.wait_for_timeout(50)


def calls(house: House, visitor: Customer, words: str) -> str:
    """The customer writes and calls a person; returns the conversation's id."""
    visitor.say(words)
    visitor.page.locator('[data-author="customer"] .bubble', has_text=words).wait_for()
    with house.store.read() as tx:
        query = sa.select(schema.message.c.conversation_id).where(schema.message.c.text == words)
        found = str(tx.execute(query).scalar_one())
    visitor.page.click("#person")
    visitor.page.locator('[data-event="queued"]').wait_for()
    return found


def words_of(house: House, conversation: str) -> list[str]:
    """What was said and noted by people, in order."""
    query = sa.select(schema.message.c.text).where(
        schema.message.c.conversation_id == conversation, schema.message.c.kind != "event"
    )
    with house.store.read() as tx:
        return list(tx.execute(query.order_by(schema.message.c.seq)).scalars())


def holder(house: House, conversation: str) -> str:
    with house.store.read() as tx:
        row = conversations.get(tx, conversation)
    assert row is not None
    return str(row.owner)


def replies(desk: Desk, text: str) -> None:
    desk.write(text)
    expect(desk.page.locator(".message.agent:not(.pending) .text", has_text=text)).to_be_visible()


def passes_on(desk: Desk, to: str, note: str) -> None:
    desk.page.keyboard.press("Alt+T")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("radio", name=to).check()
    dialog.locator("#transfer-note").fill(note)
    dialog.locator("#transfer-note").press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(desk.page.locator(".toast")).to_contain_text(to)


def test_two_agents_and_two_customers(house: House, chromium: Browser) -> None:
    numbers = {login: house.user(login, name) for login, name in NAMES.items()}
    desks = {login: Desk(house, chromium, login) for login in NAMES}
    anna, bob = Customer(chromium, house.url), Customer(chromium, house.url, language="en", width=360, height=740)
    first = calls(house, anna, "退款三个星期了还没到账")
    second = calls(house, bob, "My refund is late")

    # Both look at the same waiting customer, see each other, and press at once.
    for desk in desks.values():
        desk.open(first)
    expect(desks["wang"].page.locator(".company")).to_have_text("小李 正在看")
    expect(desks["li"].page.locator(".company")).to_have_text("小王 正在看")
    held: list[Route] = []
    for desk in desks.values():
        desk.page.route("**/claim", lambda route: held.append(route))
        desk.page.keyboard.press("Alt+C")
    until(desks["li"].page, lambda: len(held) == 2)
    for route in held:
        route.continue_()
    until(desks["li"].page, lambda: holder(house, first).startswith("agent:"))
    for desk in desks.values():
        desk.page.unroute("**/claim")
    winner = next(login for login, number in numbers.items() if holder(house, first) == f"agent:{number}")
    loser = next(login for login in NAMES if login != winner)
    one, two = desks[winner], desks[loser]
    expect(two.page.get_by_role("alert").filter(has_text=f"{NAMES[winner]} 已经接待了这个会话")).to_be_visible()
    expect(two.page.locator(".thread-head .who")).to_contain_text(f"由 {NAMES[winner]} 接待")
    expect(one.page.locator(".thread-head .who")).to_contain_text("由我接待")
    anna.sees(f"人工客服 {NAMES[winner]} 已接入")

    # Each with a customer of their own.
    two.open(second)
    two.page.keyboard.press("Alt+C")
    expect(two.page.locator(".thread-head .who")).to_contain_text("由我接待")
    replies(one, "您好，我查一下退款")
    replies(two, "Hello, let me look")
    anna.sees("您好，我查一下退款")
    bob.sees("Hello, let me look")
    assert "Hello, let me look" not in anna.bubbles("agent") and "您好，我查一下退款" not in bob.bubbles("agent")

    # Anna's goes over to the other agent, who finds the note and goes on; Bob's the other way, in English.
    passes_on(one, NAMES[loser], "银行说三天内到账，请盯着")
    anna.sees(f"{NAMES[winner]}请同事{NAMES[loser]}接着帮您")
    expect(two.row(first)).to_contain_text(f"{NAMES[winner]} 转来")
    passes_on(two, NAMES[winner], "refund approved")
    bob.sees(f"{NAMES[loser]} has asked a colleague, {NAMES[winner]}, to go on helping you")
    two.open(first)
    expect(two.page.locator(".message.note .text")).to_have_text("银行说三天内到账，请盯着")
    replies(two, "我接着为您处理")
    anna.sees("我接着为您处理")
    one.open(second)
    replies(one, "I go on with you")
    bob.sees("I go on with you")

    # A question between the two, beside the customer's back.
    one.page.keyboard.press("Alt+P")
    expect(one.page.locator(".composer.note textarea")).to_be_focused()
    one.page.keyboard.type("@")
    expect(one.page.locator("#mention-list [role=option]")).to_have_count(1)
    one.page.keyboard.press("Enter")
    one.page.keyboard.type("这单之前谈到哪了")
    one.page.keyboard.press("Enter")
    pill = two.page.locator(".views button", has_text="提到我")
    expect(pill).to_have_text("提到我 1")

    loses_the_network(house, two, anna, first)
    # The mention is still there and ends with a look.
    pill.click()
    two.section("mentions").locator(".row").click()
    expect(two.page.locator(".message.note .mention.mine")).to_have_text(f"@{NAMES[loser]}")
    expect(pill).to_have_text("提到我 0")
    assert "这单之前谈到哪了" not in bob.page.locator("body").inner_text()

    closes_the_laptop(house, two, one, numbers[winner], anna, first, NAMES[loser])
    assert words_of(house, first) == [
        "退款三个星期了还没到账", "您好，我查一下退款", "银行说三天内到账，请盯着", "我接着为您处理",
        "在吗", "卡号尾号 1234", "在的，请稍等", "我又接回来了",
    ]  # fmt: skip
    assert words_of(house, second) == [
        "My refund is late", "Hello, let me look", "refund approved", "I go on with you", f"@{NAMES[loser]} 这单之前谈到哪了",
    ]  # fmt: skip
    for visitor in (anna, bob):
        assert visitor.errors() == []
        visitor.close()
    one.close()


def loses_the_network(house: House, desk: Desk, visitor: Customer, conversation: str) -> None:
    """In mid-conversation, and back: what the customer wrote meanwhile and what the agent wrote come once each."""
    desk.context.set_offline(True)
    expect(desk.page.locator(".broken")).to_be_visible()
    visitor.say("在吗")
    visitor.say("卡号尾号 1234")
    until(desk.page, lambda: "卡号尾号 1234" in words_of(house, conversation))
    desk.write("在的，请稍等")
    expect(desk.page.locator(".message.failed", has_text="在的，请稍等")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.page.locator(".broken")).to_have_count(0)
    expect(desk.page.locator(".message.agent:not(.pending):not(.failed)", has_text="在的，请稍等")).to_have_count(1)
    expect(desk.page.locator(".message.failed, .message.pending")).to_have_count(0)
    for words in ("在吗", "卡号尾号 1234"):
        expect(desk.bubbles(words)).to_have_count(1)
    visitor.sees("在的，请稍等")
    assert visitor.bubbles("agent").count("在的，请稍等") == 1


def closes_the_laptop(
    house: House, gone: Desk, there: Desk, number: int, visitor: Customer, conversation: str, name: str
) -> None:
    """Without an open desk the customer is in front of the queue after the deadline, and a colleague takes over."""
    gone.close()
    late: Any = time.time() + T.agent_gone_timeout + 1
    with house.store.begin() as tx:
        # The colleague's desk stays open all the time.
        people.seen(tx, number, late)
    assert fire_due(house.store, house.bell, house.rules, late) >= 1
    visitor.page.locator('[data-event="agent_gone"]').wait_for()
    expect(there.section("queue").locator(".row")).to_contain_text(f"断线退回：{name}")
    there.open(conversation)
    there.page.keyboard.press("Alt+C")
    expect(there.page.locator(".thread-head .who")).to_contain_text("由我接待")
    replies(there, "我又接回来了")
    visitor.sees("我又接回来了")
