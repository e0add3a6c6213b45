from __future__ import annotations

import pytest

from bot.core.pinyin import is_pinyin, is_whole
from bot.core.text import language_of


@pytest.mark.parametrize(
    "text", ["tuikuan shenme shihou dao", "FAPIAO zenme kai", "wo de dd mei shoudao", "xi'an neng fahuo ma", "nihao"]
)
def test_chinese_by_its_sound_is_pinyin(text: str) -> None:
    assert is_pinyin(text)
    assert language_of(text, "zh") == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "where is my order", "how can I change the address", "refund please", "my phone died", "ok", "hi", "iPhone 15",
        "the washing machine leaks", "退款什么时候到", "", "123", "order SO20260101",
        "can u get me a human pls", "human", "can you change", "can a man change me", "agent",
    ],
)  # fmt: skip
def test_english_numbers_and_characters_are_none(text: str) -> None:
    assert not is_pinyin(text)


def test_where_english_is_spoken_short_words_stay_english() -> None:
    assert is_pinyin("gang change") and language_of("gang change", "en") == "en"


def test_words_are_whole_or_not() -> None:
    assert is_whole("xian") and is_whole("xi'an") and is_whole("shouji")
    assert not is_whole("kd") and not is_whole("refund") and not is_whole("")
