"""What the page says of the desk: a holiday, a break, a day with hours of its own, all busy; in both languages and zones.

The web process and the browser get the same clock, set to the moment in question.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from bot.store import handoffs, people
from bot.usecases import desk
from tests.app.web.customer.browser import Customer
from tests.app.web.customer.house import House

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Holidays are known for the years around this one.
YEAR = date.today().year
OFFICE = (
    'opening_hours: {mon: &d [["09:00", "12:00"], ["13:30", "18:00"]], tue: *d, wed: *d, thu: *d, fri: *d}\n'
    f'holidays_country: CN\nspecial_days: {{{YEAR}-11-11: [["08:00", "24:00"]], {YEAR}-11-12: [["09:00", "12:00"], ["13:30", "18:00"]]}}\n'
    "conversations_per_agent: 1\n"
)
HOLIDAY = datetime(YEAR, 10, 2, 10, 0, tzinfo=SHANGHAI)
SALE = datetime(YEAR, 11, 11, 20, 0, tzinfo=SHANGHAI)
LUNCH = datetime(YEAR, 11, 12, 12, 20, tzinfo=SHANGHAI)


class Moment:
    """A shop at one moment, and its customers' browsers at the same."""

    def __init__(self, folder: Path, browser: Browser, moment: datetime) -> None:
        self.browser, self.moment = browser, moment
        self.house = House(folder, OFFICE)
        self.house.start(moment.timestamp() - time.time())
        self.opened: list[Customer] = []

    def visit(self, language: str = "zh", **more: Any) -> Customer:
        more = {"timezone_id": "Asia/Shanghai", **more}
        self.opened.append(Customer(self.browser, self.house.url, language, moment=self.moment, **more))
        return self.opened[-1]

    def agent(self, presence: str = "online") -> desk.Agent:
        agent = self.house.agent(online=False)
        with self.house.store.begin() as tx:
            people.update(tx, agent.id, presence=presence, seen_at=self.moment.timestamp() + 3600)
        return agent

    def close(self) -> None:
        for one in self.opened:
            one.close()
        self.house.close()


@pytest.fixture
def at(tmp_path: Path, chromium: Browser) -> Iterator[Callable[[datetime], Moment]]:
    made: list[Moment] = []

    def begin(moment: datetime) -> Moment:
        made.append(Moment(tmp_path / "shop", chromium, moment))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def next_opening(moment: Moment) -> datetime:
    found = moment.house.rules.hours.next_opening(moment.moment)
    assert found is not None
    return found


LOOKS = [("zh", {}), ("zh", {"width": 360, "height": 640, "dark": True}), ("en", {"width": 360, "height": 640})]


def test_a_holiday_is_named_with_the_next_opening_everywhere(at: Callable[[datetime], Moment]) -> None:
    shop = at(HOLIDAY)
    opens = next_opening(shop)
    for language, look in LOOKS:
        chinese = language == "zh"
        name = f"{language}-{'phone' if look else 'desktop'}{'-dark' if look.get('dark') else ''}"
        day = f"{opens.month}月{opens.day}日" if chinese else f"{opens.day} October"
        visitor = shop.visit(language, **look)
        page = visitor.page
        expect(page.locator(".hours")).to_contain_text("国庆节假期" if chinese else "off for National Day")
        expect(page.locator(".hours")).to_contain_text(day)
        expect(page.locator(".hours")).to_contain_text("09:00")
        expect(page.locator(".hours")).not_to_contain_text("GMT")
        visitor.picture(f"holiday-{name}")
        page.click("#person")
        away = page.locator(".away")
        expect(away).to_contain_text("国庆节假期" if chinese else "off for National Day")
        expect(away).to_contain_text(day)
        visitor.picture(f"holiday-away-{name}")
        page.get_by_role("button", name="仍然排队等待" if chinese else "Wait anyway").click()
        expect(page.locator(".queue-when")).to_contain_text("国庆节假期后" if chinese else "after National Day")
        expect(page.locator('[data-event="queued"]')).to_contain_text(
            "国庆节放假" if chinese else "off for National Day"
        )
        visitor.picture(f"holiday-queue-{name}")
        assert visitor.errors() == []


