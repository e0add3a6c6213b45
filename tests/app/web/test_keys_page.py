"""The desk by keyboard alone: every key of the table, the palette, both languages, a phone's width."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.core.words import Urgency
from bot.settings import PROJECT
from tests.app.web.desk_house import House, start_house, stop_house
from tests.app.web.test_desk_lists_page import settled_and_fine
from tests.app.web.test_desk_page import Desk

pytestmark = pytest.mark.browser

# Asked for and inserted in test_suggestions_page.py, where there is something to suggest.
SUGGESTED = {"suggest", "insert_1", "insert_2", "insert_3"}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("keys"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With SUPPORTBOT_SCREENSHOTS the pictures are kept there, for the eye."""
    chosen = Path(os.environ.get("SUPPORTBOT_SCREENSHOTS") or tmp_path)
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def table(page: Page) -> dict[str, list[str]]:
    """The keys by the name of the deed, as the page binds them."""
    found: dict[str, list[str]] = page.evaluate(
        "import('/static/desk/deed_table.js').then(({ DEEDS }) => Object.fromEntries(DEEDS.filter((one) => one.keys).map((one) => [one.name, one.keys])))"
    )
    return found


def press(page: Page, chord: str) -> None:
    page.keyboard.press(chord.replace("Mod", "Control"))


def options(page: Page) -> Locator:
    return page.locator(".palette [role=option]")


def chosen(page: Page) -> Locator:
    return page.locator(".palette [role=option][aria-selected=true]")


def find(page: Page, words: str, shown: str) -> None:
    """Type into the open palette and see what Enter would do."""
    expect(page.locator(".palette input")).to_be_focused()
    page.locator(".palette input").fill(words)
    expect(chosen(page).locator(".label")).to_have_text(shown)


def do(page: Page, words: str, shown: str) -> None:
    """From the palette, by its key, to the deed."""
    press(page, "Mod+KeyK")
    find(page, words, shown)
    page.keyboard.press("Enter")
    expect(page.locator(".palette")).to_have_count(0)


