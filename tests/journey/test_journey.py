"""The whole product as its people see it: a customer's and an agent's browser beside each other.

Pictures of every step are in test-results/journey/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from playwright.sync_api import Locator, Route, expect

from tests import running
from tests.journey.conftest import People, Street
from tests.journey.other_site import shop_window
from tests.journey.windows import DESKTOP, PHONE, Chat, Customer

# The fixtures may have to train first; the machine may be busy.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240, func_only=True)]
TICKET = re.compile(r"T-\d{5}")
LONG = 120_000


def test_a_chinese_customer_gets_answers_then_a_person_then_the_bot_again(people: People) -> None:
    wang = people.agent("xiaowang", "1-zh-agent", size=(1440, 900))
    expect(wang.waiting).to_have_count(0)
    wang.picture("nobody-waits")
    customer = people.customer("1-zh-customer")
    page, chat = customer.page, customer.chat
    for one in (customer, wang):
        one.page.evaluate("window.neverReloaded = true")

    expect(page.locator(".welcome h2")).to_contain_text("您好")
    expect(page.locator(".starter")).to_have_count(6)
    expect(page.locator(".hours")).to_contain_text("人工客服现在在线")
    customer.picture("greeting")
    chat.asks("退款多久到账", "1 个工作日", "3–7 个工作日")
    customer.picture("answer")
    chat.chooses("没解决", "抱歉没帮上忙")
    customer.picture("not-solved")
    chat.asks("How long is the warranty?", "covered for 1 year", "6 years")
    customer.picture("english-answer")
    chat.chooses("Not solved", "call a person")
    customer.picture("twice-not-solved")

    chat.says("转人工")
    chat.is_told("queued", "第 1 位", "预计等待", "T-")
    banner = page.locator(".queue")
    expect(banner).to_contain_text("您是下一位")
    expect(banner).to_contain_text(re.compile(r"预计等待 \d+–\d+ 分钟"))
    ticket = TICKET.search(banner.inner_text())
    assert ticket
    customer.picture("queue")

    expect(wang.waiting).to_have_count(1)
    expect(wang.page).to_have_title(re.compile(r"^\(1\)"))
    wang.picture("somebody-waits")
    wang.opens("转人工")
    expect(wang.packet).to_contain_text("客户要求人工")
    expect(wang.packet).to_contain_text(ticket.group())
    expect(wang.packet.locator(".sentence")).to_contain_text("How long is the warranty?")
    expect(wang.packet.locator(".tried li")).to_have_count(2)
    expect(wang.packet.locator(".tried")).to_contain_text("没帮助")
    wang.reads("How long is the warranty?")
    wang.picture("packet")
    wang.claims()
    wang.picture("claimed")
    chat.is_told("joined", "小王")
    expect(page.locator(".header .name")).to_have_text("小王")
    expect(banner).to_have_count(0)

    wang.editor.press_sequentially("您好")
    expect(page.locator(".typing")).to_contain_text("小王正在输入")
    wang.says("您好，我是小王。请问订单号是多少？")
    expect(chat.from_("agent")).to_contain_text("请问订单号是多少？")
    page.locator("#composer").press_sequentially("QH")
    expect(wang.page.locator(".typing")).to_contain_text("客户正在输入")
    chat.says("QH2025110001，退到信用卡的")
    wang.reads("QH2025110001")
    wang.picture("talking")
    wang.says("查到了，昨天已经退出，最晚周五到账。")
    expect(chat.from_("agent").last).to_contain_text("最晚周五到账")
    customer.picture("talking")
    wang.resolves("解决", "已办理退款", "解决")
    chat.is_told("resolved", "小王", ticket.group())
    expect(chat.person).to_have_attribute("data-owner", "bot")
    expect(wang.page.locator(".side .past")).to_contain_text("已办理退款")
    wang.picture("resolved")

    chat.asks("怎么开发票", "发票")
    customer.picture("bot-again")
    for one in (customer, wang):
        assert one.page.evaluate("window.neverReloaded"), "everything came without a reload"
    before = chat.history()
    page.reload()
    expect(chat.rows).to_have_count(len(before))
    assert chat.history() == before
    customer.picture("after-reload")


def test_a_smoking_power_bank_gets_advice_first_and_a_person_before_all_others(people: People) -> None:
    amy = people.agent("amy", "2-en-agent", "en", size=(1440, 900), dark=True)
    earlier = running.Customer(people.url)
    earlier.says("转人工")
    expect(amy.waiting).to_have_count(1)
    customer = people.customer("2-en-customer", "en", size=PHONE, dark=True)
    page, chat = customer.page, customer.chat
    expect(page.locator(".starter")).to_have_count(6)
    customer.picture("greeting")
    chat.says("My power bank is smoking and it is getting really hot!")
    advice = page.locator(".safety")
    expect(advice).to_contain_text(re.compile("fire|water|away", re.IGNORECASE))
    chat.is_told("queued", "number 1", "T-")
    expect(page.locator(".queue")).to_contain_text("You are next")
    # First what to do, then who comes.
    assert page.evaluate(
        "document.querySelector('.safety').compareDocumentPosition(document.querySelector('[data-event=queued]'))"
        " === Node.DOCUMENT_POSITION_FOLLOWING"
    )
    # On a phone the advice is longer than the window: it is read from its beginning.
    expect(page.locator(".safety-title")).to_be_in_viewport()
    customer.picture("advice-and-queue")

    expect(amy.waiting).to_have_count(2)
    expect(amy.waiting.first).to_contain_text("Critical")
    expect(amy.waiting.first).to_contain_text("smoking")
    amy.opens("smoking")
    expect(amy.packet).to_contain_text("Danger to people or property")
    expect(amy.packet.locator(".reasons")).to_contain_text("smoking")
    amy.picture("critical-on-top")
    amy.claims()
    chat.is_told("joined", "Amy")
    amy.says("Please leave it where it is and step outside. Is anybody hurt?")
    expect(chat.from_("agent")).to_contain_text("Is anybody hurt?")
    chat.says("No, we are all outside now.")
    amy.reads("all outside now")
    amy.says("Good. I have told our safety team; they will call you.")
    expect(chat.from_("agent").last).to_contain_text("safety team")
    amy.picture("talking")
    amy.deeds.get_by_role("button", name="Return to assistant").click()
    chat.is_told("released", "Amy", "stays open")
    expect(chat.person).to_have_attribute("data-owner", "bot")
    expect(amy.section("bot").locator(".row").first).to_be_visible()
    amy.picture("returned")
    customer.picture("assistant-is-back")
    chat.asks("How long is the warranty?", "covered for 1 year")


REPAIRS = {
    "zh": (
        ("我要报修", "预约师傅", "哪种产品"),
        ("洗衣机", "描述一下故障", ""),
        ("不排水，一直嗡嗡响", "地址", ""),
        ("保修多久？", "整机保修 1 年", "地址"),
        ("上海市浦东新区世纪大道100号3栋502", "联系电话", ""),
        ("13912345678", "什么时候", ""),
        ("明天下午", "13912345678", ""),
        ("电话改成13811112222", "13811112222", ""),
    ),
    "en": (
        ("I want to book a repair", "book a technician", "Which appliance"),
        ("My fridge is not cooling", "address", ""),
        ("How long does a refund take?", "working day", "address"),
        ("12 Rose Street, flat 4, Shanghai", "phone number", ""),
        ("13912345678", "When would you like", ""),
        ("tomorrow afternoon", "13912345678", ""),
        ("Actually, my phone number is 13811112222", "13811112222", ""),
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_repair_is_arranged_in_the_chat(people: People, language: str) -> None:
    look = {"size": PHONE} if language == "zh" else {"size": DESKTOP, "dark": True}
    customer = people.customer(f"3-{language}-repair", language, **look)
    chat = customer.chat
    for said, answer, then in REPAIRS[language]:
        chat.asks(said, answer, then=then)
        if then:
            customer.picture("question-in-between" if "?" in said or "？" in said else "begins")
    summary = chat.from_("bot").last
    for fact in (
        "13811112222",
        "不排水" if language == "zh" else "not cooling",
        "502" if language == "zh" else "12 Rose Street",
    ):
        expect(summary).to_contain_text(fact)
    customer.picture("summary")
    done = chat.chooses("确认提交" if language == "zh" else "Send it", "T-")
    number = TICKET.search(done.inner_text())
    assert number
    customer.picture("ticket")
    chat.asks("我的工单处理得怎么样了" if language == "zh" else "What is the status of my ticket?", number.group())


def test_two_agents_want_the_same_conversation(people: People) -> None:
    wang = people.agent("xiaowang", "4-first", size=PHONE)
    ben = people.agent("ben", "4-second", "en", dark=True)
    customer = running.Customer(people.url)
    customer.says("我要找人工客服")
    for agent in (wang, ben):
        expect(agent.waiting).to_have_count(1)
    wang.picture("queue")
    held: list[Route] = []
    for agent in (wang, ben):
        agent.opens("找人工")
        agent.page.route("**/claim", lambda route: held.append(route))
    wang.picture("conversation")
    # Both have pressed the button before either has an answer.
    for agent in (wang, ben):
        with agent.page.expect_request("**/claim"):
            agent.claim.click()
        expect(agent.claim).to_be_disabled()
    assert len(held) == 2
    for route in held:
        route.continue_()
    joined = customer.sees("已接入")["text"]
    winner, loser, name = (wang, ben, "小王") if "小王" in joined else (ben, wang, "Ben")
    expect(winner.editor).to_be_visible()
    told = f"{name} already has this conversation" if loser is ben else f"{name} 已经接待了这个会话"
    expect(loser.page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    expect(loser.page.locator(".thread-head")).to_contain_text(name)
    expect(loser.editor).to_have_count(0)
    loser.picture("told-who")
    winner.picture("has-it")


def restart(street: Street, *names: str) -> None:
    for name in names:
        assert street.supervisor.kill(name), f"{name} was not running"
    street.supervisor.wait_ready(*names, seconds=120)


def answered_once(chat: Chat, words: str, count: int) -> None:
    expect(chat.from_("bot")).to_have_count(count, timeout=LONG)
    expect(chat.from_("bot").nth(count - 1)).to_contain_text(words)


def test_what_was_said_while_processes_die_is_answered_afterwards_and_once(people: People, street: Street) -> None:
    kill = street.supervisor.kill
    wang = people.agent("xiaowang", "5-agent")
    customer = people.customer("5-customer", size=PHONE)
    page, chat = customer.page, customer.chat

    chat.says("退款多久到账")
    expect(chat.mine).to_have_count(1)
    kill("engine")
    chat.says("怎么开发票")
    expect(chat.mine).to_have_count(2)
    customer.picture("engine-is-down")
    street.supervisor.wait_ready("engine", seconds=180)
    expect(chat.from_("bot").first).to_contain_text("工作日", timeout=LONG)
    answered_once(chat, "发票", 2)

    kill("actions")
    chat.says("保修多久？")
    expect(chat.mine).to_have_count(3)
    answered_once(chat, "整机保修 1 年", 3)

    kill("web")
    chat.says("积分有什么用")
    expect(
        page.locator('.row[data-status="pending"], .row[data-status="failed"], .row[data-author="customer"] >> nth=3')
    ).to_be_visible()
    customer.picture("web-is-down")
    street.supervisor.wait_ready("web", seconds=120)
    expect(chat.mine).to_have_count(4)
    answered_once(chat, "积分", 4)

    kill("worker")
    chat.says("转人工")
    chat.is_told("queued", "T-")
    street.supervisor.wait_ready("worker", seconds=120)
    expect(wang.waiting).to_have_count(1)
    wang.opens("转人工")
    wang.claims()
    kill("web")
    wang.says("您好，我是小王")
    street.supervisor.wait_ready("web", seconds=120)
    expect(chat.from_("agent")).to_have_count(1, timeout=LONG)
    expect(wang.page.locator(".message.failed, .message.pending")).to_have_count(0)

    page.reload()
    expect(chat.from_("agent")).to_have_count(1)
    assert chat.mine.count() == 5 and chat.from_("bot").count() == 4
    expect(page.locator('[data-event="queued"]')).to_have_count(1)
    expect(page.locator('[data-event="joined"]')).to_have_count(1)
    expect(wang.page.locator(".side .ticket")).to_have_count(1)
    customer.picture("nothing-lost")
    wang.picture("nothing-lost")


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_the_chat_in_somebody_elses_page(people: People, street: Street, tmp_path: Path, look: str) -> None:
    window = people.visitor(f"6-widget-{look}", size=DESKTOP if look == "desktop" else PHONE)
    page = window.page
    with shop_window(tmp_path / "site", street.neighbour_port, street.shop.url) as site:
        page.goto(site)
        expect(page.locator("h1")).to_have_text("山野户外")
        page.wait_for_function("() => window.supportbot")
        window.picture("page")
        with window.frame_from(street.shop.url) as frame:
            # The button stands in a closed shadow root: pressed where a person presses.
            page.mouse.click(window.size[0] - 48, window.size[1] - 48)
        chat = Chat(frame.value)
        expect(chat.place.locator(".starter").first).to_be_visible()
        window.picture("open")
        chat.asks("退款多久到账", "1 个工作日")
        window.picture("answer")
        before = chat.history()
        with window.frame_from(street.shop.url) as frame:
            # Who has used the chat gets it loaded at once, to be told of answers.
            page.reload()
        chat = Chat(frame.value)
        page.evaluate("supportbot.open()")
        expect(chat.rows).to_have_count(len(before))
        assert chat.history() == before
        window.picture("after-reload")


@pytest.fixture
def out_of_hours(street: Street) -> Iterator[None]:
    """The desk opens at nine tomorrow; afterwards it is open at all hours again."""
    file = street.shop.settings.data / "settings.yml"
    usual = file.read_text("utf-8")
    here = datetime.now(ZoneInfo(street.shop.settings.time_zone))
    changed = yaml.safe_load(usual) | {
        "opening_hours": {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
        "closed_dates": [(here - timedelta(days=ago)).date().isoformat() for ago in (1, 0)],
    }
    try:
        file.write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
        restart(street, "web", "actions")
        yield
    finally:
        file.write_text(usual, "utf-8")
        restart(street, "web", "actions")


def test_out_of_hours_the_customer_leaves_a_request(people: People, out_of_hours: None) -> None:
    people.agent("xiaowang", "7-agent")
    customer = people.customer("7-zh-customer", size=PHONE)
    chat = customer.chat
    expect(customer.page.locator(".hours")).to_contain_text("09:00 上班")
    customer.picture("greeting")
    chat.asks("转人工", "不在人工服务时间", "09:00", "留言")
    customer.picture("told-when")
    chat.chooses("留言给客服", "留言")
    chat.asks("想请师傅上门检查热水器的安装", "联系")
    customer.picture("asks-for-contact")
    last = chat.asks("13912345678", "13912345678")
    customer.picture("before-sending")
    if not TICKET.search(last.inner_text()):
        last = chat.chooses("确认提交", "T-")
    assert TICKET.search(last.inner_text())
    customer.picture("ticket")

    visitor = people.customer("7-en-customer", "en", dark=True)
    visitor.chat.person.click()
    expect(visitor.page.locator(".away")).to_contain_text("09:00")
    visitor.picture("told-when")
    leave_request(visitor)
    filed = visitor.page.locator(".filed")
    expect(filed).to_contain_text(TICKET)
    visitor.picture("ticket")


def test_out_of_hours_the_customer_waits_all_the_same(people: People, out_of_hours: None) -> None:
    customer = people.customer("8-zh-customer", size=PHONE)
    chat, banner = customer.chat, customer.page.locator(".queue")
    chat.asks("转人工", "不在人工服务时间", "09:00", "排队等待")
    customer.picture("offered")
    chat.presses("仍然排队等待")
    told = chat.is_told("queued", "第 1 位", "没有客服在线", "明天 09:00 上班", "最先上线的客服")
    ticket = TICKET.search(told.inner_text())
    assert ticket
    for words in ("您是下一位", "没有客服在线", "最先上线的客服", "明天 09:00", ticket.group()):
        expect(banner).to_contain_text(words)
    customer.picture("waits")
    chat.presses("取消排队")
    chat.is_told("left_queue", "智能助手继续为您服务")
    expect(banner).to_have_count(0)
    chat.asks("保修多久？", "整机保修 1 年")
    customer.picture("left-the-queue")

    visitor = people.customer("8-en-customer", "en", dark=True)
    chat, banner = visitor.chat, visitor.page.locator(".queue")
    chat.person.click()
    expect(visitor.page.locator(".away")).to_contain_text("09:00")
    visitor.picture("offered")
    chat.presses("Wait anyway")
    chat.is_told("queued", "number 1", "Nobody from our team is online", "09:00 tomorrow", "T-")
    for words in ("You are next", "Nobody is online now", "first of us to come online", "tomorrow at 09:00", "T-"):
        expect(banner).to_contain_text(words)
    visitor.picture("waits")
    chat.says("It is about QH2025110001")

    # Somebody comes before the shop opens: no minutes are promised, but the conversation can be taken.
    amy = people.agent("amy", "8-agent", "en")
    expect(banner).to_contain_text("sooner if somebody is free")
    visitor.picture("somebody-is-there")
    amy.opens("QH2025110001")
    amy.picture("packet")
    amy.claims()
    chat.is_told("joined", "Amy")
    expect(banner).to_have_count(0)
    visitor.picture("joined")


def leave_request(visitor: Customer) -> None:
    form = visitor.page.locator(".request")
    visitor.page.locator(".away .main-button").click()
    form.locator("#request-contact").fill("anna@example")
    form.locator("#request-text").fill("Please check the installation of my water heater.")
    send: Locator = form.locator(".main-button")
    send.click()
    expect(form.get_by_role("alert")).to_be_visible()
    visitor.picture("contact-is-wrong")
    form.locator("#request-contact").fill("anna@example.com")
    send.click()