def test_a_reader_elsewhere_is_told_whose_clock_it_is(at: Callable[[datetime], Moment]) -> None:
    shop = at(HOLIDAY)
    page = shop.visit("en", timezone_id="Europe/Berlin").page
    expect(page.locator(".hours")).to_contain_text("09:00 GMT+8")
    expect(page.locator(".hours")).to_contain_text(f"{next_opening(shop).day} October")


def test_a_day_with_hours_of_its_own_shows_them(at: Callable[[datetime], Moment]) -> None:
    shop = at(SALE)
    shop.agent()
    for language, words in (("zh", "今天 08:00–24:00"), ("en", "today 08:00–24:00")):
        visitor = shop.visit(language, width=360, height=640)
        expect(visitor.page.locator(".hours")).to_contain_text(words)
        visitor.picture(f"special-{language}")


def test_a_page_that_stood_open_tells_what_is_true_now(at: Callable[[datetime], Moment]) -> None:
    shop = at(SALE)
    page = shop.visit("zh").page
    expect(page.locator(".hours")).to_contain_text("人工客服：今天 08:00–24:00")
    shop.agent()
    page.clock.set_system_time(shop.moment + timedelta(minutes=2))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".hours")).to_contain_text("人工客服现在在线 · 今天 08:00–24:00")


@pytest.mark.parametrize(("language", "words"), [("zh", "短暂休息"), ("en", "on a short break")])
def test_in_a_break_we_are_back_soon(at: Callable[[datetime], Moment], language: str, words: str) -> None:
    shop = at(LUNCH)
    visitor = shop.visit(language, width=360, height=640, dark=language == "en")
    expect(visitor.page.locator(".hours")).to_contain_text(words)
    expect(visitor.page.locator(".hours")).to_contain_text("13:30")
    visitor.page.click("#person")
    expect(visitor.page.locator(".away")).to_contain_text(words)
    expect(visitor.page.locator(".away")).to_contain_text("13:30")
    visitor.picture(f"break-{language}")


@pytest.mark.parametrize(
    ("language", "presence", "says", "time_says"),
    [
        ("zh", "online", "都在忙", "分钟"),
        ("en", "busy", "All of us are busy", "No minutes can be promised"),
        ("zh", "busy", "都在忙", "说不准"),
        ("en", "online", "All of us are busy", "minutes"),
    ],
)
def test_all_busy_is_said_with_the_place_and_an_honest_wait(
    at: Callable[[datetime], Moment], language: str, presence: str, says: str, time_says: str
) -> None:
    shop = at(SALE)
    agent = shop.agent()
    first = shop.visit(language)
    first.page.click("#person")
    expect(first.page.locator(".queue")).to_be_visible()
    with shop.house.store.read() as tx:
        waiting = str(handoffs.queue(tx)[0].conversation_id)
    desk.claim(shop.house.store, shop.house.bell, shop.house.rules, waiting, agent, shop.moment.timestamp())
    with shop.house.store.begin() as tx:
        people.update(tx, agent.id, presence=presence)
    visitor = shop.visit(language, width=360, height=640, dark=presence == "busy")
    busy = "都在忙" if language == "zh" else "busy right now"
    expect(visitor.page.locator(".hours")).to_contain_text(busy)
    visitor.picture(f"busy-welcome-{language}-{presence}")
    visitor.page.click("#person")
    expect(visitor.page.locator(".queue-when")).to_contain_text(says)
    expect(visitor.page.locator(".queue-time")).to_contain_text(time_says)
    visitor.picture(f"busy-queue-{language}-{presence}")
    assert visitor.errors() == []
