"""What a person explains once: the reply becomes a draft, an editor publishes it, the bot tells the next customer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.store.database import Store
from bot.usecases.regression import questions
from bot.usecases.users import add_user
from tests.installation import PASSWORD, Installation
from tests.journey.conftest import People
from tests.running import Agent, Customer, until

pytestmark = pytest.mark.timeout(300, func_only=True)

WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "login": "xiaowang", "name": "小王", "asked": "QH2025110001能绣上孩子的名字吗", "helped": "有帮助", "next": "可以绣孩子名字吗",
        "reply": "可以绣名字，每件加 20 元。", "make": "存为知识草稿", "new": "写一篇新文章", "hand_in": "提交给编辑",
        "open": "打开这篇文章", "topic": "service", "wording": "订单能绣上孩子的名字吗",
        "proposed": "同事建议", "paste": "粘贴多行", "publish": "发布", "why": "原因", "done": "已发布，客户现在看到新内容。",
        "more": ["能绣名字吗", "绣名字怎么收费", "想在上面绣个名字"],
    },
    "en": {
        "login": "amy", "name": "Amy", "asked": "my name is Bob Lee and can you embroider a monogram", "helped": "That helped", "next": "do you embroider monograms?",
        "reply": "Yes, a monogram costs 5 dollars.", "make": "Make this an answer", "new": "A new article",
        "hand_in": "Hand in to the editors", "open": "Open the article", "topic": "service",
        "wording": "can you embroider a monogram", "proposed": "Proposed", "paste": "Paste many lines",
        "publish": "Publish", "why": "Reason", "done": "Published; customers see it now.",
        "more": ["monogram embroidery", "can I have my monogram stitched on it", "embroidered initials price"],
    },
}  # fmt: skip


@pytest.fixture
def editor(shop: Installation) -> Iterator[str]:
    login = f"lin{secrets.token_hex(3)}"
    store = Store(shop.settings.database_url)
    add_user(store, login, "林编辑", "editor", PASSWORD)
    yield login
    store.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_next_customer_gets_what_the_agent_explained(
    people: People, shop: Installation, editor: str, language: str
) -> None:
    words = WORDS[language]
    agent = people.agent(words["login"], f"10-{language}-agent", language)
    customer = Customer(shop.url, language)
    said = customer.says(words["asked"])
    assert not any(words["reply"] in one["text"] for one in said)
    assert customer.http.post(f"{shop.url}/api/conversation/person", timeout=20).json()["state"] == "queued"
    agent.waiting.first.click()
    agent.claims()
    agent.says(words["reply"])
    customer.sees(words["reply"])

    agent.page.locator(".make-answer").get_by_role("button", name=words["make"]).click()
    sheet = agent.page.get_by_role("dialog")
    expect(sheet.get_by_role("checkbox", name=words["wording"])).to_be_checked()
    expect(sheet.locator(".nearest-articles")).to_have_attribute("aria-busy", "false", timeout=90_000)
    sheet.get_by_role("radio", name=words["new"]).check()
    sheet.locator("#propose-topic").fill(words["topic"])
    agent.picture("propose")
    sheet.get_by_role("button", name=words["hand_in"]).click()
    link = sheet.get_by_role("link", name=words["open"])
    address = str(link.get_attribute("href"))
    agent.page.keyboard.press("Escape")
    Agent(shop.url, words["login"]).clears_up()

    window = people.visitor(f"10-{language}-editor")
    page = window.page
    page.goto(f"{shop.url}/login?next=/knowledge&lang={language}")
    page.fill("#login", editor)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"//[^/]+/knowledge"))
    page.get_by_role("button", name=words["proposed"]).click()
    page.locator(f'.rows a[href="{address.removeprefix("/knowledge")}"]').click()
    expect(page.locator(".proposal")).to_contain_text(words["name"])
    window.picture("proposal")
    page.get_by_role("button", name=words["paste"]).click()
    page.locator(".pasting textarea").fill("\n".join(words["more"]))
    page.locator(".pasting button.main").click()
    page.get_by_role("button", name=words["publish"], exact=True).click()
    release = page.get_by_role("dialog")
    expect(release.locator(".gate")).to_be_visible(timeout=90_000)
    release.get_by_label(words["why"]).fill("customers asked")
    release.locator("footer button.main").click()
    expect(page.get_by_text(words["done"])).to_be_visible(timeout=90_000)
    expect(page.locator(".proposal")).to_have_count(0)

    def told() -> Customer | None:
        another = Customer(shop.url, language)
        return another if any(words["reply"] in one["text"] for one in another.says(words["next"])) else None

    helped: Customer = until(told, f"{words['reply']!r} in answer to {words['next']!r}", seconds=60)
    helped.presses(words["helped"])
    store = Store(shop.settings.database_url)
    learned = {one["question"]: one for one in questions(store)}
    store.close()
    assert learned[words["next"]]["source"] == "confirmed"
    assert learned[words["next"]]["article"] == address.split("/")[-2]
