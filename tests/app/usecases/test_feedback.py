"""Titles to try next and advice by article keep to the channels of their articles."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge.article import Article
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.answer import lease
from bot.usecases.feedback import advice, untried
from bot.usecases.knowledge import import_articles
from bot.usecases.receive import receive, start_conversation
from tests.app.usecases.conftest import NOON

SMOKE = Article("safety.smoke", "zh", "safety", "冒烟了怎么办？", (), "先断电。", channels=("web",))
GAS = Article("safety.gas", "zh", "safety", "有煤气味怎么办？", (), "先关阀。")


def test_an_article_limited_to_the_page_is_neither_offered_nor_told_to_a_program(store: Store) -> None:
    import_articles(store, [SMOKE, GAS], "test", "", True, NOON)
    page, program = (start_conversation(store, channel, "zh", NOON, ext_user="u") for channel in ("web", "rest"))
    ids = ["safety.smoke", "safety.gas"]
    assert [name for name, _ in untried(store, page, ids, "zh", 1)] == ["safety.smoke"]
    assert [name for name, _ in untried(store, program, ids, "zh", 1)] == ["safety.gas"], "the next takes its place"
    assert advice(store, page, "safety.smoke", "zh") == "先断电。"
    assert advice(store, program, "safety.smoke", "zh") is None
    assert advice(store, program, "safety.gas", "zh") == "先关阀。"


def test_the_version_that_would_be_told_decides(store: Store) -> None:
    english = replace(SMOKE, language="en", answer="Cut the power.", channels=())
    import_articles(store, [SMOKE, english], "test", "", True, NOON)
    program = start_conversation(store, "rest", "en", NOON, ext_user="u")
    assert advice(store, program, "safety.smoke", "en") == "Cut the power."
    assert advice(store, program, "safety.smoke", "zh") is None


def test_the_engine_is_told_where_the_customer_writes(store: Store, bell: Bell) -> None:
    for channel in ("web", "callback"):
        conversation = start_conversation(store, channel, "zh", NOON, ext_user="u")
        receive(store, bell, conversation, "m1", "你好", NOON)
        turn = lease(store, "engine", NOON)
        assert turn is not None and (turn.conversation_id, turn.channel) == (conversation, channel)
