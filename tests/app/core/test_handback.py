"""What the next agent reads of an earlier call: one paragraph, made from facts, in both languages."""

from __future__ import annotations

import pytest

from bot.core.handback import Ending, about, recap, things

FORM = {
    "said": ["你好", "空调滴水，外机也响", "谢谢"],
    "form": {"product": "壁挂空调", "problem": "不制冷，滴水", "order_number": "QH2025110001"},
    "entities": [{"entity": "product", "value": "ac", "text": "壁挂空调"}, {"entity": "phone", "value": "13912345678"}],
}
TALK = {"said": ["hello", "my dryer does not start any more", "thanks"], "form": {}, "entities": []}


def test_a_solved_matter_says_what_who_how_and_the_ticket() -> None:
    end = Ending("resolved", "fault", agent="小王", ticket="T-10001", done="已安排周三上门。", confirmation="confirmed")
    told = recap(FORM, end)
    assert told["zh"] == (
        "故障：“不制冷，滴水”（壁挂空调、QH2025110001）。由 小王 处理并结束：已安排周三上门。客户确认已解决。工单 T-10001。"
    )
    assert told["en"] == (
        "Fault: “不制冷，滴水” (壁挂空调, QH2025110001). 小王 dealt with it: 已安排周三上门. "
        "The customer confirmed that it is solved. Ticket T-10001."
    )


def test_without_a_form_the_last_words_that_mean_something_count() -> None:
    told = recap(TALK, Ending("released", "request", agent="Amy", last_reply="I have asked the workshop."))
    assert told["en"] == (
        "Request: “my dryer does not start any more”. Amy had it and gave it back to the assistant, not finished; "
        "last words to the customer: “I have asked the workshop.”."
    )
    assert "最后答复“I have asked the workshop.”" in told["zh"]


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("nobody_came", "没有客服接待，等我们联系客户", "Nobody took it; we owe the customer an answer"),
        ("customer_silent", "小王 接待，客户没有再回复", "小王 had it, then the customer did not answer any more"),
        ("customer_cancelled", "客户取消了排队", "The customer left the queue"),
    ],
)
def test_every_other_end_is_told_as_it_was(reason: str, zh: str, en: str) -> None:
    told = recap(FORM, Ending(reason, "fault", agent="小王", reopened=2))
    assert zh in told["zh"] and "重新打开过 2 次" in told["zh"]
    assert en in told["en"] and "Opened again 2 times" in told["en"]


def test_an_empty_packet_and_a_very_long_matter_make_a_sentence_too() -> None:
    assert recap({}, Ending("resolved", "other"))["zh"] == "其他。由 客服 处理并结束。"
    assert recap({}, Ending("resolved", "other"))["en"] == "Matter. An agent dealt with it."
    long = {"said": ["很长" * 300]}
    assert len(about(long)) <= 60 and len(recap(long, Ending("resolved", "consult"))["zh"]) < 120


def test_nothing_private_but_product_and_order_is_repeated() -> None:
    assert things(FORM) == ["壁挂空调", "QH2025110001"]
    assert "139" not in recap(FORM, Ending("resolved", "fault"))["zh"]
