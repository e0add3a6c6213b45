"""Which articles earn their keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.words import HandoffReason
from bot.knowledge.article import Article
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import article as article_table
from bot.store.schema import message
from bot.usecases.article_use import use_of_articles
from bot.usecases.desk_settings import DeskRules
from bot.usecases.knowledge import import_articles
from tests.app.usecases.conftest import NOON
from tests.app.usecases.talk import Talk

DAY = 86400.0
NOW = NOON + 6 * 3600
RETURNS = Article("returns.how", "zh", "returns", "怎么退货？", ("退货",), "这样退", (), None)


class Shop:
    def __init__(self, store: Store, bell: Bell, rules: DeskRules) -> None:
        self.store, self.bell, self.rules = store, bell, rules

    def customer(self, at: float = NOON) -> Talk:
        return Talk(self.store, self.bell, self.rules, at)

    def use(self, days: float = 90) -> dict[str, Any]:
        return use_of_articles(self.store, days, NOW)

    def of(self, article_id: str, days: float = 90) -> dict[str, Any]:
        return next(one for one in self.use(days)["articles"] if one["id"] == article_id)


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules) -> Shop:
    return Shop(store, bell, rules)


def publish(store: Store, *articles: Article) -> None:
    import_articles(store, articles, "lin", "test", True, NOON)


def test_showings_and_verdicts_are_counted(shop: Shop) -> None:
    shop.customer().asks("怎么退货", "faq", "returns.how").presses("有帮助")
    shop.customer().asks("退货呢", "faq", "returns.how").presses("没解决")
    shop.customer().asks("你好", "greet").asks("退", "faq_choice").presses("第一篇")
    last = shop.customer(NOON + 600).asks("退货", "faq", "returns.how")
    assert shop.use()["articles"] == [
        {"id": "returns.how", "shown": 3, "helped": 1, "not_helped": 1, "handoffs": 0, "last_used": last.at},
        {"id": "first", "shown": 1, "helped": 0, "not_helped": 0, "handoffs": 0, "last_used": NOON + 180},
    ]


def test_a_person_called_soon_after_an_article_counts_against_it(shop: Shop) -> None:
    both = shop.customer().asks("怎么退货", "faq", "returns.how").asks("运费呢", "faq", "returns.fee")
    both.asks("再说一遍退货", "faq", "returns.how").gets_a_person(HandoffReason.ASKED)
    shop.customer().asks("怎么退货", "faq", "returns.how").gets_a_person(after=29 * 60)
    shop.customer().asks("怎么退货", "faq", "returns.how").gets_a_person(after=31 * 60)
    shop.customer().asks("怎么退货", "faq", "returns.how")
    assert shop.of("returns.how")["handoffs"] == 2, "each call once, however often the article was shown before it"
    assert shop.of("returns.fee")["handoffs"] == 1


def test_what_the_bot_thought_but_never_said_was_not_shown(shop: Shop, store: Store) -> None:
    shop.customer().asks("怎么退货", "faq", "returns.how")
    silent = shop.customer().asks("怎么换货", "faq", "exchange.how")
    with store.begin() as tx:
        tx.execute(
            sa.update(message)
            .where(message.c.conversation_id == silent.id, message.c.author == "bot")
            .values(suppressed=True, seq=None)
        )
    assert [one["id"] for one in shop.use()["articles"]] == ["returns.how"]


def test_only_the_days_asked_for_count(shop: Shop) -> None:
    shop.customer(NOON - 40 * DAY).asks("怎么退货", "faq", "returns.how").presses("没解决")
    shop.customer().asks("怎么退货", "faq", "returns.how")
    shop.customer(NOON - 40 * DAY).asks("运费呢", "faq", "returns.fee")
    assert (shop.of("returns.how", 30)["shown"], shop.of("returns.how", 30)["not_helped"]) == (1, 0)
    assert (shop.of("returns.how", 90)["shown"], shop.of("returns.how", 90)["not_helped"]) == (2, 1)
    assert [one["id"] for one in shop.use(30)["articles"]] == ["returns.how"]


def test_what_nobody_was_shown_for_three_months_is_named(shop: Shop, store: Store) -> None:
    publish(store, RETURNS, replace(RETURNS, id="returns.fee"), replace(RETURNS, id="returns.late"))
    publish(store, replace(RETURNS, id="hidden", status="draft"))
    shop.customer(NOON - 60 * DAY).asks("怎么退货", "faq", "returns.how")
    shop.customer(NOON - 100 * DAY).asks("运费呢", "faq", "returns.fee")
    assert shop.use(days=30)["never"] == shop.use(days=365)["never"] == ["returns.fee", "returns.late"]


def test_articles_that_run_out_are_named_in_time(shop: Shop, store: Store) -> None:
    ends = {"old": NOW - DAY, "soon": NOW + 13 * DAY, "later": NOW + 15 * DAY, "always": None}
    publish(store, *(replace(RETURNS, id=name) for name in ends))
    with store.begin() as tx:
        for name, end in ends.items():
            tx.execute(sa.update(article_table).where(article_table.c.id == name).values(valid_until=end))
    use = shop.use()
    told = {"language": "zh", "question": "怎么退货？"}
    assert use["expired"] == [{"id": "old", **told, "valid_until": NOW - DAY}]
    assert use["expiring"] == [{"id": "soon", **told, "valid_until": NOW + 13 * DAY}]
