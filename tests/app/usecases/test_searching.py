"""Search at the desk, on both databases: substrings in either language, bad input, pages."""

from __future__ import annotations

import pytest

from bot.core.text import BadText
from bot.store import conversations, search
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, claim, reply
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffReason, HandoffRequest, request_handoff
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.searching import PAGE, search_desk, snippet
from tests.app.usecases.conftest import NOON


def says(store: Store, bell: Bell, conversation_id: str, *texts: str) -> None:
    for n, text in enumerate(texts):
        receive(store, bell, conversation_id, f"{text[:20]}-{n}", text, NOON + n)


def found(store: Store, words: str) -> list[str]:
    return [one["text"] for one in search_desk(store, words)["messages"]]


def test_any_part_of_a_message_is_found_in_both_languages(store: Store, bell: Bell, customer: str) -> None:
    says(store, bell, customer, "我的洗衣机漏水了", "The Dryer smells of BURNT rubber", "订单 QH2025110001 到哪了")
    assert found(store, "漏") == found(store, "机漏水") == ["我的洗衣机漏水了"]
    assert found(store, "burnt") == found(store, "dRYER") == ["The Dryer smells of BURNT rubber"]
    assert found(store, "2611") == [] and found(store, "251100") == ["订单 QH2025110001 到哪了"]
    assert found(store, "没有这句") == []


@pytest.mark.parametrize(
    "text",
    [
        "折扣 100% 吗",
        "file_name.txt",
        'it\'s "quoted" ; DROP TABLE message',
        "\\ backslash",
        "😀👍🏽 thanks",
        "字" * 1000,
    ],
)
def test_signs_are_themselves_and_nothing_breaks(store: Store, bell: Bell, customer: str, text: str) -> None:
    says(store, bell, customer, text, "折扣 1000 吗", "fileXname.txt", "slash / only")
    (one,) = search_desk(store, text)["messages"]
    assert one["seq"] == 1
    assert [hit["seq"] for hit in search_desk(store, text[2:])["messages"]] == [1]
    for odd in ("%%", "__", "'--", '"" OR 1=1', "😀%_\\", "\x00\x01ab\u202e"):
        search_desk(store, odd)


@pytest.mark.parametrize("bad", ["", " ", "a", "%", "é", None, 7, "x" * 1001, "\ud800ab", "\u200b\u200b"])
def test_too_little_too_much_or_no_text_is_refused(store: Store, bad: object) -> None:
    with pytest.raises((Refused, BadText)):
        search_desk(store, bad)


def test_pages_are_whole_and_the_newest_comes_first(store: Store, bell: Bell, customer: str) -> None:
    others = start_conversation(store, "web", "en", NOON)
    for n in range(PAGE // 2 + 4):
        says(store, bell, customer, f"保修 {n}")
        says(store, bell, others, f"保修 {n} too")
    first = search_desk(store, "保修")
    assert len(first["messages"]) == PAGE and first["messages"][0]["text"].endswith("too") and first["whole"]
    rest = search_desk(store, "保修", first["next"])
    assert len(rest["messages"]) == 8 and rest["next"] == 0
    every = [(one["id"], one["seq"]) for one in [*first["messages"], *rest["messages"]]]
    assert len(set(every)) == PAGE + 8


def test_names_contacts_and_tickets_are_found(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    says(store, bell, customer, "你好")
    with store.begin() as tx:
        conversations.update(
            tx, customer, name="欧阳小雨", contact={"phone": "13800138000", "email": "xiaoyu@greenleaf.example"}
        )
    outcome = request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
    claim(store, bell, rules, customer, wang, NOON)
    reply(store, bell, customer, wang, "n1", "客户说过两次了", NOON, note=True)
    for words, what, text in (
        ("阳小", "name", "欧阳小雨"), ("0138", "contact", "13800138000"), ("YU@green", "contact", "xiaoyu@greenleaf.example"),
        (str(outcome.ticket).lower(), "ticket", outcome.ticket),
    ):  # fmt: skip
        (one,) = search_desk(store, words)["customers"]
        assert (one["id"], one["what"], one["text"], one["holder"]) == (customer, what, text, wang.name)
    assert search_desk(store, "phone")["customers"] == [], "the names of fields are no contacts"
    (note,) = search_desk(store, "两次")["messages"]
    assert note["note"] and note["agent"] == wang.name
    assert search_desk(store, "阳小", 10**6)["customers"] == [], "only on the first page"


def test_what_was_held_back_and_what_lies_far_back_is_not_shown(
    store: Store, bell: Bell, customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(store, bell, customer, "很久以前的话", "中间的话", "最后的话")
    with store.begin() as tx:
        conversations.append(tx, customer, NOON, hidden=True, author="bot", text="藏起来的话")
    assert found(store, "的话") == ["最后的话", "中间的话", "很久以前的话"]
    monkeypatch.setattr(search, "MOST_MESSAGES", 3)
    page = search_desk(store, "的话")
    assert [one["text"] for one in page["messages"]] == ["最后的话", "中间的话"] and not page["whole"]


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("短", "短", "短"),
        ("a\n\n b  c", "b c", "a b c"),
        ("x" * 100 + "找到" + "y" * 300, "找到", "…" + "x" * 40 + "找到" + "y" * 118 + "…"),
        ("z" * 900, "z" * 900, "z" * 160 + "…"),
    ],
)
def test_the_line_around_the_match(text: str, words: str, wanted: str) -> None:
    assert snippet(text, words) == wanted
