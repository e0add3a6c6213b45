"""Products, names and addresses in both languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.engine.extract.gazetteer import GazetteerError, read_gazetteer
from bot.engine.extract.message import entities_of
from bot.engine.extract.product import product_names

NOW = datetime(2025, 11, 26, 10, 0)
PRODUCTS = product_names(read_gazetteer(Path(__file__).parents[2] / "data" / "products.yml"))


def found(text: str) -> list[dict[str, Any]]:
    return entities_of(text, NOW, PRODUCTS)


def values(text: str, entity: str) -> list[Any]:
    return [one["value"] for one in found(text) if one["entity"] == entity]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我家空调不制冷了", [("air_conditioner", "空调")]),
        ("我家AC坏了", [("air_conditioner", "AC")]),
        ("双开门冰箱", [("fridge", "双开门冰箱")]),
        ("冰箱和洗衣机都坏了", [("fridge", "冰箱"), ("washing_machine", "洗衣机")]),
        ("my robot vacuum cleaner", [("robot_vacuum", "robot vacuum cleaner")]),
        ("the hair dryer", [("hair_dryer", "hair dryer")]),
        ("two Air-Fryers", [("air_fryer", "Air-Fryers")]),
        ("my fans are noisy", [("fan", "fans")]),
        ("my account is locked", []),
        ("fantastic service", []),
        ("I am a big fan of your brand", []),
        ("my phone number is wrong", []),
        ("contact me by phone", []),
        ("手机号不对", []),
        ("我手机坏了", [("phone", "手机")]),
        ("看电视剧", []),
        ("dishwasher tablets", [("dishwasher", "dishwasher")]),
    ],
)
def test_a_product_is_its_longest_name_and_a_whole_word(text, expected):
    assert [(one["value"], one["text"]) for one in found(text) if one["entity"] == "product"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫李娜", ["李娜"]),
        ("我叫李娜电话13912345678", ["李娜"]),
        ("你好，我叫欧阳娜娜，想退货", ["欧阳娜娜"]),
        ("姓名：赵敏", ["赵敏"]),
        ("我姓王", ["王"]),
        ("找林先生就行", ["林先生"]),
        ("我叫Tom", ["Tom"]),
        ("你好，我是张三", ["张三"]),
        ("我是高级会员", []),
        ("我是常客", []),
        ("my name is John Smith", ["John Smith"]),
        ("my name is john smith and i need help", ["John Smith"]),
        ("my name is Lee, not Li", ["Lee"]),
        ("this is Ann", ["Ann"]),
        ("I'm Tom Wilson", ["Tom Wilson"]),
        ("ask for Mrs Wang", ["Mrs Wang"]),
        ("我叫师傅来修", []),
        ("我是老客户", []),
        ("姓王的师傅态度差", []),
        ("您贵姓", []),
        ("this is ridiculous", []),
        ("This is Ridiculous", []),
        ("I'm Very angry", []),
        ("my name is wrong on the invoice", []),
        ("call me back", []),
    ],
)
def test_a_name_is_introduced(text, expected):
    assert values(text, "name") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地址：武汉市洪山区珞喻路77号", ["武汉市洪山区珞喻路77号"]),
        ("我的地址是人民路11号2栋301，电话13912345678", ["人民路11号2栋301"]),
        ("收货地址：上海市 浦东新区 花木路100弄8号602室 明天下午送", ["上海市 浦东新区 花木路100弄8号602室"]),
        ("my address is 11/28 Smith Street, Melbourne, and my phone is 13912345678", ["11/28 Smith Street, Melbourne"]),
        ("My address is No. 9 Renmin Road, Room 502. Please come tomorrow.", ["No. 9 Renmin Road, Room 502"]),
        ("change the address to 12 Garden Road, building 4", ["12 Garden Road, building 4"]),
        ("I'm at 12 Garden Road, building 4 and my number is 13912345678", ["12 Garden Road, building 4"]),
        ("we're at flat 5, 12 Garden Road, please come", ["flat 5, 12 Garden Road"]),
        ("我在绍兴市越城区鲁迅中路204号，电话13912345678", ["绍兴市越城区鲁迅中路204号"]),
        ("I'm at work until 6, room for a call after that", []),
        ("I'm at my wits' end after 3 visits", []),
        ("我在3号下的单", []),
        ("我在路上，2点到", []),
        ("地址是什么", []),
        ("你们地址是哪里", []),
        ("my address is wrong", []),
        ("人民路11号", ["人民路11号"]),
        ("烤箱坏了，人民路11号，明天来", ["人民路11号"]),
        ("师傅在人民路11号等我", []),
        ("the fridge is warm, 3 Lake Road, tomorrow", ["3 Lake Road"]),
        ("I called 3 times on the road", []),
    ],
)
def test_an_address_is_introduced_and_ends_where_something_else_begins(text, expected):
    assert values(text, "address") == expected


def test_a_broken_list_of_products_says_what_to_write(tmp_path):
    broken = tmp_path / "products.yml"
    for content in ("products: [{zh: [空调]}]", "- 1", "products: [", "products: [{id: tv}]"):
        broken.write_text(content, "utf-8")
        with pytest.raises(GazetteerError, match="products.yml"):
            read_gazetteer(broken)
    with pytest.raises(GazetteerError, match="could not be read"):
        read_gazetteer(tmp_path / "none.yml")
