"""What customers say to "is it solved?"."""

from __future__ import annotations

import pytest

from bot.core.confirming import Answer, how_long, payload, pressed, typed

YES, NO = Answer(True), Answer(False)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("解决了", YES), ("已解决，谢谢", YES), ("好的，谢谢你", YES), ("嗯", YES), ("没问题了", YES), ("没有别的问题了", YES),
        ("可以了", YES), ("yes", YES), ("Yes, thanks!", YES), ("works now, thank you", YES), ("ok", YES), ("it is solved", YES),
        ("还是不行", NO), ("没有", NO), ("还没修好", NO), ("不行啊", NO), ("没收到退款", NO), ("那怎么办", NO), ("no", NO),
        ("not yet", NO), ("It's still broken", NO), ("Still the same", NO), ("No, it still drips", NO), ("not solved", NO),
        ("还是滴水，我按你们说的都做了一遍，外机也重启过了，师傅也没来", NO),
        ("It still doesn't work, I did everything you said and it keeps dripping on the floor", NO),
        ("解决了，谢谢！另外发票怎么开？", Answer(True, more=True)),
        ("Solved, thanks. How do I get an invoice?", Answer(True, more=True)),
    ],
)  # fmt: skip
def test_a_yes_and_a_no_in_plain_words(text: str, answer: Answer) -> None:
    assert typed(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "发票怎么开？", "退款多久到账", "我想退货", "可以退货吗", "还有一个问题想问", "No, thanks", "what are your opening hours?",
        "I still have a question about my invoice, when will it arrive?", "还是不行，现在冒烟了", "No, it is smoking now", "",
    ],
)  # fmt: skip
def test_everything_else_is_for_the_bot_danger_first(text: str) -> None:
    assert typed(text) is None


def test_a_button_names_its_handoff() -> None:
    assert pressed(payload(12, True)) == (12, True) and pressed(payload(3, False)) == (3, False)
    assert pressed("/helped") is None and pressed("/solved") is None and pressed(None) is None


def test_how_long_the_answer_may_take() -> None:
    assert (how_long(86400, "zh"), how_long(86400, "en"), how_long(3600, "en")) == ("24 小时", "24 hours", "1 hour")
    assert (how_long(1800, "zh"), how_long(90, "en")) == ("30 分钟", "1 minute")
