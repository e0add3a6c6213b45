from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import building, updating
from bot.knowledge.article import Article
from bot.knowledge.articles import read_any
from bot.knowledge.building import build, build_from
from bot.knowledge.head import RIDGE, exchanged
from bot.knowledge.index import Index
from bot.knowledge.live import LiveIndex
from bot.knowledge.phrases import Phrase, phrases_of
from bot.knowledge.updating import is_stale, updated
from tests.app import understanding
from tests.app.knowledge.test_live import Shelf

SAID = "紫色的三角铁在月台上打伞"


@pytest.fixture(scope="module")
def shipped() -> list[Article]:
    return read_any([understanding.shipped()])


def index_of(phrases: Sequence[Phrase]) -> Index:
    return build_from(phrases, understanding.encoder(), understanding.vectors())


def renewed(old: Index, phrases: Sequence[Phrase]) -> Index:
    found = updated(old, phrases, understanding.vectors())
    assert found is not None
    return found


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(0, 20), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_exchanging_rows_gives_the_inverse_of_the_other_matrix(seed: int, stay: int, go: int, come: int) -> None:
    points = np.random.default_rng(seed).normal(size=(stay + go + come, 8))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    gram = np.exp(2 * (points @ points.T - 1)).astype(np.float32)
    lifted = gram + RIDGE * np.eye(len(gram), dtype=np.float32)
    before = np.linalg.inv(lifted[: stay + go, : stay + go])
    kept, new = np.arange(stay), np.arange(stay + go, stay + go + come)
    after = [*kept, *new]
    found = exchanged(before, kept, gram[np.ix_(kept, new)], gram[np.ix_(new, new)])
    assert np.allclose(found, np.linalg.inv(lifted[np.ix_(after, after)]), atol=2e-3)


def test_phrases_that_went_and_came_back_leave_the_weights_as_they_were(shipped: list[Article]) -> None:
    phrases = phrases_of(shipped)
    base = index_of(phrases)
    gone = set(range(5, len(phrases), 70))
    less = renewed(base, [phrase for at, phrase in enumerate(phrases) if at not in gone])
    back = renewed(less, phrases)
    assert base.weights is not None and back.weights is not None
    assert np.abs(back.weights - base.weights).max() < 1e-3
    assert (back.drift, back.ids, back.phrases) == (2 * len(gone), base.ids, base.phrases)


def test_a_renewed_index_answers_like_one_built_anew(shipped: list[Article]) -> None:
    phrases = phrases_of(shipped)
    new = set(range(11, len(phrases), 50))
    quick = renewed(index_of([phrase for at, phrase in enumerate(phrases) if at not in new]), phrases)
    anew = index_of(phrases)
    for at in range(0, len(phrases), 25):
        question = f"你好，{phrases[at].text}谢谢"
        one, other = quick.ask(question).ranking[0], anew.ask(question).ranking[0]
        assert one.id == other.id or abs(one.score - other.score) < 0.05
        assert abs(one.score - other.score) < 0.06


def test_a_base_too_big_for_one_fit_is_renewed_too(shipped: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "WHOLE", 500)
    monkeypatch.setattr(updating, "WHOLE", 500)
    phrases = phrases_of(shipped)
    base = index_of([phrase for phrase in phrases if phrase.id != "invoice.get"])
    assert base.weights is None and "invoice.get" not in base.ids
    index = renewed(base, phrases)
    assert index.ask("请问电子发票怎么开呀").ranking[0].id == "invoice.get"
    again = renewed(index, list(base.phrases))
    assert again.ask("退款多久能到账呢").ranking[0] == base.ask("退款多久能到账呢").ranking[0]


def test_after_a_few_edits_it_is_stale_and_after_many_it_is_built_anew(shipped: list[Article]) -> None:
    phrases = phrases_of(shipped)
    base = index_of(phrases)
    few, more, many = (phrases[len(phrases) * part // 100 :] for part in (2, 10, 30))
    assert not is_stale(renewed(base, few))
    assert is_stale(renewed(base, more))
    assert updated(base, many, understanding.vectors()) is None
    assert updated(base, [], understanding.vectors()) is None


def test_a_live_index_takes_an_edit_over_and_builds_anew_when_it_is_stale(shipped: list[Article]) -> None:
    shelf = Shelf(*shipped)
    live = LiveIndex(shelf, understanding.vectors(), understanding.encoder())
    live.refresh()
    space = live.whole.space
    at = next(at for at, one in enumerate(shipped) if (one.id, one.language) == ("invoice.get", "zh"))
    shelf.articles[at] = replace(shipped[at], variants=(*shipped[at].variants, SAID))
    shelf.number += 1
    assert live.refresh() and live.error is None
    assert live.ask(SAID).ranking[0].id == "invoice.get"
    assert live.whole.space is space and live.whole.drift == 1
    shelf.articles = [one for one in shelf.articles if one.topic != "orders"]
    shelf.number += 1
    assert live.refresh() and live.error is None
    assert live.whole.drift == 0 and live.whole.space is not space
    assert live.whole.ask(SAID) == build(shelf.articles, understanding.encoder(), understanding.vectors()).ask(SAID)
