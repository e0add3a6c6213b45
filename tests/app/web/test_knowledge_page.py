"""The editors' page in a real browser: an article's channels and the hint at its nature."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.settings import PROJECT
from bot.usecases.knowledge import import_articles
from tests.app.usecases.test_gate import DELIVERY, REFUND
from tests.app.web.desk_house import PASSWORD, House, start_house, stop_house

pytestmark = pytest.mark.browser
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
WORDS = {
    "zh": {
        "nature": "性质提示", "complaint": "投诉", "channels": "渠道", "api": "接口（REST）",
        "web": "网页和网站挂件", "save": "保存草稿", "filter": "能在此渠道回答", "try": "在哪个渠道试",
    },
    "en": {
        "nature": "Nature hint", "complaint": "Complaint", "channels": "Channels", "api": "API (REST)",
        "web": "Web page and widget", "save": "Save draft", "filter": "May be told in", "try": "Channel to try in",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("page"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    import_articles(standing.store, [REFUND, replace(DELIVERY, channels=("web",))], "test", "", True, time.time())
    standing.user("li", "李编辑", "editor")
    return standing


def signed_in(page: Page, house: House, language: str) -> list[str]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{house.url}/login?next=/knowledge&lang={language}")
    page.fill("input[name=login]", "li")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav.finder .row")).to_have_count(2)
    return errors


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 360)])
def test_an_editor_sets_nature_and_channels(house: House, chromium: Browser, language: str, width: int) -> None:
    words = WORDS[language]
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors = signed_in(page, house, language)
    row = page.locator(".row", has_text=DELIVERY.question)
    expect(row.locator(".mark.limited")).to_have_text(words["web"])
    page.locator(".row", has_text=REFUND.question).click()
    page.get_by_label(words["nature"]).select_option(label=words["complaint"])
    boxes = page.get_by_role("group", name=words["channels"])
    expect(boxes.get_by_role("checkbox", checked=True)).to_have_count(0)
    boxes.get_by_label(words["api"]).check()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run('.fields', {resultTypes: ['violations']})")
    assert [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=words["save"]).click()

    def saved() -> tuple[str | None, list[str]]:
        version = house.sign_in("li").http.get(f"{house.url}/api/knowledge/articles/refund.time", timeout=20).json()
        draft = version["versions"]["zh"]["draft"] or {}
        return draft.get("nature"), draft.get("channels", [])

    for _ in range(50):
        if saved() == ("complaint", ["rest"]):
            break
        time.sleep(0.1)
    assert saved() == ("complaint", ["rest"])
    page.reload()
    expect(boxes.get_by_label(words["api"])).to_be_checked()
    expect(page.get_by_label(words["nature"])).to_have_value("complaint")
    context.close()
    assert errors == []


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 360)])
def test_rows_stand_one_below_another_and_are_opened_by_mouse(
    house: House, chromium: Browser, language: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors = signed_in(page, house, language)
    rows = page.locator("nav.finder .row")
    upper, lower = rows.first.bounding_box(), rows.last.bounding_box()
    assert upper and lower and upper["y"] + upper["height"] <= lower["y"] + 1
    # What is typed right after the key is whole.
    page.keyboard.press("/")
    page.keyboard.type("送货")
    expect(page.locator("#search")).to_have_value("送货")
    page.locator("#search").fill("")
    expect(rows).to_have_count(2)
    address = rows.last.get_attribute("href")
    rows.last.click()
    expect(page).to_have_url(f"{house.url}/knowledge{address}")
    assert errors == []
    context.close()


def test_the_list_can_be_narrowed_to_a_channel(house: House, chromium: Browser) -> None:
    words = WORDS["zh"]
    context = chromium.new_context()
    page = context.new_page()
    errors = signed_in(page, house, "zh")
    page.get_by_label(words["filter"]).select_option(label=words["api"])
    expect(page.locator("nav.finder .row")).to_have_count(1)
    expect(page.locator("nav.finder .row")).to_contain_text(REFUND.question)
    page.get_by_label(words["filter"]).select_option("")
    expect(page.locator("nav.finder .row")).to_have_count(2)
    context.close()
    assert errors == []


@pytest.mark.timeout(180)
def test_a_question_can_be_tried_in_a_channel(house: House, chromium: Browser) -> None:
    words = WORDS["zh"]
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors = signed_in(page, house, "zh")
    page.fill("#try", "什么时候发货")
    page.keyboard.press("Enter")
    expect(page.locator(".seen")).to_contain_text(DELIVERY.answer, timeout=90_000)
    page.get_by_label(words["try"]).select_option(label=words["api"])
    expect(page.locator(".seen")).to_have_count(0, timeout=30_000)
    expect(page.locator(".ranking")).not_to_contain_text(DELIVERY.question)
    context.close()
    assert errors == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_try_it_box_shows_its_button(house: House, chromium: Browser, language: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    errors = signed_in(page, house, language)
    page.keyboard.press("Alt+t")
    page.fill("#try", "什么时候发货")
    for part in ("#try", ".try-line select", ".try-line button"):
        box = page.locator(part).bounding_box()
        assert box is not None and box["x"] + box["width"] <= width, part
    context.close()
    assert errors == []


def test_words_that_stand_nowhere_are_looked_for_by_meaning(house: House, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors = signed_in(page, house, "zh")
    page.fill("#search", "货到哪儿啦")
    page.locator(".rows .empty button").click()
    expect(page.locator("#try")).to_have_value("货到哪儿啦")
    expect(page.locator(".ranking")).to_contain_text(DELIVERY.question, timeout=90_000)
    context.close()
    assert errors == []


def test_changed_days_and_natures_are_read_as_words(house: House, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Shanghai")
    page = context.new_page()
    errors = signed_in(page, house, "zh")
    page.locator(".row", has_text=REFUND.question).click()
    page.get_by_label("性质提示").select_option(label="投诉")
    page.get_by_label("截止日期").fill("2037-12-31")
    page.get_by_role("group", name="渠道").get_by_label("接口（REST）").check()
    page.get_by_role("button", name="发布", exact=True).click()
    for words in ("投诉", "2037年12月31日", "接口（REST）"):
        expect(page.get_by_role("dialog").locator(".diff")).to_contain_text(words)
    expect(page.get_by_role("dialog").locator(".gate")).to_be_visible(timeout=90_000)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="历史").click()
    for words in ("投诉", "2037年12月31日", "接口（REST）"):
        expect(page.get_by_role("dialog").locator(".revision-shown .diff")).to_contain_text(words)
    expect(page.get_by_role("dialog")).not_to_contain_text("complaint")
    context.close()
    assert errors == []
