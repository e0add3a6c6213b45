"""Ten thousand conversations: few rows in the page, all of them reachable, the place told to screen readers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.desk import fill
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import Desk

pytestmark = pytest.mark.browser
# What a window of 800 pixels shows, with some above and below.
MOST_ROWS = 40


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("many"))
    fill(made.store, 10_000, 2, [made.user("wang", "王敏"), made.user("li", "李雷")], 200)
    yield made
    stop_house(made, process)


def place(row: Locator) -> tuple[str | None, str | None]:
    item = row.locator("xpath=..")
    return item.get_attribute("aria-posinset"), item.get_attribute("aria-setsize")


def focused(page: Page) -> Locator:
    return page.locator(".row:focus")


@pytest.mark.parametrize("width", [1280, 360])
def test_ten_thousand_are_a_few_rows(house: House, chromium: Browser, width: int) -> None:
    desk = Desk(house, chromium, "wang", viewport={"width": width, "height": 800})
    page = desk.page
    rows = page.locator(".sections .row")
    views = page.locator(".views button")
    expect(views).to_have_text(
        ["全部 10000", "我的 100", "待接待 100", "同事的 4900", "助手 4900", "已搁置 0", "提到我 0"]
    )
    assert rows.count() <= 2 * MOST_ROWS
    views.nth(1).click()
    expect(page.locator(".sections section")).to_have_count(1)
    assert 5 < rows.count() <= MOST_ROWS
    first = rows.first.get_attribute("href")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(focused(page)).not_to_have_attribute("href", str(first))
    assert place(focused(page)) == ("2", "100")
    page.keyboard.press("End")
    expect(page.locator("[aria-posinset='100'] .row")).to_be_focused()
    expect(focused(page)).to_be_in_viewport()
    assert rows.count() <= MOST_ROWS
    page.keyboard.press("Home")
    expect(page.locator("[aria-posinset='1'] .row")).to_be_focused()
    expect(focused(page)).to_have_attribute("href", str(first))
    # A focused row stays reachable for the keyboard when the wheel takes it out of view.
    page.locator(".sections").evaluate("(pane) => { pane.scrollTop = 6000 }")
    expect(page.locator("[aria-posinset='70'] .row")).to_be_in_viewport()
    expect(page.locator("[aria-posinset='1'] .row")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-posinset='2'] .row")).to_be_focused()
    expect(focused(page)).to_be_in_viewport()
    # The keys that open conversations follow the same order, over the edge of what is in the page.
    if width > 760:
        page.keyboard.press("Alt+J")
        expect(page.locator("[aria-posinset='1'] .row")).to_have_attribute("aria-current", "true")
        page.keyboard.press("Alt+J")
        expect(page.locator("[aria-posinset='2'] .row")).to_have_attribute("aria-current", "true")
    desk.close()


def test_a_long_list_is_fetched_as_far_as_it_is_read(house: House, chromium: Browser) -> None:
    desk = Desk(house, chromium, "wang", viewport={"width": 1280, "height": 800})
    page = desk.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "view=bot" in request.url else None)
    page.locator(".views button").nth(4).click()
    rows = page.locator(".sections .row")
    expect(page.locator(".rows li").first).to_have_attribute("aria-setsize", "4900")
    assert asked == [], "the first page is there without a question"
    for more in (100, 150, 200):
        page.locator(".sections").evaluate("(pane) => { pane.scrollTop = pane.scrollHeight }")
        expect(page.locator("#list-bot")).to_have_css("height", f"{more * 88}px")
        assert rows.count() <= MOST_ROWS
    assert len(asked) >= 3
    hrefs = set()
    for at in range(0, 200 * 88, 600):
        page.locator(".sections").evaluate("(pane, at) => { pane.scrollTop = at }", at)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        hrefs.update(rows.evaluate_all("all => all.map((one) => one.hash)"))
    assert {f"#c{200 + 2 * n:06}" for n in range(200)} <= hrefs, "none is left out between the pages"
    # Filtered and in another order the server finds them: nobody has to fetch all.
    page.locator(".views button").nth(3).click()
    page.locator(".narrow button").first.click()
    page.locator("#filters select").first.select_option("critical")
    expect(page.locator(".sections .empty")).to_contain_text("没有符合筛选的会话")
    page.locator("#filters select").first.select_option("normal")
    expect(page.locator(".rows li").first).to_have_attribute("aria-setsize", "4900")
    desk.close()
