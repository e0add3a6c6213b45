"""Suggested answers with the real encoders and index, and what is kept of them on the reply."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.knowledge.article import Article
from bot.store import conversations
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, claim, release, reply
from bot.usecases.desk_settings import DeskRules
from bot.usecases.knowledge import import_articles
from bot.usecases.knowledge_room import KnowledgeRoom
from bot.usecases.reading import messages_for_customer, messages_for_desk
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.suggested import checked
from bot.usecases.suggesting import FLOOR, MOST, suggest
from tests.app import understanding
from tests.app.usecases.conftest import NOON
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND

REFUND_EN = Article(
    "refund.time", "en", "refund", "How long does a refund take?",
    ("when do I get my money back", "refund time", "where is my refund"), "1 to 3 working days.",
)  # fmt: skip


@pytest.fixture
def shelf(store: Store) -> KnowledgeRoom:
    import_articles(store, [REFUND, REFUND_EN, INVOICE, DELIVERY], "test", "", True, NOON)
    return KnowledgeRoom(store, understanding.vectors())


@pytest.fixture
def ask(store: Store, bell: Bell, rules: DeskRules, wang: Agent, shelf: KnowledgeRoom) -> Any:
    """A conversation that wang has, in which the customer says these; what is suggested then."""

    def do(*said: str, language: str = "zh") -> dict[str, Any]:
        name = start_conversation(store, "web", language, NOON)
        claim(store, bell, rules, name, wang, NOON)
        for number, text in enumerate(said):
            receive(store, bell, name, f"m{number}", text, NOON + number)
        return suggest(store, shelf.live, name)

    return do


def ids(found: dict[str, Any]) -> list[str]:
    return [one["id"] for one in found["articles"]]


def test_the_last_question_gets_its_article(ask: Any) -> None:
    found = ask("发票怎么开呀", "退款什么时候能到我的账上")
    assert ids(found)[0] == "refund.time" and found["articles"][0]["answer"] == REFUND.answer
    # The notice of the claim is message 1.
    assert found["seq"] == 3
    assert len(found["articles"]) <= MOST and all(one["score"] >= FLOOR for one in found["articles"])
    scores = [one["score"] for one in found["articles"]]
    assert scores == sorted(scores, reverse=True)


def test_a_short_message_is_read_with_the_one_before(ask: Any) -> None:
    assert "refund.time" in ids(ask("我申请的退款", "几天"))
    assert ids(ask("退款什么时候能到我的账上", "怎么开发票"))[0] == "invoice.how", (
        "a short question of its own comes first"
    )


def test_politeness_and_strange_matters_get_nothing(ask: Any) -> None:
    assert ids(ask("退款什么时候能到我的账上", "好的，谢谢")) == []
    assert ids(ask("明天北京会下雨吗，需要带伞吗")) == []
    assert ask() == {"seq": 0, "language": "zh", "articles": []}


def test_articles_come_in_the_conversations_language_only(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, shelf: KnowledgeRoom, ask: Any
) -> None:
    (one,) = ask("how long until my refund arrives", language="en")["articles"]
    assert (one["question"], one["answer"]) == (REFUND_EN.question, REFUND_EN.answer)
    name = start_conversation(store, "web", "zh", NOON)
    claim(store, bell, rules, name, wang, NOON)
    receive(store, bell, name, "a", "我要开发票", NOON)
    assert ids(suggest(store, shelf.live, name)) == ["invoice.how"]
    with store.begin() as tx:
        conversations.update(tx, name, language="en")
    assert ids(suggest(store, shelf.live, name)) == [], "there is no English one"


def test_what_is_not_told_in_this_channel_is_not_suggested(store: Store, ask: Any) -> None:
    import_articles(store, [replace(REFUND, channels=("rest",))], "test", "", True, NOON)
    assert "refund.time" not in ids(ask("退款什么时候能到我的账上"))


def test_the_bots_conversations_get_none(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, shelf: KnowledgeRoom
) -> None:
    name = start_conversation(store, "web", "zh", NOON)
    for call in (name, "nobody"):
        with pytest.raises(Refused) as caught:
            suggest(store, shelf.live, call)
        assert caught.value.code == ("with_bot" if call == name else "unknown_conversation")
    claim(store, bell, rules, name, wang, NOON)
    assert ids(suggest(store, shelf.live, name)) == []
    release(store, bell, name, wang, NOON)
    with pytest.raises(Refused):
        suggest(store, shelf.live, name)


def test_what_was_used_stays_on_the_reply(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, shelf: KnowledgeRoom, customer: str
) -> None:
    claim(store, bell, rules, customer, wang, NOON)
    used = checked({"suggested": ["refund.time", "invoice.how"], "article": "refund.time"})
    for client_id, text, note, more in (
        ("a", "1 到 3 天。", False, used),
        ("b", "自己写的", False, checked({"suggested": ["refund.time"]})),
        ("c", "备注", True, used),
        ("d", "文章没了", False, checked({"article": "gone.away"})),
        ("e", "什么都没有", False, checked(None)),
    ):
        reply(store, bell, customer, wang, client_id, text, NOON, note=note, used=more)
    seen = {one["client_id"]: one for one in messages_for_desk(store, customer, 0)}
    assert seen["a"]["article"] == {"id": "refund.time", "title": REFUND.question}
    assert [seen[name]["article"] for name in "bcde"] == [None] * 4
    assert [seen[name]["suggested"] for name in "abcde"] == [
        ["refund.time", "invoice.how"],
        ["refund.time"],
        [],
        [],
        [],
    ]
    told = str(messages_for_customer(store, customer, 0))
    assert "1 到 3 天" in told and "refund.time" not in told, "customers are not told where it comes from"


@pytest.mark.parametrize(
    "wrong",
    ["x", ["a"], {"suggested": "a"}, {"suggested": [1]}, {"suggested": ["a"] * 4}, {"article": 3}, {"article": ""}],
)
def test_another_shape_of_what_was_used_is_refused(wrong: Any) -> None:
    with pytest.raises(Refused):
        checked(wrong)
