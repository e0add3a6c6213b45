"""The desk's left pane in a real browser: what is unread, views, search, snoozing, long lists."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.core.words import Nature, Urgency
from bot.store.schema import handoff
from bot.usecases.snoozing import wake_snoozed
from tests.app.web.desk_house import OURS, PASSWORD, House, start_house, stop_house
from tests.app.web.test_desk_page import AXE, Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("lists"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.mark.parametrize(("language", "width", "words"), [("zh", 1280, "条未读"), ("en", 360, "unread")])
def test_unread_messages_are_counted_until_they_are_seen(
    house: House, chromium: Browser, language: str, width: int, words: str
) -> None:
    wang = house.agent("wang", "王敏")
    mine, waits = house.waiting("第一句"), house.waiting("另一位")
    wang.claim(mine)
    house.says(mine, "第二句")
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800})
    badge = desk.row(mine).locator(".unread")
    expect(badge).to_contain_text(f"2 {words}")
    expect(desk.page).to_have_title(
        f"(2) {'客服工作台 · 青禾电器' if language == 'zh' else 'Service desk · Greenleaf Home'}"
    )
    # Nobody looks at a window behind others.
    desk.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {get: () => window.behind ? 'hidden' : 'visible'}); window.behind = true"
    )
    desk.open(mine)
    expect(desk.bubbles("第二句")).to_be_visible()
    house.says(mine, "第三句")
    expect(desk.bubbles("第三句")).to_be_visible()
    assert wang.get(f"/conversations/{mine}").json()["seen"] == 0
    desk.page.evaluate("window.behind = false; window.dispatchEvent(new Event('focus'))")
    expect(badge).to_have_count(0)
    house.says(mine, "第四句")
    expect(desk.bubbles("第四句")).to_be_visible()
    expect(badge).to_have_count(0)
    # The other one stays unread, and the server remembers both.
    expect(desk.page).to_have_title(
        f"(1) {'客服工作台 · 青禾电器' if language == 'zh' else 'Service desk · Greenleaf Home'}"
    )
    desk.page.goto(f"{house.url}/desk")
    expect(desk.row(waits).locator(".unread")).to_contain_text(f"1 {words}")
    expect(desk.row(mine)).to_be_visible()
    expect(desk.row(mine).locator(".unread")).to_have_count(0)
    desk.close()


def test_views_filters_and_order_are_kept(house: House, chromium: Browser) -> None:
    wang = house.agent("wang", "王敏")
    house.agent("li", "李雷")
    low, critical = house.waiting("不急", Urgency.LOW), house.waiting("冒烟了", Urgency.CRITICAL, nature=Nature.FAULT)
    english = house.waiting("hello", Urgency.HIGH, "en")
    mine = house.waiting("我的")
    wang.claim(mine)
    house.says(house.customer(), "保修多久")
    # Whatever the hour of the test: two are due soon, one much later.
    with house.store.begin() as tx:
        for one, seconds in ((critical, 250), (english, 200), (low, 4000)):
            tx.execute(sa.update(handoff).where(handoff.c.conversation_id == one).values(due_at=time.time() + seconds))
    desk = Desk(house, chromium, "wang", viewport={"width": 1280, "height": 900})
    page = desk.page
    views = page.get_by_role("group", name="列表视图")
    expect(views.get_by_role("button")).to_have_text(
        ["全部 5", "我的 1", "待接待 3", "同事的 0", "助手 1", "已搁置 0", "提到我 0"]
    )
    order = page.locator("#list-queue .row")
    assert hrefs(order) == [critical, english, low]
    page.get_by_label("排序").select_option("newest")
    assert hrefs(order) == [english, critical, low]
    views.get_by_role("button", name="待接待").click()
    expect(page.locator(".sections section")).to_have_count(1)
    page.get_by_role("button", name="筛选", exact=True).click()
    page.locator("#filters").get_by_label("语言").select_option("en")
    expect(order).to_have_count(1)
    page.locator("#filters").get_by_label("语言").select_option("")
    expect(order).to_have_count(3)
    page.get_by_label("已超时或 5 分钟内到期").check()
    expect(order).to_have_count(2)
    page.locator("#filters").get_by_label("语言").select_option("en")
    expect(order).to_have_count(1)
    page.get_by_label("给这个视图起个名字").fill("英文急件")
    page.get_by_role("button", name="保存视图").click()
    saved = views.get_by_role("button", name="英文急件 1", exact=True)
    expect(saved).to_have_attribute("aria-pressed", "true")
    page.reload()
    # The panel is shut, yet what is left out is told.
    expect(page.locator(".active")).to_contain_text("英文、已超时或 5 分钟内到期")
    expect(order).to_have_count(1)
    expect(page.get_by_label("排序")).to_have_value("newest")
    page.locator(".active").get_by_role("button", name="清除筛选").click()
    expect(order).to_have_count(3)
    expect(saved).to_have_attribute("aria-pressed", "false")
    saved.click()
    expect(order).to_have_count(1)
    views.get_by_role("button", name="删除视图").click()
    expect(saved).to_have_count(0)
    assert wang.get("/views").json() == {"views": []}
    # A colleague at the same browser has a choice of their own.
    page.locator(".menu summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login**")
    page.fill("#login", "li")
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    expect(views.get_by_role("button", name="全部")).to_have_attribute("aria-pressed", "true")
    desk.close()


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_search_by_keyboard_opens_the_line_that_matched(
    house: House, chromium: Browser, tmp_path: Path, language: str, width: int
) -> None:
    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    house.agent("wang", "王敏")
    other = house.waiting("别的事情")
    conversation = house.customer()
    house.says(conversation, "洗衣机 <b>漏水</b> 了, it LEAKS")
    for n in range(40):
        house.says(conversation, f"第 {n} 句，" + "很长" * 30)
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800})
    page = desk.page
    desk.row(other).click()
    expect(page.locator(".log")).to_be_visible()
    page.locator(".log").focus()
    page.keyboard.press("/")
    field = page.locator("#desk-search")
    expect(field).to_be_focused()
    page.keyboard.type("l")
    expect(page.locator(".hits")).to_contain_text("至少两个字符" if language == "zh" else "at least two characters")
    page.keyboard.type("eak")
    expect(page.locator(".hit mark")).to_have_text("LEAK")
    expect(page.locator(".hit .line")).to_contain_text("<b>漏水</b>")
    field.fill("漏")
    expect(page.locator(".hit mark")).to_have_text("漏")
    settled_and_fine(page, "search")
    page.screenshot(path=folder / f"lists-search-{language}-{width}.png")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    line = page.locator('.message[data-seq="1"]')
    expect(line).to_be_in_viewport()
    expect(page.locator(".message").last).not_to_be_in_viewport()
    page.locator(".log").focus()
    page.keyboard.press("Control+k")
    expect(page.locator(".palette input")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("漏")
    expect(page.locator(".hit")).to_have_count(1)
    # The answer to what was typed before comes late and must not replace the later one.
    held: list[Route] = []
    page.route("**/api/desk/search", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request("**/api/desk/search"):
        field.fill("漏水")
    field.fill("别的")
    expect(page.locator(".hit mark")).to_have_text("别的")
    with page.expect_response("**/api/desk/search"):
        held[0].continue_()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".hit mark")).to_have_text("别的")
    field.fill("没有这样的话")
    expect(page.locator(".hits")).to_contain_text("没有找到" if language == "zh" else "Nothing found")
    page.unroute("**/api/desk/search")
    page.route("**/api/desk/search", lambda route: route.abort())
    field.fill("坏了")
    expect(page.locator(".hits [role=alert]")).to_be_visible()
    page.unroute("**/api/desk/search")
    page.locator(".hits [role=alert] button").click()
    expect(page.locator(".hits [role=alert]")).to_have_count(0)
    field.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".view-bar")).to_be_visible()
    # In the composer a slash is a slash.
    desk.open(other)
    page.keyboard.press("Alt+P")
    expect(page.locator(".composer textarea")).to_be_focused()
    page.locator(".composer textarea").press_sequentially("a/b")
    expect(page.locator(".composer textarea")).to_have_value("a/b")
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_snooze_undo_and_back_by_keyboard(
    house: House, chromium: Browser, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    zh = language == "zh"
    wang = house.agent("wang", "王敏")
    first, second = house.waiting("第一位"), house.waiting("第二位")
    wang.claim(first)
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page
    desk.open(first)
    page.keyboard.press("Alt+M")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("small").nth(1)).not_to_be_empty()
    settled_and_fine(page, "snooze")
    page.screenshot(path=folder / f"lists-snooze-{language}-{width}.png")
    expect(dialog.locator("button[data-first]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#list-mine .row")).to_have_count(0)
    expect(page.locator(".nothing")).to_be_attached()
    expect(page.locator(".toast")).to_contain_text("已搁置到" if zh else "Snoozed until")
    page.get_by_role("button", name="撤销" if zh else "Undo").click()
    expect(page.locator(".packet")).to_be_visible()
    assert wang.get("/conversations").json()["counts"]["mine"] == 1
    # Own date and time, first one that has passed.
    page.keyboard.press("Alt+M")
    page.locator("#snooze-own").fill("2020-01-01T09:00")
    page.locator("#snooze-own").press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.locator("#snooze-own").fill(time.strftime("%Y-%m-%dT%H:%M", time.localtime(time.time() + 2 * 86400)))
    page.locator("#snooze-own").press("Enter")
    expect(dialog).to_have_count(0)
    page.locator(".views button", has_text="已搁置" if zh else "Snoozed").click()
    row = page.locator("#list-snoozed .row")
    expect(row).to_have_count(1)
    expect(row.locator(".back")).to_contain_text("搁置到" if zh else "until")
    row.click()
    expect(page.locator(".snooze-banner")).to_be_visible()
    settled_and_fine(page, "snoozed")
    page.screenshot(path=folder / f"lists-snoozed-{language}-{width}.png")
    page.goto(f"{house.url}/desk#{second}")
    page.reload()
    expect(page.locator(".packet")).to_be_visible()
    page.keyboard.press("Alt+M")
    dialog.get_by_role("button", name="直到客户再发消息" if zh else "Until the customer writes").click()
    expect(dialog).to_have_count(0)
    page.locator(".views button").first.click()
    expect(desk.row(second)).to_have_count(0)
    house.says(second, "我又来了")
    expect(desk.row(second).locator(".back")).to_have_text("客户发来消息" if zh else "Customer wrote")
    page.screenshot(path=folder / f"lists-woke-{language}-{width}.png")
    desk.open(second)
    expect(desk.row(second).locator(".back")).to_have_count(0)
    # Its moment has come: the worker's deed, done here.
    assert wake_snoozed(house.store, house.bell, time.time() + 3 * 86400) == 1
    expect(desk.row(first).locator(".back")).to_have_text("搁置到时" if zh else "Snooze is over")
    desk.close()


def test_drafts_survive_all_but_another_person(house: House, chromium: Browser) -> None:
    wang = house.agent("wang", "王敏")
    house.agent("li", "李雷")
    first, second = house.waiting("第一位"), house.waiting("第二位")
    wang.claim(first)
    desk = Desk(house, chromium, "wang")
    page = desk.page
    box = page.locator(".composer textarea")
    desk.open(first)
    box.fill("回复写到一半")
    desk.row(second).click()
    expect(page.locator(".who h2")).to_be_visible()
    page.keyboard.press("Alt+P")
    box.fill("备注写到一半")
    for one in (first, second):
        expect(desk.row(one).locator(".draft")).to_have_text("草稿")
    desk.row(first).click()
    expect(box).to_have_value("回复写到一半")
    page.reload()
    expect(box).to_have_value("回复写到一半")
    # A draft that is only a note is shown as the note it is.
    desk.row(second).click()
    expect(box).to_have_value("备注写到一半")
    expect(page.locator(".composer.note")).to_be_visible()

    def sign_in_as(login: str) -> None:
        page.locator(".menu summary").click()
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url("**/login**")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        expect(page.locator(".me h1")).to_have_text({"li": "李雷", "wang": "王敏"}[login])

    sign_in_as("li")
    desk.open(second)
    expect(page.locator(".draft")).to_have_count(0)
    page.keyboard.press("Alt+P")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    sign_in_as("wang")
    expect(page.locator(".row .draft")).to_have_count(2)
    desk.open(first)
    expect(box).to_have_value("回复写到一半")
    box.press("Enter")
    expect(desk.row(first).locator(".draft")).to_have_count(0)
    page.reload()
    expect(desk.row(second).locator(".draft")).to_have_count(1)
    expect(box).to_have_value("")
    desk.close()


def test_an_unsent_reply_is_never_sent_as_somebody_else(house: House, chromium: Browser) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    mine = house.waiting("第一位")
    wang.claim(mine)
    desk = Desk(house, chromium, "wang")
    page = desk.page
    desk.open(mine)
    page.route("**/messages/*", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    desk.write("王敏的话")
    expect(page.locator(".message.failed")).to_be_visible()
    wang.post(f"/conversations/{mine}/release")
    assert li.claim(mine).status_code == 200
    page.unroute("**/messages/*")
    # The desk goes to the sign-in page by itself, too; only one of us may.
    page.goto("about:blank")
    assert page.context.request.post(f"{house.url}/logout", headers=OURS).ok
    page.goto(f"{house.url}/login")
    page.fill("#login", "li")
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator(".me h1")).to_have_text("李雷")
    desk.open(mine)
    desk.write("李雷的话")
    expect(page.locator(".message.agent:not(.pending) .text")).to_have_text(["李雷的话"])
    said = [(one["author"], one["text"]) for one in li.messages(mine) if one["kind"] == "text"]
    assert said == [("customer", "第一位"), (f"agent:{li.user['id']}", "李雷的话")]
    desk.close()


def hrefs(rows: Locator) -> list[str]:
    """The conversations as they stand from top to bottom."""
    script = "all => all.map(one => [one.getBoundingClientRect().top, one.hash.slice(1)]).sort((a, b) => a[0] - b[0]).map(one => one[1])"
    found: list[str] = rows.evaluate_all(script)
    return found


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("zh", "light", 1280), ("en", "dark", 1280), ("zh", "dark", 360), ("en", "light", 360)],
)
def test_the_pane_is_accessible_and_nothing_sticks_out(
    house: House, chromium: Browser, tmp_path: Path, language: str, scheme: str, width: int
) -> None:
    """With SUPPORTBOT_SCREENSHOTS the pictures are kept there, for the eye."""
    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    wang, li = house.agent("wang", "王敏"), house.agent("li", "一位名字特别特别长的同事 Alexandra")
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page

    def look(name: str) -> None:
        settled_and_fine(page, name)
        page.screenshot(path=folder / f"lists-{name}-{language}-{scheme}-{width}.png")

    expect(page.locator(".sections .empty")).to_have_count(4)
    look("empty")
    mine = house.waiting("退款三个星期了还没到账，" * 20, Urgency.HIGH, nature=Nature.COMPLAINT)
    wang.claim(mine)
    li.claim(house.waiting("W" * 400, Urgency.LOW, "en"))
    for text, urgency in (
        ("插座在冒火花", Urgency.CRITICAL),
        ("洗衣机不排水", Urgency.NORMAL),
        ("想问保修", Urgency.LOW),
    ):
        house.waiting(text, urgency)
    for n in range(15):
        house.says(house.customer(language), f"保修多久？第 {n} 位")
    for name in ("急的", "A very long name for a view 123456789012"):
        wang.post(
            "/views",
            {
                "name": name,
                "choice": {"view": "queue", "urgency": "critical"}
                if name == "急的"
                else {"view": "bot", "language": "en"},
            },
        )
    page.reload()
    expect(page.locator("#list-queue .row")).to_have_count(3)
    look("all")
    page.locator(".narrow [aria-controls=filters]").click()
    page.locator("#filters select").first.select_option("critical")
    expect(page.locator("#list-queue .row")).to_have_count(1)
    look("filters")
    page.locator(".narrow [aria-controls=filters]").click()
    expect(page.locator(".active")).to_be_visible()
    look("narrowed")
    desk.close()


def settled_and_fine(page: Page, where: str) -> None:
    """Axe finds nothing serious, and nothing is wider than the window."""
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => {})))")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found["violations"] if one["impact"] in ("serious", "critical")
    ]  # fmt: skip
    assert serious == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    inside = "[...document.querySelectorAll('.row, .view-bar *, dialog *')].every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
    assert page.evaluate(inside), where
