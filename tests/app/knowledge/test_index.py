from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from bot.knowledge.building import build
from bot.knowledge.encoder import encode_one
from bot.knowledge.index import Index
from bot.knowledge.vectors import MemoryCache, vectors_of
from tests.app import understanding
from tests.app.knowledge.conftest import article


def built(*articles, cache=None) -> Index:
    return build(articles, understanding.encoder(), cache or understanding.vectors())


REFUND = article("refund.time", "退款多久到账？")
HOURS = article("contact.hours", "客服几点上班？")


def test_an_empty_knowledge_base_knows_nothing() -> None:
    answer = built().ask("退款多久到账")
    assert (answer.status, answer.ranking) == ("none", ())


def test_a_single_article_answers_its_question_and_nothing_else() -> None:
    index = built(REFUND)
    assert index.ask("退款多久到账").status == "answer"
    assert index.ask("退款什么时候能到账啊").ranking[0].id == "refund.time"
    assert index.ask("明天会下雨吗").status == "none"


def test_two_articles_are_told_apart_by_other_words() -> None:
    index = built(REFUND, HOURS)
    assert index.ask("钱什么时候退给我").ranking[0].id == "refund.time"
    assert index.ask("你们什么时候有人在").ranking[0].id == "contact.hours"


def test_drafts_are_not_found() -> None:
    assert built(replace(REFUND, status="draft")).ask("退款多久到账").status == "none"


@pytest.mark.parametrize("text", ["退款多久到账", "  退款多久到账？？", "退款多久到賬", "退款，多久到账！"])
def test_the_words_of_an_article_are_certain_in_any_dress(text: str) -> None:
    found = built(REFUND, HOURS).ask(text).ranking[0]
    assert found.id == "refund.time" and found.score >= 0.99


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("钱啥时候退回来", "refund.time"),
        ("空调一直滴水到地板上", "trouble.ac_leak"),
        ("充电宝鼓起来了", "safety.swollen_battery"),
        ("how long until I get my money back", "refund.time"),
        ("my telly won't turn on", "trouble.tv_no_picture"),
        ("what are your opening hours", "contact.hours"),
    ],
)
def test_the_shipped_articles_are_found_by_everyday_words(shipped_index: Index, text: str, wanted: str) -> None:
    assert wanted in [one.id for one in shipped_index.ask(text).ranking[:3]]


@pytest.mark.parametrize("text", ["北京明天多少度", "write me a poem about the sea", "帮我算一下 12 乘以 8", "asdfgh"])
def test_nothing_is_answered_to_questions_that_have_no_article(shipped_index: Index, text: str) -> None:
    assert shipped_index.ask(text).status != "answer"


@pytest.mark.parametrize("text", ["", " ", "？？？", "12345", "😀", "\u200b", "a" * 4000, "退" * 4000])
def test_any_text_gets_an_answer_object(shipped_index: Index, text: str) -> None:
    answer = shipped_index.ask(text)
    assert answer.status in ("answer", "suggest", "none") and len(answer.ranking) == 10
    assert all(0 <= one.score <= 1 for one in answer.ranking)
    assert [one.score for one in answer.ranking] == sorted((one.score for one in answer.ranking), reverse=True)


def test_building_twice_gives_the_same_answers() -> None:
    questions = ["钱什么时候退", "几点开门", "hello"]
    first, second = built(REFUND, HOURS), built(HOURS, REFUND)
    assert [first.ask(one) for one in questions] == [second.ask(one) for one in questions]


def test_asking_takes_milliseconds_beyond_encoding(shipped_index: Index) -> None:
    text = "洗衣机晃得厉害怎么办"
    encode_one(text, shipped_index.encoder)
    shipped_index.ask(text)
    started = time.process_time()
    for _ in range(50):
        shipped_index.ask(text)
    assert (time.process_time() - started) / 50 < 0.015


class WordsOfNumbers:
    """Stands in for the encoders where thousands of texts are needed: each number has its own direction."""

    name = "use"
    dimensions = 64

    def encode(self, texts):
        found = []
        for text in texts:
            number = "".join(char for char in text if char.isdigit()) or "0"
            found.append(np.random.default_rng(int(number)).normal(size=self.dimensions))
        rows = np.array(found, np.float32).reshape(len(texts), self.dimensions)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_thousands_of_articles_are_indexed_in_seconds_and_still_found() -> None:
    many = [article(f"a.{n}", f"型号{n}怎么用", f"{n}用不来") for n in range(2500)]
    started = time.process_time()
    index = build(many, WordsOfNumbers(), MemoryCache())
    assert time.process_time() - started < 30
    right = [index.ask(f"请教 {n} 的用法").ranking[0].id == f"a.{n}" for n in range(0, 2500, 50)]
    assert np.mean(right) > 0.9


class Counting:
    """An encoder that tells how many texts it was given, and may fail after some."""

    name = "use"
    dimensions = 4

    def __init__(self, fails_after: int | None = None) -> None:
        self.seen: list[str] = []
        self.fails_after = fails_after

    def encode(self, texts):
        if self.fails_after is not None and len(self.seen) + len(texts) > self.fails_after:
            raise KeyboardInterrupt
        self.seen += texts
        return np.ones((len(texts), 4), np.float32) / 2


def test_known_texts_are_not_encoded_again() -> None:
    encoder, cache = Counting(), MemoryCache()
    vectors_of(["a", "b", "a"], encoder, cache)
    vectors_of(["b", "c"], encoder, cache)
    assert encoder.seen == ["a", "b", "c"]


def test_an_interrupted_import_keeps_what_was_encoded() -> None:
    cache, texts = MemoryCache(), [f"text {n}" for n in range(200)]
    with pytest.raises(KeyboardInterrupt):
        vectors_of(texts, Counting(fails_after=150), cache)
    again = Counting()
    seen: list[tuple[int, int]] = []
    vectors_of(texts, again, cache, lambda done, total: seen.append((done, total)))
    assert len(again.seen) == 72
    assert seen == [(64, 72), (72, 72)]


def test_an_article_left_out_hands_its_place_to_the_next() -> None:
    counter = article("refund.counter", "在柜台退款多久到账？", "柜台退款")
    index = built(REFUND, HOURS, counter)
    assert index.ask("退款多久到账").ranking[0].id == "refund.time"
    rest = index.ask("退款多久到账", {"refund.time"})
    assert rest.status == "answer" and rest.ranking[0].id == "refund.counter"
    assert "refund.time" not in {one.id for one in rest.ranking}
    assert index.ask("退款多久到账", {"refund.time", "refund.counter"}).status == "none"
    assert index.ask("退款多久到账", set(index.ids)).ranking == ()


def test_of_thousands_one_is_left_out_as_well() -> None:
    many = [article(f"a.{n}", f"型号{n}怎么用", f"{n}用不来") for n in range(2500)]
    index = build(many, WordsOfNumbers(), MemoryCache())
    assert index.ask("型号7怎么用").ranking[0].id == "a.7"
    assert "a.7" not in {one.id for one in index.ask("型号7怎么用", {"a.7"}).ranking}
    few = index.ask("型号7怎么用", set(index.ids) - {"a.9"})
    assert [one.id for one in few.ranking] == ["a.9"]
