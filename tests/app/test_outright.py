from __future__ import annotations

import pytest

from bot.triage.outright import asks_outright, complains_outright


@pytest.mark.parametrize(
    "text",
    [
        "我要转人工，你们上次说三天退款，现在一周了还没到！",
        "转人工！！！充电宝的事",
        "说了半天没用，给我找个真人",
        "I want to talk to a human, your refund is late by a week",
        "This is useless. Get me a real person.",
    ],
)
def test_a_plain_demand_counts_wherever_it_stands(text: str) -> None:
    assert asks_outright(text)


@pytest.mark.parametrize(
    "text",
    [
        "不用转人工，告诉我怎么退货",
        "上次转人工等了半小时",
        "人工费多少",
        "can I pay in person with cash",
        "I already spoke to an agent",
    ],
)
def test_what_is_no_demand(text: str) -> None:
    assert not asks_outright(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("洗衣机漏水了，我要投诉，找人工", "我要投诉"),
        ("投诉你们，三次上门都没修好", "投诉你们"),
        ("my order arrived broken, this is a complaint, I want a person", "this is a complaint"),
        ("I'd like to file a formal complaint about the courier", "I'd like to file a formal complaint"),
    ],
)
def test_a_plain_complaint_counts_wherever_it_stands(text: str, words: str) -> None:
    assert complains_outright(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "我原本想投诉的，结果你们经理亲自上门道歉了",
        "投诉处理要多久",
        "我要投诉电话",
        "不想投诉，就问问",
        "how are complaints handled",
        "I have no complaint, thanks",
        "I already filed a complaint yesterday",
    ],
)
def test_what_is_no_complaint(text: str) -> None:
    assert not complains_outright(text)
