"""The form that ends a matter, in real browsers: with the keyboard, on a phone, in both languages, corrected and followed up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.core.words import Nature
from bot.store import handoffs
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_page import AXE, Desk

pytestmark = pytest.mark.browser
WORDS = {
    "zh": {"said": "洗衣机脱水时漏水", "cause": "请选一个根本原因", "done": "已换新水泵", "why": "问问还漏不漏", "again": "今天再看"},
    "en": {"said": "My washing machine leaks", "cause": "Choose a root cause", "done": "Pump replaced", "why": "Ask whether it still leaks",
           "again": "To look at again"},
}  # fmt: skip
SCREENS = [("zh", 1280, "light"), ("en", 360, "dark")]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("resolve"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def check(desk: Desk, name: str, folder: Path) -> None:
    """No serious finding of axe, nothing beyond the edge, and a picture (kept where SUPPORTBOT_SCREENSHOTS names a folder)."""
    page = desk.page
    kept = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or folder)
    kept.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=kept / f"{name}.png")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found["violations"] if one["impact"] in ("serious", "critical")
    ]  # fmt: skip
    assert serious == [], name
    inside = "[...document.querySelectorAll('dialog *, .thread-head, .snooze-banner')].every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
    assert page.evaluate(inside), name


def outcome_of(house: House, conversation: str):  # type: ignore[no-untyped-def]
    with house.store.read() as tx:
        return handoffs.past_of(tx, conversation)[0]


@pytest.mark.parametrize(("language", "width", "scheme"), SCREENS)
def test_a_matter_is_ended_corrected_and_looked_at_again(
    house: House, chromium: Browser, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    words, number = WORDS[language], house.user("wang", "王敏")
    conversation = house.waiting(words["said"], language=language, nature=Nature.FAULT)
    wang = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, dialog = wang.page, wang.page.locator("dialog")
    expect(wang.row(conversation)).to_be_visible()
    wang.open(conversation)
    page.keyboard.press("Alt+C")
    expect(page.locator(".composer textarea")).to_be_enabled()
    page.locator(".deeds button.main").click()
    expect(dialog.locator("#reason")).to_be_focused()
    # The usual root of a fault is proposed.
    expect(dialog.locator('input[value="machine"]')).to_be_checked()
    dialog.locator("footer .main").click()
    expect(dialog.locator("#reason-help")).to_have_attribute("role", "alert")
    expect(dialog.locator("#reason")).to_be_focused()
    page.keyboard.type(words["done"])
    # A day without a word why says what is missing.
    day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 3 * 86400))
    dialog.locator("#follow-up").fill(day)
    expect(dialog.locator("#follow-up-why")).to_be_visible()
    dialog.locator("footer .main").click()
    expect(dialog.locator("#follow-up-why")).to_be_focused()
    page.keyboard.type(words["why"])
    check(wang, f"resolve-form-{language}-{width}", tmp_path)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".toast .deed")).to_be_visible()
    row = outcome_of(house, conversation)
    assert (row.outcome, row.cause, row.end_note, row.follow_up_note) == (
        "solved",
        "machine",
        words["done"],
        words["why"],
    )
    assert row.outcome_by == number and row.follow_up_at > time.time() + 86400
    # On a phone the customer's pane is opened by its button.
    if not page.locator("aside.side").is_visible():
        page.locator(".deeds .pane").click()
    side = page.locator("aside.side")
    expect(side.locator(".past blockquote")).to_contain_text(words["done"])
    expect(side.locator(".confirmation")).to_be_visible()
    check(wang, f"resolve-side-{language}-{width}", tmp_path)
    side.locator(".past .muted button").click()
    expect(dialog.locator("#reason")).to_have_value(words["done"])
    expect(dialog.locator("#follow-up")).to_have_count(0)
    dialog.locator('input[value="answered"]').check()
    dialog.locator('input[value="people"]').check()
    dialog.locator("footer .main").click()
    expect(dialog).to_have_count(0)
    expect(side.locator(".past .tag").first).to_have_text("人" if language == "zh" else "People")
    row = outcome_of(house, conversation)
    assert (row.outcome, row.cause, row.end_note) == ("answered", "people", words["done"])
    wang.close()


@pytest.mark.parametrize(("language", "width", "scheme"), SCREENS)
def test_on_its_day_it_stands_among_mine_and_goes_when_done(
    house: House, chromium: Browser, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    words = WORDS[language]
    wang_id = house.user("wang", "王敏")
    conversation = house.waiting(words["said"], language=language, nature=Nature.FAULT)
    person = house.sign_in("wang")
    assert person.claim(conversation).status_code == 200
    body = {
        "outcome": "passed_on",
        "done": words["done"],
        "follow_up": {"at": time.time() + 3600, "why": words["why"] * 3},
    }
    assert person.post(f"/conversations/{conversation}/resolve", body).status_code == 200
    with house.store.begin() as tx:
        row = handoffs.past_of(tx, conversation)[0]
        assert row.agent_id == wang_id
        handoffs.update(tx, row.id, follow_up_at=time.time() - 60, wrap_up_until=time.time() + 600)
    wang = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = wang.page
    mark = wang.section("mine").locator(".row .tag.again")
    expect(mark).to_contain_text(words["why"])
    expect(page.locator(".wrap-up")).to_be_visible()
    check(wang, f"follow-up-list-{language}-{width}", tmp_path)
    page.locator(".wrap-up button").click()
    expect(page.locator(".wrap-up")).to_have_count(0)
    wang.section("mine").locator(".row").click()
    banner = page.locator(".follow-up-banner")
    expect(banner).to_contain_text(words["again"])
    check(wang, f"follow-up-thread-{language}-{width}", tmp_path)
    banner.locator("button").click()
    expect(banner).to_have_count(0)
    expect(wang.section("mine").locator(".row")).to_have_count(0)
    assert outcome_of(house, conversation).follow_up_at is None
    wang.close()


def test_a_fault_without_a_cause_is_not_sent_and_a_question_needs_none(house: House, chromium: Browser) -> None:
    house.user("wang", "王敏")
    complaint = house.waiting("第三次了，我要投诉", nature=Nature.SUGGESTION)
    wang = Desk(house, chromium, "wang")
    page, dialog = wang.page, wang.page.locator("dialog")
    wang.open(complaint)
    page.keyboard.press("Alt+C")
    expect(page.locator(".composer textarea")).to_be_enabled()
    page.keyboard.press("Alt+E")
    expect(dialog.locator("#reason")).to_be_focused()
    expect(dialog.locator(".pills.cause input:checked")).to_have_count(0)
    # Pressed twice, an optional cause is none again.
    for checked in (1, 0):
        dialog.locator('input[value="method"]').click()
        expect(dialog.locator(".pills.cause input:checked")).to_have_count(checked)
    dialog.locator("#reason").fill("已记录建议")
    dialog.locator("footer .main").click()
    expect(dialog).to_have_count(0)
    assert outcome_of(house, complaint).cause is None
    wang.close()
