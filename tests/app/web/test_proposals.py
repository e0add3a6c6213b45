"""From the desk to the knowledge desk over HTTP: who may propose, what an editor is shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.settings import PROJECT
from tests.app.usecases.test_gate import REFUND
from tests.app.web.desk_house import PASSWORD, House, Person, start_house, stop_house
from tests.app.web.stocked import stocked
from tests.app.web.test_desk_page import Desk


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("proposals"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    return stocked(standing)


def replied(house: House, wang: Person, asked: str = "海外信用卡退款要多久", said: str = "海外卡要十天。") -> str:
    """The path of a reply."""
    name = house.waiting(asked)
    wang.claim(name)
    seq = wang.reply(name, said).json()["seq"]
    return f"/conversations/{name}/replies/{seq}/proposal"


def articles(who: Person, path: str) -> dict[str, Any]:
    return dict(who.http.get(f"{who.url}/api/knowledge/articles{path}", timeout=60).json())


def test_a_reply_becomes_a_proposal_that_an_editor_sees(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李编辑", "editor")
    path = replied(house, wang)
    begun = wang.get(path).json()
    assert begun["questions"] == [{"text": "海外信用卡退款要多久", "wording": "海外信用卡退款要多久"}]
    assert begun["reply"] == "海外卡要十天。" and "refund" in begun["topics"]

    near = wang.http.post(
        f"{wang.url}/api/desk/nearest", json={"text": begun["questions"][0]["wording"], "language": "zh"}, timeout=120
    ).json()["nearest"]
    assert near[0]["id"] == "refund.time" and near[0]["draft"] is None
    chosen = {
        "questions": [begun["questions"][0]["wording"]], "reply": begun["reply"], "language": "zh",
        "article": near[0]["id"], "why": "常被问到",
    }  # fmt: skip
    done = wang.post(path, chosen)
    assert (done.status_code, done.json()["kind"]) == (201, "edit"), done.text
    again = wang.post(path, chosen)
    assert (again.status_code, again.json()["kind"]) == (200, "repeated")
    assert wang.get(path).json()["made"][0]["id"] == "refund.time"

    listed = articles(li, "?status=proposed")
    assert [one["id"] for one in listed["articles"]] == ["refund.time"] and listed["counts"]["proposed"] == 1
    (seen,) = articles(li, "/refund.time")["proposals"]
    assert (seen["who"], seen["why"], seen["reply"]) == ("王敏 (wang)", "常被问到", "海外卡要十天。")
    assert seen["conversation"] is None, "editors see no customers"
    (colleague,) = articles(wang, "/refund.time")["proposals"]
    assert colleague["conversation"] == path.split("/")[2]


def test_only_the_desk_proposes_and_only_what_it_wrote(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李编辑", "editor")
    path = replied(house, wang)
    assert li.get(path).status_code == li.post(path, {}).status_code == 403
    assert li.post("/nearest", {"text": "x"}).status_code == 403
    assert Person(house.url).get(path).status_code == 401
    name = path.split("/")[2]
    assert wang.get(f"/conversations/{name}/replies/1/proposal").json()["error"]["code"] == "not_a_reply"
    assert wang.get(path.replace(name, "nobody")).status_code == 404
    good = {"questions": ["海外卡退款"], "reply": "十天。", "language": "zh", "article": "refund.time"}
    for wrong, status in (
        ({"questions": "x"}, 400), ({"questions": []}, 400), ({"reply": ""}, 400), ({"reply": 3}, 400),
        ({"language": "fr"}, 400), ({"article": "no.such"}, 404), ({"article": None}, 400), ({"why": 1}, 400),
        ({"article": "../x", "topic": "t"}, 404),
    ):  # fmt: skip
        answer = wang.post(path, {**good, **wrong})
        assert answer.status_code == status and answer.json()["error"]["message"], (wrong, answer.text)
    assert wang.post("/nearest", {"text": ""}).status_code == 400
    assert articles(wang, "?status=proposed")["total"] == 0, "nothing was made on the way"


def is_accessible(page: Page) -> None:
    page.evaluate((PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_by_keyboard_from_the_reply_to_the_article(
    house: House, chromium: Browser, language: str, width: int, scheme: str
) -> None:
    wang = house.agent("wang", "王敏")
    name = replied(house, wang, "QH2025110001退款到海外信用卡要多久", "QH2025110001 要十天。").split("/")[2]
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 720}, color_scheme=scheme)
    page = desk.page
    page.evaluate(f"location.hash = '{name}'")
    page.locator(".make-answer button").press("Enter")
    sheet = page.get_by_role("dialog")
    asked = sheet.get_by_role("checkbox")
    expect(asked).to_be_focused()
    expect(asked).to_be_checked()
    expect(sheet.locator("#propose-reply")).to_have_value("[订单号] 要十天。")
    sheet.get_by_role("button").last.press("Enter")
    expect(sheet.get_by_role("alert")).to_be_visible()
    first = sheet.get_by_role("radio").first
    expect(first).to_have_value("a/refund.time", timeout=90_000)
    is_accessible(page)
    first.press("Space")
    sheet.locator("#propose-reply").fill("海外卡要十天。")
    sheet.locator("#propose-why").fill("常被问到")
    sheet.locator("#propose-why").press("Enter")
    link = sheet.get_by_role("link")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("href", "/knowledge#a/refund.time/zh")
    page.keyboard.press("Escape")
    expect(page.locator(".make-answer a")).to_be_focused()
    is_accessible(page)

    page.goto(f"{house.url}/knowledge#a/refund.time/zh")
    seen = page.locator(".proposal")
    expect(seen).to_contain_text("海外卡要十天。")
    expect(seen).to_contain_text("订单退款到海外信用卡要多久")
    expect(seen.get_by_role("link")).to_have_attribute("href", f"/desk#{name}")
    expect(page.locator("#zh-answer")).to_have_value(f"{REFUND.answer}\n\n海外卡要十天。")
    is_accessible(page)
    desk.close()


@pytest.mark.browser
def test_an_editor_uses_the_reply_and_loses_no_words(house: House, chromium: Browser) -> None:
    wang = house.agent("wang", "王敏")
    house.user("li", "李编辑", "editor")
    path = replied(house, wang)
    said = {"questions": ["海外卡退款"], "reply": "海外卡要十天。", "language": "zh", "article": "refund.time"}
    assert wang.post(path, said).status_code == 201
    page = chromium.new_page(locale="zh-CN")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{house.url}/login?next=/knowledge&lang=zh")
    page.fill("#login", "li")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="同事建议").click()
    expect(page.locator(".rows .row")).to_have_count(1)
    page.locator(".rows .row").click()
    seen, answer = page.locator(".proposal"), page.locator("#zh-answer")
    expect(seen.get_by_role("link")).to_have_count(0)
    only_reply, only_old, below = (seen.get_by_role("button", name=one) for one in ("只用这条", "只用原来", "接在"))
    expect(below).to_be_disabled()
    only_reply.click()
    expect(answer).to_have_value("海外卡要十天。")
    only_old.click()
    expect(answer).to_have_value(REFUND.answer)
    answer.fill("我正在写的话。")
    expect(only_reply).to_be_disabled()
    expect(only_old).to_be_disabled()
    below.click()
    expect(answer).to_have_value("我正在写的话。\n\n海外卡要十天。")
    answer.fill("海外卡 [订单号] 十天。")
    expect(page.locator("#zh-answer-notes")).to_contain_text("[订单号]")
    assert errors == []
    page.close()
