"""What of a customer's last messages answers are looked up for."""

from __future__ import annotations

import pytest

from bot.core.asking import is_closing, is_short, readings


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("谢谢", True), ("好的，谢谢您！", True), ("嗯嗯", True), ("？", True), ("[笑]😊", False), ("OK thanks a lot", True),
        ("thanks for your help", True), ("no", True), ("好的那怎么退款", False), ("谢谢，退款多久", False),
        ("not working", False), ("I see smoke", False), ("可以加急吗", False),
    ],
)  # fmt: skip
def test_politeness_is_no_question(text: str, closing: bool) -> None:
    assert is_closing(text) == closing


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("海外信用卡", True),
        ("how long?", True),
        ("退款要多久才能到账", False),
        ("my refund has not arrived yet at all", False),
    ],
)
def test_short_is_what_rarely_names_its_matter(text: str, short: bool) -> None:
    assert is_short(text) == short


def test_a_short_one_is_read_alone_and_with_the_one_before() -> None:
    assert readings(["海外信用卡", "退款要多久到账", "你好"]) == ["海外信用卡", "退款要多久到账 海外信用卡"]
    assert readings(["how long?", "ok thanks", "my refund"]) == ["how long?", "my refund how long?"]
    assert readings(["退款要多久才能到账呢", "洗衣机"]) == ["退款要多久才能到账呢"]
    assert readings(["多久"]) == ["多久"]
    assert readings(["谢谢", "退款要多久到账"]) == readings([]) == []


def test_four_thousand_characters_are_read_too() -> None:
    assert not is_closing("好的" * 1999 + "退款")
