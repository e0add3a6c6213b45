from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import LONGEST, BadText, clean, disarm, language_of


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  你好\r\n在吗  ", "你好\n在吗"),
        ("a\x00b\x07c", "abc"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("e\u0301", "é"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_texts_are_kept_clean(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_a_text_is_refused_or_becomes_a_fixed_point(text: str) -> None:
    try:
        kept = clean(text)
    except BadText:
        return
    assert clean(kept) == kept and 1 <= len(kept) <= LONGEST


@given(st.text(max_size=60))
def test_nothing_reaches_rasa_as_a_command(text: str) -> None:
    assert not disarm(text).strip().startswith("/")


@pytest.mark.parametrize("text", ["/restart", " /restart", "／restart", "\u200b/ask_person", '//x{"a":1}', "\u2044"])
def test_slashes_in_disguise_are_disarmed(text: str) -> None:
    assert not disarm(text).strip().startswith("/")


def test_ordinary_texts_pass_unchanged() -> None:
    assert disarm("A/C or 空调 1/2 匹?") == "A/C or 空调 1/2 匹?"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我的订单到哪了", "zh"),
        ("where is my order", "en"),
        ("我的 iPhone 充电器 QH2025110001 不充电", "zh"),
        ("My 空调 is leaking badly, please help", "en"),
        ("Wi-Fi连不上", "zh"),
        ("ok", "en"),
    ],
)
def test_language_by_script(text: str, language: str) -> None:
    assert language_of(text, "zh") == language


@pytest.mark.parametrize("text", ["QH2025110001", "13912345678", "👍", "a@b.cn", "…", "T-10001"])
def test_what_has_no_words_keeps_the_conversations_language(text: str) -> None:
    assert (language_of(text, "zh"), language_of(text, "en")) == ("zh", "en")
