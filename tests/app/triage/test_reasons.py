"""Which words of a message are shown as the reason for its level."""

from __future__ import annotations

import pytest

from bot.triage.lexicon import signs
from bot.triage.reasons import spans


@pytest.mark.parametrize("dull", ["was", "your", "this", "they"])
def test_a_word_that_says_nothing_is_no_reason_however_strong(dull: str) -> None:
    shown = spans(f"{dull} shop seems greedy", {f"w {dull}": 1.0, "w greedy": 0.8}, {})
    assert shown == ("greedy",)


def test_such_a_word_stays_inside_a_longer_reason() -> None:
    assert spans("it was greedy", {"w was": 1.0, "w greedy": 0.8}, {}) == ("was greedy",)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("I cannot fault the fitters", "cannot fault"),
        ("have you thought of a night slot", "have you thought"),
        ("such a waste of money", "waste of"),
        ("Hold my parcel till Monday", "hold"),
        ("no picture since the update", "no picture"),
        ("这台真是超值", "超值"),
        ("要是能周日送就好了", "就好了"),
        ("地址改成公司的", "改成"),
        ("货不对板", "货不对板"),
    ],
)
def test_what_people_say_plainly_is_a_sign(text: str, expression: str) -> None:
    assert any(expression in found for found in signs(text).found)


@pytest.mark.parametrize("text", ["I am not satisfied", "I would not recommend it", "dissatisfied", "let us know"])
def test_the_contrary_is_no_such_sign(text: str) -> None:
    found = {one for hits in signs(text).found for one in hits}
    assert not found & {"satisfied", "would recommend", "let us"}
