"""Routing in a browser: people and teams, for whom a waiting customer is, how a customer stands, and being asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.core.routing import Mode
from bot.core.words import Nature, Urgency
from bot.store import conversations
from bot.usecases.people_and_teams import people_and_teams, save_team
from bot.usecases.routing import route_waiting
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_canned_page import shot
from tests.app.web.test_desk_page import Desk
from tests.app.web.test_proposals import is_accessible

pytestmark = pytest.mark.browser

LOOKS = [("zh", 1280, "light"), ("en", 360, "dark")]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("people-page"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.fixture(scope="module")
def pushing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    more = {"SUPPORTBOT_ROUTING": "push", "SUPPORTBOT_OFFER_TIMEOUT": "600"}
    made, process = start_house(tmp_path_factory.mktemp("offer-page"), **more)
    push = replace(made.rules.routing, mode=Mode.PUSH, offer_timeout=600)
    yield replace(made, rules=replace(made.rules, routing=push))
    stop_house(made, process)


def words(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def open_room(page: Page, language: str) -> None:
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=words(language, "人员与团队", "People and teams")).press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator('.people [data-key="new"]')).to_be_focused()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_team_by_keyboard(house: House, chromium: Browser, language: str, width: int, scheme: str) -> None:
    house.user("lin", "林经理", "manager")
    house.user("wang", "王敏")
    house.user("long", "Maximiliane Freifrau von und zu Hohenstein-Langenbach")
    desk = Desk(house, chromium, "lin", language, viewport={"width": width, "height": 760}, color_scheme=scheme)
    page = desk.page
    open_room(page, language)
    expect(page.locator(".people .empty")).to_be_visible()
    is_accessible(page)
    shot(page, f"people-empty-{language}-{width}")

    page.keyboard.press("Enter")
    zh, en = page.locator("#team-zh"), page.locator("#team-en")
    expect(zh).to_be_focused()
    page.keyboard.type("售后")
    page.keyboard.press("Enter")
    # The other language is missing: it is said at its field, in the page's words.
    expect(page.locator("#team-en-wrong")).to_contain_text(words(language, "不能为空", "must not be empty"))
    expect(en).to_have_attribute("aria-invalid", "true")
    en.focus()
    page.keyboard.type("After-sales")
    expect(page.locator("#team-en-wrong")).to_have_count(0)
    page.get_by_role("checkbox", name="王敏").press("Space")
    shot(page, f"people-team-{language}-{width}")
    is_accessible(page)
    en.press("Enter")
    line = page.locator(".people .line", has_text=words(language, "售后", "After-sales")).first
    expect(line).to_contain_text("王敏")
    expect(page.locator('.people [data-key="new"]')).to_be_focused()

    line.press("Enter")
    page.get_by_role("button", name=words(language, "删除团队", "Delete team")).press("Enter")
    sure = page.get_by_role("alertdialog")
    expect(sure.get_by_role("button").first).to_be_focused()
    shot(page, f"people-delete-{language}-{width}")
    sure.get_by_role("button").last.press("Enter")
    expect(page.locator(".people .empty")).to_be_visible()
    expect(page.locator('.people [data-key="new"]')).to_be_focused()
    assert people_and_teams(house.store, 5)["teams"] == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".me h1")).to_be_visible()
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_what_a_person_can_do_by_keyboard(
    house: House, chromium: Browser, language: str, width: int, scheme: str
) -> None:
    house.user("lin", "林经理", "manager")
    wang = house.user("wang", "王敏")
    names = {"name": {"zh": "售后", "en": "After-sales"}, "members": [wang]}
    save_team(house.store, house.bell, None, names, "t", time.time())
    desk = Desk(house, chromium, "lin", language, viewport={"width": width, "height": 760}, color_scheme=scheme)
    page = desk.page
    open_room(page, language)
    person = page.locator(f'[data-key="person-{wang}"]')
    person.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_focused()
    page.get_by_role("checkbox", name=words(language, "英", "English")).press("Space")
    skill = page.locator("#person-skill")
    skill.focus()
    # In the reader's words, or in one's own; both are kept as what they mean.
    page.keyboard.type(words(language, "投诉", "Complaint"))
    page.keyboard.press("Enter")
    expect(page.locator(".chips li")).to_have_count(1)
    expect(skill).to_be_focused()
    page.keyboard.type("洗碗机")
    page.locator("#person-capacity").fill("99")
    page.keyboard.press("Enter")
    expect(page.locator("#person-capacity-wrong")).to_contain_text("50")
    shot(page, f"people-person-{language}-{width}")
    is_accessible(page)
    page.locator("#person-capacity").fill("2")
    page.keyboard.press("Enter")
    expect(person).to_be_focused()
    expect(person.locator(".skills span")).to_have_count(2)
    expect(page.locator(".people .done")).to_contain_text("王敏")
    shot(page, f"people-list-{language}-{width}")
    is_accessible(page)
    kept = next(one for one in people_and_teams(house.store, 5)["people"] if one["id"] == wang)
    assert (kept["skills"], kept["languages"], kept["capacity"]) == (["complaint", "洗碗机"], ["zh"], 2)
    desk.close()


def test_a_team_that_somebody_else_deleted_is_said(house: House, chromium: Browser) -> None:
    house.user("lin", "林经理", "manager")
    save_team(house.store, house.bell, None, {"name": {"zh": "售后", "en": "A"}, "members": []}, "t", time.time())
    desk = Desk(house, chromium, "lin")
    page = desk.page
    open_room(page, "zh")
    page.locator(".people .line", has_text="售后").click()
    expect(page.locator("#team-zh")).to_have_value("售后")
    with house.store.begin() as tx:
        from bot.store import teams

        for one in teams.everyone(tx):
            teams.drop(tx, one.id)
    page.locator("#team-zh").press("Enter")
    expect(page.locator("footer .problem")).to_contain_text("已经不存在")
    desk.close()


def test_agents_do_not_find_it_in_their_menu(house: House, chromium: Browser) -> None:
    house.user("wang", "王敏")
    desk = Desk(house, chromium, "wang")
    desk.page.locator(".menu summary").click()
    expect(desk.page.get_by_role("button", name="快捷回复")).to_be_visible()
    assert desk.page.get_by_role("button", name="人员与团队").count() == 0
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_for_whom_it_is_and_how_the_customer_stands(
    house: House, chromium: Browser, language: str, width: int, scheme: str
) -> None:
    wang, amy = house.agent("wang", "王敏"), house.agent("amy", "Amy")
    for person, skills in ((wang, ["complaint"]), (amy, ["fault"])):
        lead = house.agent(f"lead{person.user['id']}", "林", "manager")
        assert lead.put(f"/people/{person.user['id']}", {"skills": skills}).ok
        assert lead.put("/me", {"presence": "away"}).ok and person.get("/me").ok
    mine, hers = house.waiting(nature=Nature.COMPLAINT), house.waiting(nature=Nature.FAULT)
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 760}, color_scheme=scheme)
    page = desk.page
    expect(desk.row(mine).locator(".for.me")).to_contain_text(words(language, "适合您", "For you"))
    expect(desk.row(hers).locator(".for")).to_contain_text("Amy")
    assert desk.row(mine).locator(".vip").count() == 0
    desk.row(mine).click()
    expect(page.locator(".thread-head h2")).to_be_visible()
    if page.locator("aside.side").count() == 0:
        page.locator(".deeds .pane").click()
    vip = page.locator(".standing input")
    expect(vip).not_to_be_checked()
    vip.press("Space")
    expect(vip).to_be_checked()
    expect(page.locator(".standing select")).to_be_enabled()
    page.locator(".standing select").select_option(label="Amy")
    expect(page.locator(".standing select")).to_be_enabled()
    expect(page.locator(".standing option:checked")).to_have_text("Amy")
    shot(page, f"standing-{language}-{width}")
    is_accessible(page)
    about = wang.get(f"/conversations/{mine}").json()
    assert (about["tier"], about["dedicated"]["name"]) == ("vip", "Amy")
    page.evaluate("location.hash = ''")
    expect(desk.row(mine).locator(".vip")).to_be_visible()
    expect(desk.row(mine).locator(".for")).to_contain_text("Amy")
    shot(page, f"for-whom-{language}-{width}")
    is_accessible(page)
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_being_asked(pushing: House, chromium: Browser, language: str, width: int, scheme: str) -> None:
    pushing.empty()
    pushing.user("wang", "王敏")
    desk = Desk(pushing, chromium, "wang", language, viewport={"width": width, "height": 760}, color_scheme=scheme)
    page, bar = desk.page, desk.page.locator(".offer")
    first = pushing.waiting("洗碗机一直漏水，地板都泡了，客服快来看看吧，急急急急急急急急", Urgency.HIGH)
    second = pushing.waiting("发票")
    with pushing.store.begin() as tx:
        conversations.update(tx, first, name="李雷")
    expect(desk.row(first)).to_be_visible()
    expect(desk.row(second)).to_be_visible()
    assert bar.count() == 0
    assert route_waiting(pushing.store, pushing.bell, pushing.rules, time.time()) == 1
    expect(bar).to_contain_text("李雷")
    expect(desk.row(first).locator(".for.me")).to_be_visible()
    shot(page, f"offer-{language}-{width}")
    is_accessible(page)
    bar.get_by_role("button", name=words(language, "换别人", "Not me")).press("Enter")
    expect(bar).to_have_count(0)
    expect(desk.row(first).locator(".for")).to_have_count(0)
    # Nobody else is there; the next customer is asked about.
    assert route_waiting(pushing.store, pushing.bell, pushing.rules, time.time()) == 1
    expect(desk.row(second).locator(".for.me")).to_be_visible()
    bar.get_by_role("button", name=words(language, "接待", "Accept")).press("Enter")
    expect(page.locator(".composer .write textarea")).to_be_visible()
    expect(bar).to_have_count(0)
    assert page.evaluate("location.hash") == f"#{second}"
    desk.close()


def test_who_is_asked_is_said_to_a_colleague(pushing: House, chromium: Browser) -> None:
    pushing.empty()
    wang = pushing.agent("wang", "王敏")
    assert wang.get("/me").ok
    name = pushing.waiting()
    assert route_waiting(pushing.store, pushing.bell, pushing.rules, time.time()) == 1
    pushing.user("amy", "Amy")
    desk = Desk(pushing, chromium, "amy")
    expect(desk.row(name).locator(".for")).to_contain_text("正在询问王敏")
    assert desk.page.locator(".offer").count() == 0
    desk.open(name)
    desk.page.locator(".deeds .main").click()
    expect(desk.page.locator(".toast.error")).to_contain_text("王敏")
    desk.close()
