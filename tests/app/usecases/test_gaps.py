"""The editors' list of work: what customers asked and did not get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from bot.core.words import HandoffReason
from bot.knowledge.encoder import load_encoder
from bot.knowledge.vectors import MemoryCache
from bot.store import gaps as rows
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.alike import groups_of
from bot.usecases.desk import Agent
from bot.usecases.desk_settings import DeskRules
from bot.usecases.gaps import ALIKE, find_gaps, ignore
from bot.usecases.receive import receive
from tests.app.usecases.conftest import NOON
from tests.app.usecases.talk import Talk

DAY = 86400.0
NOW = NOON + 6 * 3600
CACHE = MemoryCache()


class Shop:
    """Customers one after the other, and the editors' view of them."""

    def __init__(self, store: Store, bell: Bell, rules: DeskRules) -> None:
        self.store, self.bell, self.rules = store, bell, rules
        self.ranked: list[str] = []

    def customer(self, at: float = NOON, language: str = "zh") -> Talk:
        return Talk(self.store, self.bell, self.rules, at, language)

    def rank(self, text: str) -> Sequence[tuple[str, str, float]]:
        self.ranked.append(text)
        return [(f"a.{number}", f"题 {number}", 0.4 - number / 10) for number in range(5)]

    def gaps(self, days: float = 30, language: str | None = None, now: float = NOW) -> list[dict[str, Any]]:
        found = find_gaps(self.store, CACHE, self.rank, days, now, language)
        assert found["questions"] == sum(gap["size"] for gap in found["gaps"])
        return found["gaps"]  # type: ignore[no-any-return]

    def open_questions(self, **more: Any) -> list[str]:
        return sorted(text for gap in self.gaps(**more) for text in gap["examples"])


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules) -> Shop:
    return Shop(store, bell, rules)


def test_what_was_not_answered_is_listed_with_its_nearest_articles(shop: Shop) -> None:
    shop.customer().asks("你好", "greet").asks("你们卖微波炉吗", "not_understood").asks("谢谢", "thank")
    (gap,) = shop.gaps()
    assert gap["examples"] == gap["texts"] == ["你们卖微波炉吗"]
    assert (gap["size"], gap["cost_minutes"], gap["language"]) == (1, 1.0, "zh")
    assert gap["kinds"] == {"none": 1, "half": 0, "not_helped": 0, "handoff": 0}
    assert gap["last_at"] == NOON + 120
    assert gap["nearest"] == [
        {"id": "a.0", "question": "题 0", "score": 0.4},
        {"id": "a.1", "question": "题 1", "score": 0.3},
        {"id": "a.2", "question": "题 2", "score": 0.2},
    ]
    assert shop.ranked == ["你们卖微波炉吗"]


def test_what_was_answered_or_is_no_question_is_not_listed(shop: Shop) -> None:
    talk = shop.customer()
    talk.asks("怎么退货", "faq").presses("有帮助").asks("发票怎么开", "faq_choice").presses("第一篇").presses("有帮助")
    talk.asks("我要报修", "request_repair").asks("13812345678", "inform").asks("明天上午", "inform")
    talk.asks("QH2025110001", "not_understood").asks("？？？", "not_understood")
    assert shop.gaps() == []
    talk.asks("卖微波炉吗", "not_understood")
    assert shop.open_questions() == ["卖微波炉吗"], "somebody was listening"


def test_half_sure_and_unhelpful_answers_are_misses_as_well(shop: Shop) -> None:
    shop.customer().asks("能刻字吗", "faq_choice").presses("都不是")
    shop.customer().asks("海关报关单能开吗", "faq_choice")
    shop.customer().asks("冰箱噪音多少分贝", "faq").presses("没解决")
    kinds = {gap["examples"][0]: {kind for kind, count in gap["kinds"].items() if count} for gap in shop.gaps()}
    assert kinds == {"能刻字吗": {"half"}, "海关报关单能开吗": {"half"}, "冰箱噪音多少分贝": {"not_helped"}}


def test_questions_that_mean_the_same_are_one_gap(shop: Shop) -> None:
    for text in ("支持数字人民币付款吗", "可以用数字人民币吗", "数字人民币能付不", "支持数字人民币付款吗？"):
        shop.customer().asks(text, "not_understood")
    for text in ("are you hiring", "any job openings"):
        shop.customer(language="en").asks(text, "not_understood")
    first, second = shop.gaps()
    assert first["examples"][0] == "支持数字人民币付款吗？", "the newest wording of what was asked most often"
    assert (first["size"], len(first["texts"])) == (4, 3)
    assert sorted(second["examples"]) == ["any job openings", "are you hiring"]
    assert [gap["language"] for gap in (first, second)] == ["zh", "en"]
    assert shop.open_questions(language="en") == ["any job openings", "are you hiring"]


def test_one_customer_who_repeats_a_question_counts_once(shop: Shop) -> None:
    shop.customer().asks("能刻字吗", "not_understood").asks("能刻字吗！！", "faq").presses("没解决")
    (gap,) = shop.gaps()
    assert gap["size"] == 1 and gap["kinds"]["not_helped"] == 1


