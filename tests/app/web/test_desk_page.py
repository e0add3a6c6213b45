"""The desk in real browsers: two agents and live customers, unsent replies, keys, both languages, accessibility."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.core.words import Nature, Urgency
from bot.settings import PROJECT
from bot.store import people
from bot.usecases.answer import Utterance
from tests.app.web.desk_house import PASSWORD, House, an_answer, start_house, stop_house, understood

pytestmark = pytest.mark.browser
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("desk"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


class Desk:
    """One agent in one browser."""

    def __init__(self, house: House, browser: Browser, login: str, language: str = "zh", **options: Any) -> None:
        self.house = house
        self.context: BrowserContext = browser.new_context(locale="zh-CN", **options)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{house.url}/desk?lang={language}")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("button[type=submit]")
        expect(self.page.locator(".me h1")).not_to_be_empty()

    def row(self, conversation_id: str) -> Any:
        return self.page.locator(f'.row[href="#{conversation_id}"]')

    def section(self, name: str) -> Any:
        return self.page.locator(f'section[aria-labelledby="section-{name}"]')

    def open(self, conversation_id: str) -> None:
        self.row(conversation_id).click()
        expect(self.page.locator(".packet")).to_be_visible()

    def write(self, text: str) -> None:
        self.page.locator(".composer textarea").fill(text)
        self.page.keyboard.press("Enter")

    def bubbles(self, text: str) -> Any:
        return self.page.locator(".message .text", has_text=text)

    def close(self) -> None:
        self.context.close()
        assert self.errors == []


class Customer:
    """A customer over the public API."""

    def __init__(self, house: House) -> None:
        self.url = house.url
        answer = requests.post(f"{house.url}/api/conversations", json={"language": "zh"}, timeout=20)
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        self.count = 0

    def says(self, text: str) -> None:
        self.count += 1
        path = f"{self.url}/api/conversation/messages/c{self.count}"
        assert self.http.put(path, json={"text": text}, timeout=20).status_code == 201

    def calls(self) -> None:
        assert self.http.post(f"{self.url}/api/conversation/person", timeout=20).status_code == 200

    def types(self) -> None:
        self.http.post(f"{self.url}/api/conversation/typing", timeout=20)

    def read(self) -> list[str]:
        found = self.http.get(f"{self.url}/api/conversation/messages?after=0", timeout=20).json()["messages"]
        return [one["text"] for one in found]


def test_two_agents_live(house: House, browser: Browser) -> None:
    for login, name in (("wang", "王敏"), ("li", "李雷")):
        house.user(login, name)
    wang, li = Desk(house, browser, "wang"), Desk(house, browser, "li", "en")
    expect(wang.page.locator(".nothing")).to_contain_text("选择一个会话")
    conversation = house.waiting("插座在冒火花", Urgency.CRITICAL, nature=Nature.FAULT)
    for desk, word in ((wang, "危急"), (li, "Critical")):
        expect(desk.row(conversation)).to_contain_text(word)
        expect(desk.page).to_have_title(
            f"(1) {'客服工作台 · 青禾电器' if desk is wang else 'Service desk · Greenleaf Home'}"
        )
        desk.open(conversation)
    before = li.page.evaluate("performance.now()")
    wang.page.keyboard.press("Alt+C")
    expect(wang.section("mine").locator(".row")).to_have_count(1)
    expect(li.section("others").locator(".row")).to_contain_text("王敏")
    assert li.page.evaluate("performance.now()") - before < 5000
    expect(li.page.locator(".who")).to_contain_text("With 王敏")
    expect(li.page.locator(".deeds .main")).to_have_count(0)
    wang.write("请先关掉总闸，不要碰插座。")
    expect(li.bubbles("请先关掉总闸")).to_be_visible()
    house.says(conversation, "已经关了")
    for desk in (wang, li):
        expect(desk.bubbles("已经关了")).to_be_visible()
    li.page.keyboard.press("Alt+P")
    li.write("安全组已知")
    expect(wang.page.locator(".message.note")).to_contain_text("安全组已知")
    wang.page.keyboard.press("Alt+E")
    wang.page.get_by_role("dialog").get_by_role("button", name="解决").click()
    expect(wang.page.get_by_role("alert").filter(has_text="请选一个原因")).to_be_visible()
    wang.page.get_by_role("button", name="已指导客户处理").click()
    wang.page.get_by_role("dialog").get_by_role("button", name="解决", exact=True).click()
    expect(wang.section("bot").locator(".row")).to_have_count(1)
    expect(li.page.locator(".side .past")).to_contain_text("已指导客户处理")
    for desk in (wang, li):
        desk.close()


def test_who_comes_second_is_told_who_was_first(house: House, browser: Browser) -> None:
    house.user("wang", "王敏")
    li = house.agent("li", "李雷")
    conversation = house.waiting()
    wang = Desk(house, browser, "wang")
    wang.open(conversation)
    # The button is pressed before the news of the claim is here.
    wang.page.route("**/claim", lambda route: (li.claim(conversation), route.continue_()))
    wang.page.get_by_role("button", name="接待", exact=True).first.click()
    expect(wang.page.get_by_role("alert").filter(has_text="李雷 已经接待了这个会话")).to_be_visible()
    expect(wang.page.locator(".who")).to_contain_text("由 李雷 接待")
    wang.close()


def test_a_customer_calls_and_both_sides_see_the_other_write(house: House, browser: Browser) -> None:
    house.user("wang", "王敏")
    wang = Desk(house, browser, "wang")
    anna = Customer(house)
    anna.says("我要人工")
    row = wang.section("bot").locator(".row")
    expect(row).to_have_count(1)
    row.click()
    wang.page.keyboard.press("Alt+C")
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    anna.types()
    expect(wang.page.locator(".typing")).to_contain_text("客户正在输入")
    wang.page.keyboard.type("您好")
    state = anna.http.get(f"{anna.url}/api/conversation", timeout=20).json()
    assert state["agent"] == "王敏"
    wang.page.keyboard.press("Enter")
    expect(wang.page.locator(".message.agent:not(.pending) .text")).to_have_text("您好")
    assert "您好" in anna.read()
    wang.close()


def test_offline_a_reply_waits_and_is_sent_once(house: House, browser: Browser) -> None:
    house.user("wang", "王敏")
    conversation = house.waiting()
    wang = Desk(house, browser, "wang")
    wang.open(conversation)
    wang.page.keyboard.press("Alt+C")
    expect(wang.page.locator(".composer textarea")).to_be_focused()
    # The answer of the first try is lost on the way; the message was stored.
    lost = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    wang.page.route("**/messages/*", lambda route: lose(route) if route.request.method == "PUT" else route.continue_())
    wang.write("第一条")
    expect(wang.bubbles("第一条")).to_have_count(1)
    wang.context.set_offline(True)
    expect(wang.page.locator(".broken")).to_be_visible()
    wang.write("第二条")
    expect(wang.page.locator(".message.failed", has_text="第二条")).to_be_visible()
    wang.page.locator(".composer textarea").fill("还没写完")
    wang.context.set_offline(False)
    expect(wang.page.locator(".broken")).to_have_count(0, timeout=15000)
    expect(wang.page.locator(".message.failed, .message.pending")).to_have_count(0, timeout=15000)
    said = [one["text"] for one in house_messages(house, conversation) if one["author"].startswith("agent")]
    assert lost == [201] and said == ["第一条", "第二条"]
    wang.page.reload()
    expect(wang.page.locator(".composer textarea")).to_have_value("还没写完")
    expect(wang.row(conversation)).to_contain_text("草稿")
    wang.close()


def house_messages(house: House, conversation_id: str) -> list[dict[str, Any]]:
    from bot.usecases.reading import messages_for_desk

    return messages_for_desk(house.store, conversation_id, 0)


def test_a_correction_by_select_moves_the_queue(house: House, browser: Browser) -> None:
    house.user("wang", "王敏")
    first, second = house.waiting("第一"), house.waiting("第二")
    wang = Desk(house, browser, "wang")
    wang.open(second)
    wang.page.get_by_label("紧急程度").select_option("critical")
    expect(wang.section("queue").locator(".row").first).to_have_attribute("href", f"#{second}")
    expect(wang.page.locator(".event").last).to_contain_text("王敏 更正了紧急程度 普通 → 危急")
    expect(wang.section("queue").locator(".row").last).to_have_attribute("href", f"#{first}")
    wang.close()


def test_keys_dialogs_and_focus(house: House, browser: Browser) -> None:
    house.user("wang", "王敏")
    first, second = house.waiting("第一"), house.waiting("第二")
    wang = Desk(house, browser, "wang")
    page = wang.page
    expect(wang.section("queue").locator(".row")).to_have_count(2)
    page.keyboard.press("Alt+J")
    expect(wang.row(first)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Alt+J")
    expect(wang.row(second)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Alt+K")
    expect(wang.row(first)).to_have_attribute("aria-current", "true")
    expect(page.locator(".packet")).to_be_visible()
    page.keyboard.press("Alt+C")
    expect(page.locator(".composer textarea")).to_be_focused()
    # A Chinese input method uses Enter itself.
    page.locator(".composer textarea").fill("ni hao")
    page.locator(".composer textarea").dispatch_event("keydown", {"key": "Enter", "code": "Enter", "isComposing": True})
    expect(page.locator(".composer textarea")).to_have_value("ni hao")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".composer textarea")).to_have_value("ni hao\n")
    button = page.locator(".deeds .main")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("textarea")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("键盘快捷键")
    page.get_by_label("启用快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+J")
    page.wait_for_timeout(200)
    expect(wang.row(first)).to_have_attribute("aria-current", "true")
    wang.close()


def test_what_a_customer_writes_stays_text(house: House, browser: Browser) -> None:
    house.user("wang", "王敏")
    nasty = (
        "<img src=x onerror=\"document.title='owned'\"><b>hi</b> javascript:alert(1) https://greenleaf.example/a?b=1"
    )
    conversation = house.customer()
    house.says(conversation, nasty)
    house.bot_answers(Utterance("<script>document.title='owned'</script> [x](javascript:alert(1)) **fett**"))
    house.calls_a_person(conversation)
    wang = Desk(house, browser, "wang")
    wang.open(conversation)
    expect(wang.page.locator(".message.customer .text")).to_have_text(nasty)
    links = wang.page.locator(".message a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("rel", "noopener nofollow")
    expect(wang.page.locator(".message.bot strong")).to_have_text("fett")
    assert "owned" not in wang.page.title()
    wang.close()


@pytest.mark.parametrize(
    "language, scheme, width", [("zh", "light", 1440), ("en", "dark", 1440), ("zh", "dark", 360), ("en", "light", 360)]
)
def test_accessible_and_nothing_sticks_out(
    house: House, browser: Browser, language: str, scheme: str, width: int
) -> None:
    house.user("wang", "王敏")
    conversation = house.customer(language)
    house.says(conversation, "这台电饭煲保修多久 " + "很长" * 300)
    house.bot_answers(
        an_answer("warranty", "**1 年**"), analysis=understood("low", "consult", "simple", reasons=["保修"])
    )
    house.says(conversation, "W" * 400)
    triage = understood("high", "complaint", "complex", reasons=["第三次"])["triage"]
    house.bot_answers(Utterance("请稍等", data={"safety": True}), analysis={"triage": triage})
    house.calls_a_person(
        conversation, Urgency.HIGH, Nature.COMPLAINT, triage=triage, facts={"order_number": "QH" + "2" * 60}
    )
    wang = Desk(house, browser, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = wang.page
    axe = AXE.read_text("utf-8")

    def check(where: str) -> None:
        page.wait_for_timeout(250)
        page.evaluate(axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        serious = [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in found["violations"] if one["impact"] in ("serious", "critical")
        ]  # fmt: skip
        assert serious == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
        inside = "[...document.querySelectorAll('.row, .bubble, .packet, .composer')].every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
        assert page.evaluate(inside), where

    check("list")
    wang.open(conversation)
    page.locator(".fold").click() if page.locator(".packet .body").count() == 0 else None
    check("thread")
    page.locator(".packet .fold").click()
    page.keyboard.press("Alt+C")
    expect(page.locator(".composer textarea")).to_be_focused()
    word = page.locator(".understood .word").last
    word.focus()
    expect(page.locator(".understood .tip").last).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".understood .tip").last).to_be_hidden()
    page.keyboard.press("Alt+E")
    expect(page.get_by_role("dialog")).to_be_visible()
    check("dialog")
    wang.close()


def test_both_languages_have_the_same_texts() -> None:
    folder = PROJECT / "bot" / "web" / "static" / "texts"
    zh, en = (json.loads((folder / f"desk.{code}.json").read_text("utf-8")) for code in ("zh", "en"))

    def places(text: str) -> set[str]:
        import re

        return set(re.findall(r"\{\w+\}", text))

    for part in ("login", "desk"):
        assert zh[part].keys() == en[part].keys()
        assert {key: places(text) for key, text in zh[part].items()} == {
            key: places(text) for key, text in en[part].items()
        }
        assert all(text for text in [*zh[part].values(), *en[part].values()])


def test_the_desk_uses_only_known_texts() -> None:
    import re

    folder = PROJECT / "bot" / "web" / "static"
    known = json.loads((folder / "texts" / "desk.zh.json").read_text("utf-8"))["desk"].keys()
    used = {
        key for path in (folder / "desk").glob("*.js")
        for call in re.findall(r"\bt\(([^`()]*)", path.read_text("utf-8")) for key in re.findall(r'"(\w+)"', call.split("{")[0])
    }  # fmt: skip
    assert used and used - known - {"bot", "queue", "unknown", "error", "date", "why", "stopped"} == set()


def test_a_session_that_ends_leads_back_to_the_sign_in(house: House, browser: Browser) -> None:
    number = house.user("wang", "王敏")
    wang = Desk(house, browser, "wang")
    with house.store.begin() as tx:
        people.close_sessions_of(tx, number)
    wang.page.wait_for_url("**/login?next=%2Fdesk**", timeout=20000)
    wang.close()


def test_screens_for_the_eye(house: House, browser: Browser, tmp_path: Path) -> None:
    """Kept beside the test results when SUPPORTBOT_SCREENSHOTS names a folder."""
    import os

    folder = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    house.user("wang", "王敏")
    house.waiting("退款三个星期了还没到账，第四次问了", Urgency.HIGH, nature=Nature.COMPLAINT)
    for language in ("zh", "en"):
        wang = Desk(house, browser, "wang", language, viewport={"width": 1440, "height": 900})
        expect(wang.section("queue").locator(".row")).to_have_count(1)
        wang.page.keyboard.press("Alt+J")
        expect(wang.page.locator(".packet")).to_be_visible()
        wang.page.screenshot(path=folder / f"desk-{language}.png")
        wang.close()
    assert (folder / "desk-zh.png").stat().st_size > 20_000


@pytest.mark.parametrize(("language", "says"), [("zh", "文章这样提示"), ("en", "the article says so")])
def test_agents_read_that_an_article_gave_the_nature(house: House, browser: Browser, language: str, says: str) -> None:
    house.user("wang", "王敏")
    conversation = house.customer(language)
    house.says(conversation, "洗衣机不排水")
    analysis = understood("low", "fault", "simple", reasons=["不排水"])
    analysis["triage"]["nature"]["reasons"] = ["the article says so"]
    house.bot_answers(an_answer("drain", "清洗过滤器"), analysis=analysis)
    wang = Desk(house, browser, "wang", language)
    wang.open(conversation)
    wang.page.locator(".understood .word").last.focus()
    tip = wang.page.locator(".understood .tip").last
    expect(tip).to_contain_text(says)
    expect(tip).to_contain_text("不排水")
    wang.close()
