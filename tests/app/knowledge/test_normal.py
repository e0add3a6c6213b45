from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.normal import encodable, features, key, simplify, words


@pytest.mark.parametrize(
    ("one", "two"),
    [("退货？", "退 货!"), ("電飯煲冒煙了", "电饭煲冒烟了"), ("ＨＥＬＬＯ", "hello"), ("Wi-Fi", "wifi")],
)
def test_texts_that_say_the_same_have_one_key(one: str, two: str) -> None:
    assert key(one) == key(two)


def test_simplified_texts_stay_as_they_are() -> None:
    assert simplify("乾隆皇帝的著作，里面干净") == "乾隆皇帝的著作，里面干净"


def test_shouting_and_stretching_say_no_more() -> None:
    assert encodable("sooooooo   slow!!!!!!") == "sooo slow!"


def test_numbers_are_kept_whole() -> None:
    assert "13999999999" in encodable("13999999999")


def test_long_messages_keep_their_beginning_and_end() -> None:
    kept = encodable("开头" + "字" * 3 + "中" * 1 + "甲乙丙丁" * 900 + "结尾")
    assert len(kept) < 700 and kept.startswith("开头") and kept.endswith("结尾")


def test_both_languages_are_cut_into_words() -> None:
    assert words("我的洗衣机 won't spin") == ["我", "的", "洗衣机", "won't", "spin"]


@given(st.text(max_size=80))
def test_any_text_has_a_normal_form(text: str) -> None:
    assert key(key(text)) == key(text)
    assert all(":" in feature for feature in features(text))
