"""The review step on the knowledge page: what each role sees and may press, in both languages."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.settings import PROJECT
from bot.usecases.knowledge import import_articles
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND
from tests.app.web.desk_house import PASSWORD, House, start_house, stop_house

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300, func_only=True)]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
WORDS = {
    "zh": {
        "submit": "提交审阅", "return": "退回", "publish": "发布", "save": "保存草稿", "review": "待审阅",
        "answer": "回答", "discard": "放弃", "archive": "归档", "history": "历史",
    },
    "en": {
        "submit": "Submit for review", "return": "Send back", "publish": "Publish", "save": "Save draft",
        "review": "In review", "answer": "Answer", "discard": "Discard", "archive": "Archive", "history": "History",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("review-page"), SUPPORTBOT_REVIEW_ARTICLES="yes")
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    import_articles(standing.store, [REFUND, INVOICE, DELIVERY], "test", "", True, time.time())
    for login, name, role in (("li", "李编辑", "editor"), ("rui", "芮审阅", "reviewer"), ("wang", "王敏", "agent")):
        standing.user(login, name, role)
    return standing


class Desk:
    """Somebody with the delivery article open."""

    def __init__(self, house: House, browser: Browser, login: str, language: str, **options: Any) -> None:
        self.words = WORDS[language]
        self.context = browser.new_context(locale="zh-CN", **options)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{house.url}/login?lang={language}&next=/knowledge")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r"//[^/]+/knowledge"))
        self.page.goto(f"{house.url}/knowledge#a/delivery.when/zh")
        expect(self.answer).to_be_visible()

    @property
    def answer(self) -> Locator:
        return self.page.get_by_label(self.words["answer"], exact=True)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        return self.page.locator(".actions").get_by_role("button", name=self.words[name], exact=True)

    def again(self) -> None:
        self.page.reload()
        expect(self.answer).to_be_visible()

    def sees(self, *names: str) -> None:
        shown = {
            name for name in ("submit", "return", "publish", "save", "discard", "archive") if self.button(name).count()
        }
        assert shown == set(names)

    def close(self) -> None:
        self.context.close()
        assert self.errors == []


def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
def test_written_submitted_sent_back_and_published(
    house: House, chromium: Browser, tmp_path: Path, language: str
) -> None:
    folder = pictures(tmp_path)
    li = Desk(house, chromium, "li", language)
    li.sees("submit", "save")
    li.answer.fill("当天发货。")
    li.sees("submit", "save", "discard")
    li.button("submit").click()
    expect(li.dialog.locator(".gate")).to_be_visible(timeout=90_000)
    li.dialog.locator("#note").fill("仓库改了时间")
    li.page.screenshot(path=folder / f"submit-{language}.png")
    li.dialog.locator("footer button.main").click()
    expect(li.page.locator(".said")).to_contain_text("仓库改了时间")
    li.sees("discard")

    rui = Desk(house, chromium, "rui", language)
    rui.page.locator(".statuses").get_by_role("button", name=li.words["review"]).click()
    expect(rui.page.locator(".list .row")).to_have_count(1)
    rui.sees("return", "publish", "discard", "archive")
    rui.page.screenshot(path=folder / f"reviewer-{language}.png")
    rui.button("return").click()
    rui.dialog.locator("footer button.main").click()
    expect(rui.dialog.locator("#note-missing")).to_be_visible()
    rui.page.keyboard.type("从哪天起？")
    rui.page.screenshot(path=folder / f"return-{language}.png")
    rui.dialog.locator("footer button.main").click()
    expect(rui.page.locator(".said.returned")).to_contain_text("从哪天起？")
    rui.sees("submit", "save", "discard", "archive")

    li.again()
    expect(li.page.locator(".said.returned")).to_contain_text("从哪天起？")
    li.page.screenshot(path=folder / f"returned-{language}.png")
    li.answer.fill("12 月起当天发货。")
    li.page.keyboard.press("Control+s")
    expect(li.button("save")).to_be_disabled()
    expect(li.page.locator(".said.returned")).to_be_visible()
    li.button("submit").click()
    li.dialog.locator("footer button.main").click()
    expect(li.page.locator(".said:not(.returned)")).to_be_visible()
    # Editing takes it out of review, and the page says so before it happens.
    li.answer.fill("12 月 1 日起当天发货。")
    expect(li.page.locator(".said")).to_contain_text("重新提交" if language == "zh" else "submit it again")
    li.page.keyboard.press("Control+s")
    expect(li.page.locator(".said:not(.returned)")).to_have_count(0)
    li.button("submit").click()
    li.dialog.locator("footer button.main").click()
    expect(li.button("submit")).to_have_count(0)

    rui.again()
    rui.button("publish").click()
    expect(rui.dialog.locator(".gate")).to_be_visible(timeout=90_000)
    rui.dialog.locator("#why").fill("看过了")
    rui.dialog.locator("footer button.main").click()
    expect(rui.dialog).to_have_count(0, timeout=90_000)
    rui.button("history").click()
    expect(rui.dialog.locator(".revision")).to_have_count(9)
    rui.page.screenshot(path=folder / f"history-{language}.png")
    rui.close()
    li.again()
    expect(li.answer).to_have_value("12 月 1 日起当天发货。")
    li.close()


def test_a_reviewer_cannot_publish_own_words_and_is_told(house: House, chromium: Browser) -> None:
    rui = Desk(house, chromium, "rui", "zh")
    rui.answer.fill("当天发货。")
    rui.sees("submit", "save", "discard", "archive")
    rui.button("submit").click()
    rui.dialog.locator("footer button.main").click()
    expect(rui.page.locator(".said")).to_contain_text("需要另一位审阅人")
    rui.sees("return", "discard", "archive")
    rui.close()


def test_an_agent_takes_back_their_own_proposal_only(house: House, chromium: Browser) -> None:
    wang = Desk(house, chromium, "wang", "zh")
    wang.answer.fill("当天发货。")
    wang.page.locator(".actions").get_by_role("button", name="提交建议").click()
    take_back = wang.page.locator(".actions").get_by_role("button", name="撤回")
    take_back.click()
    wang.dialog.get_by_role("button", name="撤回").click()
    expect(wang.answer).not_to_have_value("当天发货。")
    expect(take_back).to_have_count(0)
    # A wording for words that are not saved yet: allowed, and the page says who decides.
    wang.answer.fill("马上发货。")
    wang.page.locator("#try").fill("咋还没发货呀")
    wang.page.locator("#try").press("Enter")
    wang.page.locator(".ranking li", has_text="什么时候发货").get_by_role("button").click(timeout=90_000)
    expect(wang.page.locator(".toast")).to_contain_text("编辑决定")

    li = Desk(house, chromium, "li", "zh")
    li.answer.fill("两天发货。")
    li.button("save").click()
    expect(li.button("save")).to_be_disabled()
    li.close()
    wang.again()
    expect(wang.page.locator(".notice", has_text="李编辑")).to_be_visible()
    expect(wang.page.locator(".actions").get_by_role("button", name="提交建议")).to_be_disabled()
    expect(take_back).to_have_count(0)
    wang.close()


@pytest.mark.parametrize(("language", "what"), [("zh", "单元格是空的。"), ("en", "the cell is empty.")])
def test_import_errors_in_the_pages_language(
    house: House, chromium: Browser, tmp_path: Path, language: str, what: str
) -> None:
    table = tmp_path / "articles.csv"
    table.write_text("id,topic,question,variants,answer\nx,t,,v,a\n", "utf-8")
    # The browser speaks Chinese in both cases: the page's language counts.
    li = Desk(house, chromium, "li", language)
    li.page.goto(f"{house.url}/knowledge#files")
    li.page.locator("input[type=file]").set_input_files(table)
    expect(li.page.locator("table.wrong td").first).to_have_text(what)
    li.page.screenshot(path=pictures(tmp_path) / f"import-{language}.png")
    li.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_in_review_on_every_screen(house: House, chromium: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    folder = pictures(tmp_path)
    li = Desk(house, chromium, "li", "zh")
    li.answer.fill("当天发货。")
    li.button("submit").click()
    li.dialog.locator("#note").fill("仓库从 12 月起改了发货时间，请核对第二句。")
    li.dialog.locator("footer button.main").click()
    expect(li.page.locator(".said")).to_be_visible()
    li.close()
    size = {"width": width, "height": 844}
    rui = Desk(house, chromium, "rui", "en" if width == 390 else "zh", viewport=size, color_scheme=scheme)
    expect(rui.button("publish")).to_be_visible()
    rui.page.screenshot(path=folder / f"review-{width}-{scheme}.png")
    assert rui.page.evaluate("document.documentElement.scrollWidth") <= width, "nothing scrolls sideways"
    if AXE.exists():
        rui.page.evaluate(AXE.read_text("utf-8"))
        found = rui.page.evaluate("axe.run('.side-of').then(found => found.violations.map(one => one.id))")
        assert found == []
    if width == 390:
        rui.page.locator(".pane-switch button").first.click()
        rui.page.screenshot(path=folder / f"review-list-{width}-{scheme}.png")
    rui.close()
