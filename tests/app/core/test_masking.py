"""What editors see of customers' words: the matter, and nobody's numbers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.masking import LONGEST_EXAMPLE, example_of, masked, says_something


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的电话是13812345678，尽快回", "我的电话是[电话]，尽快回"),
        ("打 010-8888 6666 找我", "打 [电话] 找我"),
        ("call me on 555 123 4567", "call me on [phone]"),
        ("ring +44 20 7946 0958 tonight", "ring [phone] tonight"),
        ("我的微信号是 abc_12345", "我的微信号是 [电话]"),
        ("发到li.na@example.com.cn吧", "发到[邮箱]吧"),
        ("mail me at a.b@example.co.uk please", "mail me at [email] please"),
        ("QH2025110001到哪了", "[订单号]到哪了"),
        ("ＱＨ２０２５１１０００１ 到哪了", "[订单号] 到哪了"),
        ("where is QH 2025 11 0001?", "where is [order number]?"),
        ("工单10023进度", "工单[工单号]进度"),
        ("T-10023 update?", "[ticket number] update?"),
        ("序列号是AB12CD34EF56，坏了", "序列号是[序列号]，坏了"),
        ("A1B2C3D4E5F6 这台坏了", "[序列号] 这台坏了"),
        ("北京市朝阳区建国路88号3号楼501室能送吗", "[地址]能送吗"),
        ("请问你们能送到朝阳区建国路88号吗", "请问你们能送到[地址]吗"),
        ("地址是上海市浦东新区世纪大道100号，改一下", "地址是[地址]，改一下"),
        ("2号楼3单元501装空调", "[地址]装空调"),
        ("I live at 12 Baker Street, London and my fridge died", "I live at [address] and my fridge died"),
        ("deliver to 5 Elm Road, Leeds", "deliver to [address]"),
        ("我叫李娜，想退货", "我叫[姓名]，想退货"),
        ("my name is John Smith and my order is late", "my name is [name] and my order is late"),
        ("卡号6222 0212 3456 7890 123", "卡号[号码]"),
        ("身份证11010519900307123X", "身份证[号码]"),
        ("快递SF1234567890123没到", "快递[号码]没到"),
    ],
)
def test_what_is_somebodys_own_is_not_shown(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "退款1299元什么时候到",
        "空调100000元贵不贵",
        "price is $1299999?",
        "KFR-35GW/BP3 多少钱",
        "iPhone15ProMax256GB 能用吗",
        "2025-11-20下单的",
        "12月11日到12月20日之间",
        "打400-820-8888没人接",
        "怎么改地址",
        "我的地址改成什么了",
        "我叫师傅来要钱吗",
        "can you ship to Canada within 2 weeks",
        "3 days on the road and nothing",
        "wifi 192.168.1.100 连不上",
        "",
    ],
)
def test_the_matter_stays_readable(text: str) -> None:
    assert masked(text) == text


_SNIPPETS = st.sampled_from(
    [
        "13812345678", "我的地址是", "地址是", "建国路88号", "QH2025110001", "T-10023", "my address is ", "12 Elm Road",
        "a@b.cn", "我叫李娜", "my name is ", "John Smith", "，", ". ", " ", "\n", "是", "电话", "序列号", "AB12CD34EF56", "and ",
        "6222 0212 3456 7890", "号楼", "3单元", "+44 20 7946 0958", "吗？", "ship to ", "[电话]", "[", "]", "５５５１２３", "栋", "5",
    ]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(_SNIPPETS, max_size=12).map("".join)))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = example_of(text)
    assert masked(masked(text)) == masked(text)
    assert example_of(once) == once and len(once) <= LONGEST_EXAMPLE


# The street ran into the next word, and stands by itself where the line is cut off.
@example("的" * 287 + "，12 Elm Road我的" + "的" * 20)
@given(st.lists(_SNIPPETS, min_size=30, max_size=90).map("".join))
def test_a_long_letter_is_cut_and_stays_masked(text: str) -> None:
    once = example_of(text)
    assert example_of(once) == once and len(once) <= LONGEST_EXAMPLE


@pytest.mark.parametrize("gap", [" ", ",", ":", "，"])
@pytest.mark.parametrize("length", [3, 60, 119, 121, 240])
def test_an_address_of_nothing_but_signs_ends(gap: str, length: int) -> None:
    assert masked(f"my address is {gap * length}5").count("[") <= 1
    assert masked(f"地址是{gap * length}5").count("[") <= 1


@given(st.lists(_SNIPPETS, max_size=8).map(" ".join))
def test_a_mobile_never_comes_through(text: str) -> None:
    assert "13812345678" not in masked(f"{text} 13812345678 {text}")


@pytest.mark.parametrize(
    ("text", "asks"), [("[电话]", False), ("？？", False), ("3", False), ("发票", True), ("a", False)]
)
def test_a_bare_number_asks_nothing(text: str, asks: bool) -> None:
    assert says_something(text) == asks
