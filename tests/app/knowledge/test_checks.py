from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.knowledge.articles import Article, check, read_any
from tests.app import understanding
from tests.app.knowledge.conftest import article


def errors(*articles: Article) -> list[str]:
    return [str(problem) for problem in check(articles) if problem.level == "error"]


def warnings(*articles: Article) -> list[str]:
    return [str(problem) for problem in check(articles) if problem.level == "warning"]


GOOD = article("order.buy", "怎么下单？", "在哪买", "咋买东西", "购买流程", "想买个锅")


def test_a_good_article_has_no_problems() -> None:
    assert check([GOOD]) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "with space"}, "cannot be used"),
        ({"id": "../etc"}, "cannot be used"),
        ({"language": "fr"}, "unknown language"),
        ({"topic": " "}, "topic is missing"),
        ({"answer": ""}, "answer is missing"),
        ({"answer": "长" * 8001}, "8001 characters"),
        ({"answer": "```\ncode"}, "not closed"),
        ({"urgency": "soon"}, "unknown urgency"),
        ({"nature": "other"}, "unknown nature"),
        ({"status": "hidden"}, "unknown status"),
        ({"variants": ("字" * 501,)}, "501 characters"),
    ],
)
def test_mistakes_are_errors(change: dict[str, object], says: str) -> None:
    assert any(says in error for error in errors(replace(GOOD, **change)))  # type: ignore[arg-type]


def test_a_channel_that_nobody_writes_in_is_a_warning() -> None:
    assert check([replace(GOOD, nature="consult", channels=("web", "rest", "callback"))]) == []
    [found] = check([replace(GOOD, channels=("web", "pigeon"))])
    assert found.level == "warning" and "'pigeon'" in found.what and "web, rest, callback" in found.how


def test_braces_are_ordinary_characters() -> None:
    assert errors(replace(GOOD, answer="写成 {name} 或 { 都行 }")) == []


def test_one_phrase_cannot_belong_to_two_articles() -> None:
    other = article("order.sell", "怎么卖？", "在 哪 买？", "a", "b", "c")
    assert any("order.buy" in error for error in errors(GOOD, other))


def test_the_same_phrase_in_both_languages_of_one_article_is_fine() -> None:
    assert errors(GOOD, replace(GOOD, language="en")) == []


def test_an_id_exists_once_a_language() -> None:
    assert any("exist already" in error for error in errors(GOOD, replace(GOOD, question="别的")))


def test_near_duplicates_of_different_articles_are_pointed_out() -> None:
    one = article("a", "退款一般要多长时间才可以到我的账户", "x1", "x2", "x3", "x4")
    two = article("b", "退款一般要多长时间才可以到我的账户呢", "y1", "y2", "y3", "y4")
    assert any("nearly" in warning for warning in warnings(one, two))


def test_missing_translations_are_pointed_out_only_where_there_are_others() -> None:
    english = replace(GOOD, id="order.other", language="en", question="How?", variants=("e", "f", "g", "h"))
    assert any("no en version" in warning for warning in warnings(GOOD, english))
    assert warnings(GOOD) == []


def test_the_shipped_knowledge_base_has_no_errors() -> None:
    assert errors(*read_any([understanding.shipped()])) == []


def test_ten_thousand_rows_are_checked_in_seconds() -> None:
    many = [
        article(f"a.{n}", f"第{n}号商品怎么保养", *(f"{n}号的{v}怎么弄{n * 7}" for v in "甲乙丙丁"))
        for n in range(10_000)
    ]
    started = time.process_time()
    check(many)
    assert time.process_time() - started < 20
