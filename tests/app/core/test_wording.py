"""Masked questions as wordings: no mask stays, and the question does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.masking import PLACES, masked
from bot.core.wording import wording_of


@pytest.mark.parametrize(
    ("example", "wording"),
    [
        ("[订单号]到哪了", "订单到哪了"),
        ("[订单号] 到哪了", "订单到哪了"),
        ("我的订单[订单号]什么时候到", "我的订单什么时候到"),
        ("我订单号是[订单号]到哪了？", "我订单号到哪了？"),
        ("订单号是[订单号]，到哪了", "订单，到哪了"),
        ("[订单号]能刻字吗，我电话[电话]", "订单能刻字吗"),
        ("我的电话是[电话]，能改送货时间吗", "能改送货时间吗"),
        ("打 [电话] 找我", ""),
        ("打[电话]没人接怎么办", "打电话没人接怎么办"),
        ("发票发到[邮箱]可以吗", "发票发到邮箱可以吗"),
        ("工单[工单号]进度", "工单进度"),
        ("[地址]能送吗", "这个地址能送吗"),
        ("地址改成[地址]可以吗", "地址改成这个地址可以吗"),
        ("我叫[姓名]，想退货", "想退货"),
        ("快递[号码]没到", "快递没到"),
        ("序列号[序列号]还在保修期吗", "序列号还在保修期吗"),
        ("我的微信号是 [电话]", ""),
        ("[订单号]", ""),
        ("where is [order number]?", "where is my order?"),
        ("where is my [order number]?", "where is my order?"),
        ("My order [order number] has not arrived", "My order has not arrived"),
        ("order number is [order number], where is it?", "my order, where is it?"),
        ("my name is [name] and my order is late", "my order is late"),
        ("I live at [address] and my fridge died", "my fridge died"),
        ("can you deliver to [address]?", "can you deliver to my address?"),
        ("send the invoice to [email] please", "send the invoice to my email please"),
        ("Do you engrave? My phone is [phone]", "Do you engrave?"),
        ("[phone]", ""),
        ("怎么退货", "怎么退货"),
        ("  how do I\n return it ", "how do I return it"),
    ],
)
def test_the_mask_goes_and_the_question_stays(example: str, wording: str) -> None:
    assert wording_of(example) == wording


@given(
    st.lists(
        st.sampled_from(
            [
                "[订单号]",
                "[电话]",
                "[order number]",
                "[name]",
                "我的",
                "能退吗",
                "，",
                "。",
                " and ",
                "is",
                "13812345678",
                "?",
            ]
        ),
        max_size=12,
    )
)
def test_no_mask_is_ever_left_and_a_wording_stays_itself(parts: list[str]) -> None:
    made = wording_of(masked("".join(parts)))
    assert not PLACES.search(made)
    assert wording_of(made) == made
