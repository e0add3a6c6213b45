from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.article import Article
from bot.knowledge.index import Answer, Ranked
from bot.knowledge.live import LiveIndex, is_settled
from tests.app import understanding
from tests.app.knowledge.conftest import article


class Shelf:
    """A source whose articles the test changes."""

    def __init__(self, *articles: Article) -> None:
        self.number = 1
        self.articles = list(articles)
        self.broken = False

    def version(self) -> int:
        if self.broken:
            raise OSError("the database is away")
        return self.number

    def published(self) -> list[Article]:
        return self.articles


REFUND = article("refund.time", "退款多久到账？")
SMOKE = replace(article("safety.smoke", "电器冒烟怎么办？", topic="safety"), urgency="critical")
GAS = replace(article("safety.gas", "闻到煤气味怎么办？", topic="safety"), urgency="critical")


def live(shelf: Shelf) -> LiveIndex:
    index = LiveIndex(shelf, understanding.vectors(), understanding.encoder())
    index.refresh()
    return index


def test_a_published_change_is_answered_after_a_refresh() -> None:
    shelf = Shelf(REFUND)
    index = live(shelf)
    assert index.ask("闻到煤气味").status == "none"
    shelf.articles.append(GAS)
    shelf.number += 1
    assert index.refresh()
    assert index.ask("闻到煤气味怎么办").ranking[0].id == "safety.gas"


def test_nothing_is_rebuilt_while_the_version_stands_still() -> None:
    index = live(Shelf(REFUND))
    assert not index.refresh()


def test_a_failing_source_leaves_the_old_index_serving_and_is_remembered() -> None:
    shelf = Shelf(REFUND)
    index = live(shelf)
    shelf.broken = True
    shelf.number += 1
    assert not index.refresh()
    assert isinstance(index.error, OSError)
    assert index.ask("退款多久到账").status == "answer"
    shelf.broken = False
    assert index.refresh() and index.error is None


def test_an_article_without_translation_is_given_in_the_other_language() -> None:
    index = live(Shelf(REFUND, replace(GAS, language="en")))
    assert index.article("refund.time", "en") == REFUND
    assert index.article("nothing", "zh") is None


def test_safety_advice_is_found_however_unclear_the_words() -> None:
    index = live(Shelf(REFUND, SMOKE, GAS))
    found = index.nearest_emergency("厨房里一股怪味，像是灶台那边漏出来的")
    assert found is not None and index.is_emergency(found.id)
    assert not index.is_emergency(REFUND.id)
    assert live(Shelf(REFUND)).nearest_emergency("whatever") is None


def test_a_new_answer_is_told_without_a_new_index() -> None:
    shelf = Shelf(REFUND)
    index = live(shelf)
    before = index.whole
    shelf.articles[0] = replace(REFUND, answer="当天到账。")
    shelf.number += 1
    assert index.refresh() and index.whole is before
    told = index.article("refund.time", "zh")
    assert told is not None and told.answer == "当天到账。"
    shelf.articles[0] = replace(REFUND, variants=(*REFUND.variants, "钱啥时候回来"))
    shelf.number += 1
    assert index.refresh() and index.whole is not before


COUNTER = article("refund.counter", "在柜台退款多久到账？", "柜台退款")


def test_an_article_limited_to_a_channel_is_told_there_only() -> None:
    index = live(Shelf(replace(REFUND, channels=("web",)), COUNTER, SMOKE))
    assert index.ask("退款多久到账", "web").ranking[0].id == "refund.time"
    elsewhere = index.ask("退款多久到账", "rest")
    assert elsewhere.status == "answer" and elsewhere.ranking[0].id == "refund.counter"
    assert "refund.time" not in {one.id for one in elsewhere.ranking} and elsewhere.unsaid == "refund.time"
    assert index.ask("退款多久到账").ranking[0].id == "refund.time", "an editor asks in no channel"


def test_the_version_that_would_be_told_decides() -> None:
    english = article("refund.time", "When will I get my refund?", language="en")
    index = live(Shelf(replace(REFUND, channels=("web",)), english, COUNTER))
    assert index.ask("退款多久到账", "rest", "zh").ranking[0].id == "refund.counter"
    assert index.ask("when will i get my refund", "rest", "en").ranking[0].id == "refund.time"


def test_a_new_limit_needs_no_new_index() -> None:
    shelf = Shelf(REFUND, COUNTER)
    index = live(shelf)
    before = index.whole
    assert index.ask("退款多久到账", "rest").ranking[0].id == "refund.time"
    shelf.articles[0] = replace(REFUND, channels=("web",))
    shelf.number += 1
    assert index.refresh() and index.whole is before
    assert index.ask("退款多久到账", "rest").ranking[0].id == "refund.counter"


def test_safety_advice_keeps_to_its_channels() -> None:
    sparks = replace(
        article("safety.sparks", "电器冒火花怎么办？", "电器冒烟冒火花怎么办", topic="safety"), urgency="critical"
    )
    index = live(Shelf(REFUND, replace(SMOKE, channels=("web",)), sparks, GAS))
    there, elsewhere = (
        index.nearest_emergency("电器冒烟怎么办", "web"),
        index.nearest_emergency("电器冒烟怎么办", "rest"),
    )
    assert there is not None and there.id == "safety.smoke"
    assert elsewhere is not None and elsewhere.id == "safety.sparks"
    index = live(Shelf(REFUND, replace(SMOKE, channels=("web",)), GAS))
    assert index.nearest_emergency("电器冒烟怎么办", "rest") is None, "advice against gas does not help against fire"
    assert live(Shelf(REFUND, SMOKE, GAS)).nearest_emergency("电器冒烟怎么办", "rest") == SMOKE


@pytest.mark.parametrize(
    ("status", "score", "settled"),
    [
        ("answer", 0.7, True),
        ("answer", 0.5, False),
        ("suggest", 0.3, False),
        ("none", 0.1, False),
        ("none", 0.04, True),
    ],
)
def test_the_second_encoder_is_asked_where_it_may_decide(status: str, score: float, settled: bool) -> None:
    assert is_settled(Answer(status, (Ranked("refund.time", score),))) is settled


def test_nothing_to_rank_is_settled() -> None:
    assert is_settled(Answer("none"))


def test_slips_of_the_fingers_are_read_where_the_text_as_typed_is_unclear() -> None:
    delivery = replace(article("delivery.time", "How long does delivery take?"), language="en")
    refund = replace(article("refund.time", "When is my refund paid?"), language="en")
    index = live(Shelf(delivery, refund))
    plain, typed = (
        index.ask("how long does delivery take").ranking[0],
        index.ask("how lnog does delivry take").ranking[0],
    )
    assert typed == plain and typed.id == "delivery.time"