def test_every_key_of_the_table_does_what_it_says(house: House, chromium: Browser) -> None:
    wang = house.agent("wang", "王敏")
    first, second, third = (house.waiting(text) for text in ("第一", "第二", "第三"))
    desk = Desk(house, chromium, "wang", viewport={"width": 1280, "height": 800})
    page = desk.page
    expect(desk.section("queue").locator(".row")).to_have_count(3)
    box = page.locator(".composer textarea")
    dialog = page.get_by_role("dialog")

    def is_open(conversation: str) -> None:
        expect(desk.row(conversation)).to_have_attribute("aria-current", "true")
        expect(page.locator(".packet")).to_be_visible()

    def put_away() -> None:
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    def next_(chord: str) -> None:
        press(page, chord)
        is_open(first)

    def previous(chord: str) -> None:
        press(page, "Alt+KeyJ")
        is_open(second)
        press(page, chord)
        is_open(first)

    def claim(chord: str) -> None:
        press(page, chord)
        expect(box).to_be_focused()

    def reply(chord: str) -> None:
        press(page, "Alt+KeyP")
        expect(page.locator(".composer.note textarea")).to_be_focused()
        press(page, chord)
        expect(page.locator(".composer:not(.note) textarea")).to_be_focused()

    def note(chord: str) -> None:
        press(page, chord)
        expect(page.locator(".composer.note textarea")).to_be_focused()
        press(page, "Alt+KeyL")
        expect(page.locator(".composer:not(.note) textarea")).to_be_focused()

    def canned(chord: str) -> None:
        press(page, chord)
        expect(page.locator(".canned-menu")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".canned-menu")).to_have_count(0)
        page.keyboard.press("Backspace")
        expect(box).to_have_value("")

    def line(chord: str) -> None:
        page.keyboard.type("a")
        press(page, chord)
        expect(box).to_have_value("a\n")
        box.fill("")

    def send(chord: str) -> None:
        page.keyboard.type(f"发送 {chord}")
        press(page, chord)
        expect(page.locator(".message.agent:not(.pending) .text", has_text=f"发送 {chord}")).to_be_visible()

    def snooze(chord: str) -> None:
        press(page, chord)
        expect(dialog).to_contain_text("搁置到什么时候")
        put_away()

    def transfer(chord: str) -> None:
        press(page, chord)
        expect(dialog).to_contain_text("转给谁")
        put_away()

    def resolve(chord: str) -> None:
        press(page, chord)
        expect(dialog).to_contain_text("处理得怎么样")
        put_away()

    def resolve_next(chord: str) -> None:
        press(page, chord)
        expect(dialog.locator("textarea")).to_be_focused()
        page.keyboard.type("好了")
        dialog.get_by_role("button", name="解决", exact=True).click()
        is_open(second)
        expect(desk.section("bot").locator(".row")).to_have_count(1)

    def customer(chord: str) -> None:
        expect(page.locator(".side")).to_be_visible()
        press(page, chord)
        expect(page.locator(".side")).to_have_count(0)
        press(page, chord)
        expect(page.locator(".side")).to_be_visible()

    def close(chord: str) -> None:
        page.locator(".log").focus()
        press(page, chord)
        expect(page.locator(".nothing")).to_be_visible()
        expect(desk.row(second)).to_be_focused()

    def walk(chord: str) -> None:
        start, end = {"ArrowDown": (second, third), "ArrowUp": (third, second), "Home": (third, second)}.get(
            chord, (second, first)
        )
        desk.row(start).focus()
        press(page, chord)
        expect(desk.row(end)).to_be_focused()

    def chosen_rows() -> Locator:
        return page.locator(".check :checked")

    def unselect(chord: str) -> None:
        desk.row(third).focus()
        page.keyboard.press("x")
        expect(chosen_rows()).to_have_count(1)
        press(page, chord)
        expect(chosen_rows()).to_have_count(0)

    def select(chord: str) -> None:
        desk.row(third).focus()
        press(page, chord)
        expect(page.locator(".bulk")).to_contain_text("已选 1 个")
        press(page, chord)
        expect(page.locator(".bulk")).to_have_count(0)

    def extend(chord: str) -> None:
        start = second if chord.endswith("Down") else third
        desk.row(start).focus()
        press(page, chord)
        expect(chosen_rows()).to_have_count(2)
        page.keyboard.press("Escape")
        expect(chosen_rows()).to_have_count(0)

    def next_view(chord: str) -> None:
        press(page, chord)
        mine = page.get_by_role("group", name="列表视图").get_by_role("button", name="我的")
        expect(mine).to_have_attribute("aria-pressed", "true")
        page.get_by_role("group", name="列表视图").get_by_role("button", name="全部").click()
        expect(desk.row(second)).to_be_visible()

    def search(chord: str) -> None:
        press(page, chord)
        expect(page.locator("#desk-search")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".view-bar")).to_be_visible()

    def palette(chord: str) -> None:
        press(page, chord)
        expect(page.locator(".palette input")).to_be_focused()
        press(page, chord)
        expect(page.locator(".palette")).to_have_count(0)

    def help_(chord: str) -> None:
        press(page, chord)
        expect(dialog).to_contain_text("键盘快捷键")
        put_away()

    walks: dict[str, Callable[[str], None]] = {
        "next": next_, "previous": previous, "claim": claim, "reply": reply, "note": note, "canned": canned, "line": line,
        "send": send, "snooze": snooze, "transfer": transfer, "resolve": resolve, "resolve_next": resolve_next, "customer": customer,
        "close": close, "walk": walk, "select": select, "extend": extend, "unselect": unselect,
        "next_view": next_view, "search": search, "palette": palette, "help": help_,
    }  # fmt: skip
    bound = table(page)
    assert walks.keys() | SUGGESTED == bound.keys()
    for name, act in walks.items():
        for chord in bound[name]:
            act(chord)
    assert wang.get(f"/conversations/{first}").json()["owner"] == "bot"
    desk.close()


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_the_help_lists_what_is_bound_and_switches_it_off(
    house: House, chromium: Browser, folder: Path, language: str, width: int, scheme: str
) -> None:
    house.agent("wang", "王敏")
    first, second = house.waiting("第一"), house.waiting("第二")
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page
    expect(desk.row(first)).to_be_visible()
    words = json.loads((PROJECT / f"bot/web/static/texts/desk.{language}.json").read_text("utf-8"))["desk"]
    press(page, "Shift+Slash")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words["keys_help"])
    lines = {
        one.get_attribute("data-deed"): (one.locator("dd").inner_text(), one.locator("kbd").all_inner_texts())
        for one in dialog.locator("[data-deed]").all()
    }
    assert lines.keys() == table(page).keys()
    known = {re.sub(r"\{\w+\}", "2", text) for text in words.values()} | {
        re.sub(r"\{\w+\}", number, words["key_insert"]) for number in "13"
    }
    assert all(said in known and caps for said, caps in lines.values())
    assert lines["claim"][1] == ["Alt", "C"] and lines["help"][1] == ["?"] and lines["search"][1] == ["/"]
    settled_and_fine(page, "help")
    page.screenshot(path=folder / f"keys-help-{language}-{width}.png")
    page.get_by_label(words["keys_on"]).uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # None of them answers any more; what a click does is the proof that the page would have drawn it.
    for chord in ("Alt+KeyJ", "Shift+Slash", "Slash", "Mod+KeyK"):
        press(page, chord)
    desk.open(second)
    expect(page.locator("dialog, #desk-search")).to_have_count(0)
    expect(page.get_by_role("button", name=words["claim"], exact=True).first).to_have_attribute("title", "")
    page.goto(f"{house.url}/desk")
    # By hand the palette is still there, and turns them on again.
    page.locator(".menu summary").click()
    page.get_by_role("button", name=words["palette"]).click()
    find(page, "快捷键" if language == "zh" else "shortcuts on", words["keys_start"])
    page.keyboard.press("Enter")
    expect(page.locator(".palette")).to_have_count(0)
    expect(page.locator(".menu summary")).to_be_focused()
    press(page, "Alt+KeyJ")
    expect(page.locator(".packet")).to_be_visible()
    desk.close()


