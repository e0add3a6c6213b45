from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.duplicates import near_pairs, near_to_first

WORDS = ["退款", "多久", "到账", "发票", "怎么开", "电子", "请问", "warranty", "how long", "is the", "开票抬头"]
PHRASES = st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map("".join), min_size=2, max_size=60)


@given(PHRASES, st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_a_few_phrases_against_all_give_the_same_pairs(phrases: list[str], first: int) -> None:
    owners = [f"a.{(len(phrase) + at) % 4}" for at, phrase in enumerate(phrases)]
    first = min(first, len(phrases))
    everything = {(one, two) for one, two in near_pairs(phrases, owners) if one < first}
    assert set(near_to_first(phrases, owners, first)) == everything


def test_almost_the_same_words_of_two_articles_are_a_pair() -> None:
    phrases = ["请问电子发票的抬头怎么修改呀", "请问电子发票的抬头怎么修改呀呢", "完全不同的另一句话在这里"]
    assert list(near_to_first(phrases, ["a", "b", "c"], 1)) == [(0, 1)]
    assert list(near_to_first(phrases, ["a", "a", "c"], 1)) == []
