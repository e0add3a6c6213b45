from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.articles import read_any
from bot.knowledge.live import FixedSource, LiveIndex
from bot.knowledge.pinyin import PinyinReader
from tests.app import understanding
from tests.app.knowledge.conftest import article


@pytest.fixture(scope="module")
def reader() -> PinyinReader:
    articles = read_any([understanding.shipped()])
    return PinyinReader(phrase for one in articles if one.language == "zh" for phrase in one.phrases)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tuikuan shenme shihou daozhang", "退款什么时候到账"),
        ("FaPiao zenme kai?", "发票怎么开?"),
        ("kd到哪了", "快递到哪了"),
        ("wo de dd mei shoudao", "我的订单没收到"),
        ("dianchi maoyan le", "电池冒烟了"),
        ("冰箱buzhileng怎么办", "冰箱不制冷怎么办"),
    ],
)
def test_what_was_typed_by_sound_is_read(reader: PinyinReader, typed: str, meant: str) -> None:
    assert reader.read(typed) == meant


@pytest.mark.parametrize(
    "text", ["where is my order", "iphone充电线坏了", "忘记pin码了", "pc端打不开", "退款", "", "😀 123"]
)
def test_everything_else_stays_as_it_is(reader: PinyinReader, text: str) -> None:
    assert reader.read(text) is None


@given(st.text(st.sampled_from("aeinuhgzcst'kd 退款?1\n"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_letters_are_read_in_time(reader: PinyinReader, text: str) -> None:
    found = reader.read(text)
    assert found is None or found


def test_the_index_answers_pinyin_and_learns_new_words_with_an_edit() -> None:
    source = FixedSource([article("refund.time", "退款多久到账？"), article("gas.smell", "闻到煤气味怎么办？")])
    live = LiveIndex(source, understanding.vectors(), understanding.encoder())
    live.refresh()
    assert live.ask("tuikuan duojiu daozhang").ranking[0].id == "refund.time"
    assert live.ask("wendao meiqi wei zenmeban").ranking[0].id == "gas.smell"
    assert live.in_characters("jingshuiqi huan lüxin") is None
    more = live.with_articles([*live.articles(), article("filter.change", "净水器怎么换滤芯？")])
    assert more.ask("jingshuiqi zenme huan lvxin").ranking[0].id == "filter.change"