def test_keys_belong_to_the_input_method_while_it_composes(house: House, chromium: Browser) -> None:
    house.agent("wang", "王敏")
    first, second = house.waiting("第一"), house.waiting("第二")
    desk = Desk(house, chromium, "wang")
    page = desk.page
    desk.open(first)
    event = "['keydown', {bubbles: true, cancelable: true, code: %s, key: %s, altKey: %s, ctrlKey: %s, %s}]"
    for code, key, alt, ctrl, more in (
        ("KeyJ", "j", "true", "false", "isComposing: true"),
        ("KeyJ", "Process", "true", "false", "keyCode: 229"),
        ("KeyK", "k", "false", "true", "isComposing: true"),
        # AltGr writes a sign; Windows says Ctrl and Alt.
        ("KeyE", "€", "true", "true", "modifierAltGraph: true"),
        ("Escape", "Escape", "false", "false", "isComposing: true"),
    ):
        said = event % (json.dumps(code), json.dumps(key), alt, ctrl, more)
        taken = page.evaluate(f"!document.body.dispatchEvent(new KeyboardEvent(...{said}))")
        assert not taken, said
    # Any letter that the place writes, on whatever keyboard, also a dead one; each of them is taken at once.
    for key, more in (("˜", ""), ("ˇ", ""), ("Dead", "keyCode: 229")):
        said = event % ('"KeyJ"', json.dumps(key), "true", "false", more)
        assert page.evaluate(f"!document.body.dispatchEvent(new KeyboardEvent(...{said}))"), said
    expect(desk.row(second)).to_have_attribute("aria-current", "true")
    expect(page.locator(".packet")).to_be_visible()
    # In a field the signs are signs.
    press(page, "Alt+KeyP")
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.type("a/b?x")
    expect(page.locator(".composer textarea")).to_have_value("a/b?x")
    page.locator(".log").focus()
    # A full-width slash of an input method outside a field searches as well.
    page.evaluate(
        "document.querySelector('.log').dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, key: '、', code: 'Slash'}))"
    )
    expect(page.locator("#desk-search")).to_be_focused()
    desk.close()


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark"), ("en", 1280, "dark")]
)
def test_the_palette_finds_and_does_what_is_possible(
    house: House, chromium: Browser, folder: Path, language: str, width: int, scheme: str
) -> None:
    zh = language == "zh"
    words = json.loads((PROJECT / f"bot/web/static/texts/desk.{language}.json").read_text("utf-8"))["desk"]
    wang = house.agent("wang", "王敏")
    first, second = house.waiting("第一位", Urgency.LOW), house.waiting("第二位")
    wang.put("/canned/c1", {"code": "thanks", "zh": "谢谢您的耐心。", "en": "Thank you.", "shared": False})
    desk = Desk(house, chromium, "wang", language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = desk.page
    expect(desk.row(first)).to_be_visible()
    desk.row(first).focus()
    press(page, "Mod+KeyK")
    # Search comes first; what needs a conversation is not offered without one.
    expect(chosen(page).locator(".label")).to_have_text(words["key_search"])
    expect(options(page).filter(has_text=words["key_resolve"])).to_have_count(0)
    settled_and_fine(page, "palette")
    page.screenshot(path=folder / f"keys-palette-empty-{language}-{width}.png")
    for key, index in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", options(page).count() - 1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(options(page).nth(index)).to_have_attribute("aria-selected", "true")
        active = page.locator(".palette input").get_attribute("aria-activedescendant")
        assert active == options(page).nth(index).get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.locator(".palette")).to_have_count(0)
    expect(desk.row(first)).to_be_focused()
    # By number to the conversation; in the other language, by initials and by a part of a word to the deed.
    number = re.sub(r"[^A-Za-z0-9]", "", first)[-4:].upper()
    do(page, number, words["customer_number"].format(number=number))
    expect(page.locator(".packet")).to_be_visible()
    do(page, "take" if zh else "接待 /", words["key_claim"])
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.type("还没写完")
    press(page, "Mod+KeyK")
    expect(options(page).filter(has_text=words["key_resolve"]).first).to_be_visible()
    expect(options(page).filter(has_text=words["key_claim"])).to_have_count(0)
    settled_and_fine(page, "palette with a conversation")
    page.screenshot(path=folder / f"keys-palette-mine-{language}-{width}.png")
    page.locator(".palette input").fill("jj")
    expect(options(page).filter(has_text=words["key_resolve"]).first).to_be_visible()
    page.locator(".palette input").fill("没有这样的事 xyz")
    expect(options(page)).to_have_count(1)
    page.screenshot(path=folder / f"keys-palette-nothing-{language}-{width}.png")
    page.keyboard.press("Escape")
    expect(page.locator(".composer textarea")).to_be_focused()
    expect(page.locator(".composer textarea")).to_have_value("还没写完")
    do(page, "thanks", "/thanks")
    expect(page.locator(".composer textarea")).to_have_value("还没写完\n谢谢您的耐心。")
    expect(page.locator(".composer textarea")).to_be_focused()
    do(page, "urgency high" if zh else "紧急程度：紧急", f"{words['urgency']}{words['colon']}{words['urgency_high']}")
    expect(page.locator(".packet .urgency.high")).to_be_visible()
    do(page, words["presence_away"], f"{words['presence']}{words['colon']}{words['presence_away']}")
    expect(page.locator(".presence.away")).to_be_attached()
    assert wang.get("/me").json()["presence"] == "away"
    do(page, words["theme_light"], f"{words['theme']}{words['colon']}{words['theme_light']}")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    do(page, words["key_snooze"], words["key_snooze"])
    expect(page.get_by_role("dialog")).to_contain_text(words["snooze_title"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".composer textarea")).to_be_focused()
    do(page, words["view_queue"], f"{words['view']}{words['colon']}{words['view_queue']}")
    expect(page.locator(".sections section")).to_have_count(1)
    do(page, "第二位", words["palette_search_for"].format(words="第二位"))
    expect(page.locator("#desk-search")).to_have_value("第二位")
    expect(page.locator(f'.hit[href="#{second}"]')).to_be_visible()
    do(page, "english" if zh else "中文", f"{words['language']}{words['colon']}{'English' if zh else '中文'}")
    expect(page.locator("html")).to_have_attribute("lang", "en" if zh else "zh-CN")
    desk.close()
