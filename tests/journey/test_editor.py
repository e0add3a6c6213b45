"""An editor's day: what was asked in vain becomes an answer, the gate holds a mistake back, a revision comes back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.store.database import Store
from bot.usecases.users import add_user
from tests.installation import PASSWORD, Installation
from tests.journey.conftest import People
from tests.running import Customer, until

pytestmark = pytest.mark.timeout(300, func_only=True)

WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "asked": ["你们店里能带宠物狗进去吗", "带狗狗能进门店吗"],
        "topic": "stores",
        "answer": "可以带小型宠物，请抱好或放进包里。",
        "later": "门店暂时不能带宠物，很抱歉。",
        "stolen": ["我需要电子发票，去哪里申请", "发票在哪开", "开发票", "电子票啥时候能出"],
        "new": "写一篇新文章", "start": "开始写", "answer_field": "回答", "paste": "粘贴多行", "publish": "发布",
        "why": "原因", "done": "已发布，客户现在看到新内容。", 
        "history": "历史", "restore": "恢复这一版", "cancel": "取消",
    },
    "en": {
        "asked": ["Could I rent a projector for the weekend?", "do you rent out projectors"],
        "topic": "rental",
        "answer": "Yes, our stores lend projectors for up to three days.",
        "later": "Sorry, there are no projectors for rent at the moment.",
        "stolen": ["need an invoice", "can i get a receipt", "I need an e-invoice for my order, how do i request one"],
        "new": "Write a new article", "start": "Start writing", "answer_field": "Answer", "paste": "Paste many lines",
        "publish": "Publish", "why": "Reason", "done": "Published; customers see it now.",
        "history": "History", "restore": "Restore this one", "cancel": "Cancel",
    },
}  # fmt: skip


@pytest.fixture
def editor(shop: Installation) -> Iterator[str]:
    login = f"li{secrets.token_hex(3)}"
    store = Store(shop.settings.database_url)
    add_user(store, login, "李编辑", "editor", PASSWORD)
    yield login
    store.close()


def signed_in(people: People, shop: Installation, login: str, language: str) -> Page:
    window = people.visitor(f"9-editor-{language}")
    page = window.page
    page.goto(f"{shop.url}/login?next=/knowledge&lang={language}")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"//[^/]+/knowledge"))
    page.picture = window.picture  # type: ignore[attr-defined]
    return page


def release(page: Page, words: dict[str, Any], why: str) -> Locator:
    page.get_by_role("button", name=words["publish"], exact=True).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".gate")).to_be_visible(timeout=90_000)
    sheet.get_by_label(words["why"]).fill(why)
    return sheet


def told(shop: Installation, language: str, question: str, part: str) -> None:
    def asks() -> bool:
        return any(part in one["text"] for one in Customer(shop.url, language).says(question))

    until(asks, f"{part!r} in answer to {question!r}", seconds=60)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_a_gap_to_an_answer_and_back(people: People, shop: Installation, editor: str, language: str) -> None:
    words = WORDS[language]
    asked: list[str] = words["asked"]
    for question in asked:
        said = Customer(shop.url, language).says(question)
        assert not any(words["answer"] in one["text"] for one in said)

    page = signed_in(people, shop, editor, language)
    page.goto(f"{shop.url}/knowledge#gaps")
    gap = page.locator("article.gap", has_text=asked[0])
    expect(gap).to_be_visible(timeout=90_000)
    page.picture("gaps")  # type: ignore[attr-defined]
    gap.get_by_role("button", name=words["new"]).click()
    sheet = page.get_by_role("dialog")
    sheet.locator("#new-topic").fill(words["topic"])
    sheet.locator("#new-id").fill(f"new.article_{language}")
    sheet.get_by_role("button", name=words["start"]).click()

    page.get_by_label(words["answer_field"], exact=True).fill(words["answer"])
    page.get_by_role("button", name=words["paste"]).click()
    # Words that belong to the invoices' article: the gate has to notice.
    page.locator(".pasting textarea").fill("\n".join([asked[1], *words["stolen"]]))
    page.locator(".pasting button.main").click()
    blocked = release(page, words, "a first try")
    expect(blocked.locator(".gate.blocks")).to_be_visible()
    expect(blocked.locator("details.failing li")).to_contain_text("invoice.get")
    expect(blocked.locator("details.conflicts")).to_be_visible()
    expect(blocked.locator("footer button.main")).to_be_disabled()
    page.picture("gate")  # type: ignore[attr-defined]
    blocked.get_by_role("button", name=words["cancel"]).click()
    variants = page.locator(".variants li")
    for stolen in words["stolen"]:
        variants.locator(f'button[aria-label*="{stolen}"]').click()

    release(page, words, "customers asked").locator("footer button.main").click()
    expect(page.get_by_text(words["done"])).to_be_visible(timeout=90_000)
    told(shop, language, asked[0], words["answer"])

    page.get_by_label(words["answer_field"], exact=True).fill(words["later"])
    release(page, words, "a new rule").locator("footer button.main").click()
    told(shop, language, asked[0], words["later"])

    page.get_by_role("button", name=words["history"], exact=True).click()
    history = page.get_by_role("dialog")
    history.locator(".revision", has_text="customers asked").click()
    page.picture("history")  # type: ignore[attr-defined]
    history.get_by_role("button", name=words["restore"]).click()
    expect(page.get_by_label(words["answer_field"], exact=True)).to_have_value(words["answer"])
    release(page, words, "back again").locator("footer button.main").click()
    told(shop, language, asked[0], words["answer"])
    page.picture("restored")  # type: ignore[attr-defined]
