"""Importing at /knowledge in a real browser: progress, the gate, a reload in the middle, keyboard, phone, both languages."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.knowledge.article import Article
from bot.knowledge.articles import as_csv, as_xlsx
from bot.settings import PROJECT
from bot.usecases.editing import Editor, save_draft, versions
from bot.usecases.knowledge import export_articles, import_articles
from bot.usecases.regression import add_question
from bot.usecases.shelf import history
from tests.app.many import many_articles
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND
from tests.app.web.desk_house import PASSWORD, House, start_house, stop_house
from tests.chromium import SECONDS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = PROJECT / "test-results" / "import"
WORDS = {
    "zh": {"would": "如果导入：", "done": "已导入：", "nothing": "文件与知识库一致", "publish": "导入并发布", "drafts": "未发布的草稿", "again": "再看一次", "other": "选择其他文件", "plain": "导入，不发布"},
    "en": {"would": "This would happen:", "done": "Imported:", "nothing": "nothing to import", "publish": "Import and publish", "drafts": "Open drafts", "again": "look again", "other": "Choose another file", "plain": "Import without publishing"},
}  # fmt: skip
NEW = Article("new.one", "zh", "misc", "能带宠物进店吗？", ("带狗行吗", "猫能进吗"), "可以。")
GREEDY = replace(DELIVERY, variants=("发票咋开", "发票怎么开", "开发票", "我要开票"))


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("importing"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    import_articles(standing.store, [REFUND, INVOICE, DELIVERY], "test", "", True, time.time())
    add_question(standing.store, "发票咋开", "zh", "invoice.how", "editor", "li", time.time())
    return standing


class Desk:
    """One editor in one browser, in the room for files."""

    def __init__(self, house: House, browser: Browser, role: str, language: str, width: int = 1280) -> None:
        house.user("li", "李编辑", role)
        self.context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        self.context.set_default_timeout(SECONDS)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{house.url}/login?next=/knowledge&lang={language}")
        self.page.fill("#login", "li")
        self.page.fill("#password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile("//[^/]+/knowledge"))
        self.open(house)
        # What somebody else began in a test before this one.
        for left in self.page.get_by_role("button", name=WORDS[language]["other"]).all():
            left.click()

    def open(self, house: House) -> None:
        self.page.goto(f"{house.url}/knowledge#files")
        expect(self.page.locator("input[type=file]")).to_be_attached()

    def choose(self, name: str, data: bytes) -> None:
        self.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": data})

    def look(self, name: str) -> None:
        """Taken for the eye; nothing sticks out, and nobody is shut out."""
        page = self.page
        page.wait_for_timeout(250)
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True, animations="disabled")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        page.evaluate(AXE.read_text("utf-8"))
        found: Any = page.evaluate("axe.run({resultTypes: ['violations']})")
        wrong = [
            (one["id"], one["nodes"][0]["html"][:120])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert wrong == [], name

    def close(self) -> None:
        self.context.close()
        assert self.errors == []


@pytest.mark.parametrize(("language", "width"), [("zh", 360), ("en", 1280)])
def test_from_a_file_to_the_customers_over_the_gate(house: House, chromium: Browser, language: str, width: int) -> None:
    words = WORDS[language]
    version = versions(house.store, "refund.time")["versions"]["zh"]
    save_draft(
        house.store,
        "refund.time",
        "zh",
        version["live"],
        Editor("amy", "Amy", "editor"),
        "",
        version["etag"],
        time.time(),
    )
    desk = Desk(house, chromium, "manager", language, width)
    page = desk.page
    desk.choose("articles.csv", as_csv([GREEDY, NEW, replace(REFUND, answer="五天。")]))
    expect(page.locator(".result")).to_contain_text(words["would"])
    expect(page.locator(".open-drafts")).to_contain_text("Amy (amy)")
    expect(page.locator(".gate")).to_have_count(0)
    desk.look(f"{language}-looked")
    # From here on by keyboard only.
    page.locator(".decide input[type=checkbox]").focus()
    page.keyboard.press("Space")
    expect(page.locator(".gate.blocks details.failing")).to_contain_text("invoice.how", timeout=120_000)
    go = page.locator(".decide button.main")
    expect(go).to_be_disabled()
    desk.look(f"{language}-blocked")
    page.locator(".decide input[type=checkbox]").nth(1).focus()
    page.keyboard.press("Space")
    page.locator("#import-why").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#import-why-missing")).to_be_visible()
    page.keyboard.type("invoices move there")
    desk.look(f"{language}-override")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_contain_text(words["done"])
    desk.look(f"{language}-applied")
    assert {one.id: one.answer for one in export_articles(house.store)}["refund.time"] == "五天。"
    assert "invoices move there" in history(house.store, "new.one", "zh")[0]["why"]
    page.get_by_role("button", name=words["other"]).click()
    expect(page.locator(".result")).to_have_count(0)
    desk.close()


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_a_reload_in_the_middle_loses_nothing_and_does_nothing_twice(
    house: House, chromium: Browser, language: str, width: int
) -> None:
    words = WORDS[language]
    desk = Desk(house, chromium, "editor", language, width)
    page = desk.page
    desk.choose("many.xlsx", as_xlsx(many_articles(4000)))
    bar = page.locator(".import-progress progress")
    expect(bar).to_be_visible()
    expect(page.locator(".import-progress .muted")).to_contain_text(re.compile(r"\d"))
    desk.look(f"{language}-progress")
    page.reload()
    expect(page.locator(".result")).to_contain_text(words["would"], timeout=90_000)
    page.reload()
    go = page.get_by_role("button", name=words["plain"])
    expect(go).to_be_enabled()
    go.click()
    page.reload()
    expect(page.locator(".result")).to_contain_text(words["done"], timeout=90_000)
    desk.look(f"{language}-many")
    assert len(export_articles(house.store)) == 4003
    assert len(history(house.store, "made.00001", "zh")) == 1
    page.get_by_role("button", name=words["other"]).click()
    desk.choose("many.xlsx", as_xlsx(many_articles(4000)))
    expect(page.locator(".decide .help")).to_contain_text("3,920", timeout=90_000)
    desk.close()


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_drafts_of_a_former_import_are_published_by_the_same_file(
    house: House, chromium: Browser, language: str, width: int
) -> None:
    words = WORDS[language]
    desk = Desk(house, chromium, "editor", language, width)
    page = desk.page
    desk.choose("new.csv", as_csv([NEW]))
    page.get_by_role("button", name=words["plain"]).click()
    expect(page.locator(".result")).to_contain_text(words["done"])
    page.get_by_role("button", name=words["other"]).click()
    desk.choose("new.csv", as_csv([NEW]))
    expect(page.locator(".decide .help")).to_contain_text("1")
    expect(page.get_by_role("button", name=words["plain"])).to_be_disabled()
    desk.look(f"{language}-unpublished")
    page.locator(".decide input[type=checkbox]").check()
    page.get_by_role("button", name=words["publish"]).click(timeout=120_000)
    expect(page.locator(".result")).to_contain_text(words["done"])
    assert {one.id: one.status for one in export_articles(house.store)}[NEW.id] == "published"
    page.get_by_role("button", name=words["other"]).click()
    desk.choose("new.csv", as_csv([NEW]))
    expect(page.locator(".result .empty")).to_contain_text(words["nothing"])
    page.get_by_role("button", name=words["other"]).click()
    desk.close()


def test_a_late_answer_about_the_last_import_leaves_the_next_one_alone(house: House, chromium: Browser) -> None:
    desk = Desk(house, chromium, "editor", "zh")
    page = desk.page
    desk.choose("first.csv", as_csv([NEW]))
    expect(page.get_by_role("button", name=WORDS["zh"]["plain"])).to_be_enabled()
    held: list[Route] = []
    page.route(
        "**/import/*", lambda route: held.append(route) if route.request.method == "DELETE" else route.fallback()
    )
    with page.expect_request(lambda request: request.method == "DELETE"):
        page.locator(".decide button", has_text="取消").click()
    desk.choose("second.csv", as_csv([NEW, REFUND]))
    expect(page.locator(".drop")).to_contain_text("second.csv")
    expect(page.get_by_role("button", name=WORDS["zh"]["plain"])).to_be_enabled()
    (cancelled,) = held
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        cancelled.continue_()
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    expect(page.get_by_role("button", name=WORDS["zh"]["plain"])).to_be_enabled()
    desk.close()


def test_somebody_elses_change_and_a_stopped_import_are_told_in_words(house: House, chromium: Browser) -> None:
    desk = Desk(house, chromium, "editor", "zh")
    page = desk.page
    desk.choose("one.csv", as_csv([NEW]))
    go = page.get_by_role("button", name=WORDS["zh"]["plain"])
    expect(go).to_be_enabled()
    import_articles(house.store, [replace(NEW, answer="不行。")], "other", "", False, time.time())
    go.click()
    expect(page.locator(".trouble")).to_contain_text("期间有人改了")
    desk.look("zh-again")
    page.locator(".trouble button").click()
    expect(page.locator(".figures")).to_contain_text("修改")
    assert export_articles(house.store)[-1].answer != NEW.answer
    page.locator(".decide button", has_text="取消").click()
    desk.choose("many.xlsx", as_xlsx(many_articles(6000)))
    page.locator(".import-progress button").click()
    expect(page.get_by_text("已取消，什么都没有导入。")).to_be_visible()
    expect(page.locator(".import-progress")).to_have_count(0)
    desk.choose("broken.csv", b"id,language,topic,question,variants,answer\na,zh,t,,,x\n")
    expect(page.locator("table.wrong")).to_contain_text("broken.csv:2")
    desk.look("zh-wrong")
    desk.close()
