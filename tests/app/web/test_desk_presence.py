"""Online, busy, away: chosen at the desk, seen by colleagues, and believed by what customers are told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import AXE, Customer, Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("presence"))
    yield made
    stop_house(made, process)


@pytest.fixture
def desk(house: House, chromium: Browser) -> Iterator[type[Desk]]:
    house.empty()
    for login, name in (("wang", "王敏"), ("li", "李雷")):
        house.user(login, name)
    yield Desk


def state_of(customer: Customer) -> dict[str, bool]:
    found = customer.http.get(f"{customer.url}/api/conversation", timeout=20).json()
    return {name: found[name] for name in ("people_online", "all_busy")}


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1440, "light"), ("en", 360, "dark")])
def test_busy_is_there_but_takes_nobody_new(
    house: House, chromium: Browser, desk: type[Desk], language: str, width: int, scheme: str
) -> None:
    customer = Customer(house)
    wang = desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    expect(wang.page.locator(".presence.online")).to_be_visible()
    assert state_of(customer) == {"people_online": True, "all_busy": False}
    field = wang.page.locator(".presence select")
    field.focus()
    wang.page.keyboard.press("ArrowDown")
    expect(wang.page.locator(".presence.busy")).to_be_visible()
    assert state_of(customer) == {"people_online": True, "all_busy": True}
    wang.page.reload()
    expect(field).to_have_value("busy")
    wang.page.locator("summary, [aria-haspopup]").first.click()
    expect(wang.page.locator(".menu .online")).to_contain_text("忙碌：王敏" if language == "zh" else "Busy: 王敏")
    wang.page.evaluate(AXE.read_text("utf-8"))
    found = wang.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert wang.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("SUPPORTBOT_SCREENSHOTS"):
        wang.page.screenshot(path=Path(folder) / f"desk-busy-{language}-{width}.png")
    wang.close()


def test_of_two_quick_choices_the_last_one_stays(house: House, chromium: Browser, desk: type[Desk]) -> None:
    wang = desk(house, chromium, "wang")
    held: list[Route] = []
    wang.page.route("**/api/desk/me", lambda route: held.append(route) if not held else route.fallback())
    field = wang.page.locator(".presence select")
    with wang.page.expect_request(lambda request: request.method == "PUT"):
        field.select_option("busy")
    with wang.page.expect_response(lambda answer: "away" in (answer.request.post_data or "")):
        field.select_option("away")
        held[0].fallback()
    expect(wang.page.locator(".presence.away")).to_be_visible()
    expect(field).to_have_value("away")
    assert not state_of(Customer(house))["people_online"]
    wang.close()


def test_a_choice_that_fails_is_taken_back(house: House, chromium: Browser, desk: type[Desk]) -> None:
    wang = desk(house, chromium, "wang")
    wang.page.route("**/api/desk/me", lambda route: route.abort())
    field = wang.page.locator(".presence select")
    field.select_option("busy")
    expect(wang.page.locator(".toast")).to_be_visible()
    expect(field).to_have_value("online")
    wang.close()