def test_the_dearest_comes_first(shop: Shop, wang: Agent) -> None:
    for text in ("能刻字吗", "能刻字不", "可以刻字吗"):
        shop.customer().asks(text, "not_understood")
    shop.customer().asks("海关报关单能开吗", "not_understood").gets_a_person().talks_with(wang, minutes=12)
    shop.customer().asks("能提供海关报关单吗", "faq").gets_a_person().talks_with(wang, minutes=8)
    shop.customer().asks("空气炸锅能放锡纸吗", "not_understood").gets_a_person()
    minutes = [(gap["examples"][0], gap["cost_minutes"], gap["kinds"]["handoff"]) for gap in shop.gaps()]
    customs, foil, engraving = minutes
    assert customs[1:] == (20.0, 2) and "报关单" in customs[0]
    assert foil == ("空气炸锅能放锡纸吗", 5.0, 1), "not over yet: an ordinary talk is assumed"
    assert engraving[1:] == (3.0, 0)


def test_a_call_that_no_article_could_prevent_is_not_held_against_one(shop: Shop, wang: Agent) -> None:
    shop.customer().asks("怎么退货", "faq").gets_a_person(HandoffReason.CRITICAL)
    shop.customer().asks("怎么换货", "faq").gets_a_person(after=3600)
    taken = shop.customer().asks("怎么开发票", "faq")
    taken.talks_with(wang, minutes=3)
    assert shop.gaps() == []
    shop.customer().asks("运费谁出", "faq").gets_a_person()
    assert shop.open_questions() == ["运费谁出"]


def test_nobodys_numbers_are_shown(shop: Shop) -> None:
    shop.customer().asks("QH2025110001能刻字吗，我电话13812345678", "not_understood")
    shop.customer().asks("QH2025110002能刻字吗，我电话13912345678", "not_understood")
    (gap,) = shop.gaps()
    assert gap["examples"] == ["[订单号]能刻字吗，我电话[电话]"]
    assert gap["size"] == 2, "they differ in what is masked only"
    assert gap["wordings"] == ["订单能刻字吗"], "what would join an article"


def test_old_questions_are_left_alone(shop: Shop) -> None:
    shop.customer(at=NOON - 8 * DAY).asks("能刻字吗", "not_understood")
    shop.customer().asks("卖微波炉吗", "not_understood")
    assert shop.open_questions(days=7) == ["卖微波炉吗"]
    assert shop.open_questions(days=30) == ["卖微波炉吗", "能刻字吗"]


def test_ignored_questions_stay_away(shop: Shop, store: Store) -> None:
    shop.customer().asks("你们招人吗", "not_understood")
    shop.customer().asks("QH2025110001是什么意思", "not_understood")
    shown = shop.open_questions()
    assert ignore(store, [*shown, shown[0] + "？", "！"], "不归我们管", "Lin (lin)", NOW) == 2
    assert shop.gaps() == []
    shop.customer().asks("你们招人吗？", "not_understood")
    shop.customer().asks("QH2025119999是什么意思", "not_understood")
    assert shop.gaps() == [], "said in other signs, or of another order"
    ignore(store, shown, "again", "somebody", NOW + 5)
    with store.read() as tx:
        assert all(len(name) == 64 for name in rows.ignored(tx))


def test_what_went_to_people_is_no_gap_of_the_bot(shop: Shop) -> None:
    talk = shop.customer().asks("能刻字吗", "not_understood").gets_a_person()
    receive(shop.store, shop.bell, talk.id, "later", "卖微波炉吗", talk.at + 5)
    assert shop.open_questions() == ["能刻字吗"]


def test_paraphrases_meet_and_strangers_do_not() -> None:
    """The thresholds, on questions that the shipped articles do not answer."""
    told = {
        "zh": [
            ["支持数字人民币付款吗", "可以用数字人民币吗", "数字人民币能付不"],
            ["能刻字吗", "可以在杯子上刻名字吗", "支持刻字服务吗"],
            ["学生有没有优惠", "大学生买有教育优惠不", "有学生价吗"],
            ["空气炸锅能放锡纸吗", "空气炸锅里可以用锡纸不", "炸锅垫锡纸行吗"],
        ],
        "en": [
            ["can I pay with bitcoin", "do you take bitcoin", "bitcoin payment?"],
            ["is there a student discount", "students get money off?", "student price?"],
            ["can I put foil in the air fryer", "is tin foil ok in the airfryer", "aluminium foil in air fryer safe?"],
        ],
    }
    for language, matters in told.items():
        texts = [text for matter in matters for text in matter]
        of = np.repeat(np.arange(len(matters)), 3)
        groups = groups_of(load_encoder("use").encode(texts), ALIKE[language])
        assert all(len(set(of[group])) == 1 for group in groups), "no group mixes two matters"
        together = sum(len(group) > 1 for group in groups)
        assert together == len(matters) and len(groups) <= len(matters) + 2


def test_groups_are_those_of_average_linkage() -> None:
    dice = np.random.default_rng(7)
    points = dice.normal(size=(60, 30))[dice.integers(0, 60, 300)] + 0.8 * dice.normal(size=(300, 30))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    distances = (1 - points @ points.T)[np.triu_indices(300, 1)]
    labels = fcluster(linkage(distances, "average"), 1 - 0.4, "distance")
    wanted = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels)}
    assert {frozenset(group.tolist()) for group in groups_of(points, 0.4)} == wanted
    assert len(wanted) < 150
    assert [group.tolist() for group in groups_of(np.ones((4, 1)), 0.5)] == [[0, 1, 2, 3]]
    assert groups_of(np.zeros((0, 30)), 0.5) == []
