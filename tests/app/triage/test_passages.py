"""Reasons that a person would point to: passages of the message, and how they are measured."""

from __future__ import annotations

import pytest

from benchmarks.reasons import places, pointing
from bot.knowledge.normal import plain
from bot.triage.model import TriageModel
from bot.triage.passages import MOST_CLAUSES, MOST_WORDS_OF_THREE, explained, parts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("插座冒烟了，我在家", ["插座冒烟", "在家"]),
        ("The plug melts, and it is still live in the wall.", ["plug melts", "is", "still live", "wall"]),
        ("choking", ["choking"]),
        ("！！！", []),
        ("", []),
    ],
)
def test_a_message_is_cut_into_its_clauses_and_these_into_short_parts(text: str, wanted: list[str]) -> None:
    flat = plain(text)
    assert [flat[start:end] for start, end in parts(flat)] == wanted


def test_a_long_message_costs_no_more_parts() -> None:
    for text in ("smoke, " * 100, "the kettle is smoking and nobody is here " * 20, "冒烟" * 300, "烟。" * 300):
        assert 0 < len(parts(plain(text))) <= MOST_WORDS_OF_THREE // 3 + MOST_CLAUSES


@pytest.mark.parametrize(
    ("text", "field", "first"),
    [
        ("我昨天刚买的热水壶，早上烧水的时候底座冒烟了，厨房里都是味道", "urgency", "冒烟"),
        ("Good morning. I bought this kettle yesterday and its base is smoking now", "urgency", "smoking"),
        ("the delivery was fine, could you please cancel my other order", "nature", "cancel"),
    ],
)
def test_the_passage_that_decides_is_named_first(model: TriageModel, text: str, field: str, first: str) -> None:
    reasons = getattr(explained(model, model.judge(text)), field).reasons
    assert first in reasons[0]
    assert len(reasons) <= 4 and all(reason in text for reason in reasons)


def test_the_rest_of_the_judgement_stays_as_it_was(model: TriageModel) -> None:
    text = "我昨天刚买的热水壶，早上烧水的时候底座冒烟了"
    judged = model.judge(text, [text, "在吗", text])
    found = explained(model, judged)
    assert (found.urgency.level, found.urgency.confidence) == ("critical", judged.urgency.confidence)
    assert (found.nature, found.complexity) == (judged.nature, judged.complexity)
    assert found.complexity.reasons[0] == "asked 3 times"


@pytest.mark.parametrize("text", ["保修期是多久", "my mixer stopped turning"])
def test_what_calls_nobody_is_left_as_it_was(model: TriageModel, text: str) -> None:
    judged = model.judge(text)
    assert explained(model, judged) is judged


@pytest.mark.parametrize(
    "text", ["烟" * 4000, "冒烟 " * 900, "ＳＭＯＫＥ　ｆｉｒｅ！！", "着火了\n\n快来", "\ud800着火了", "fire 🔥🔥 fire"]
)
def test_any_text_can_be_explained(model: TriageModel, text: str) -> None:
    found = explained(model, model.judge(text))
    assert len(found.urgency.reasons) <= 4


def test_pointing_is_measured_in_letters() -> None:
    text = "Smoke, smoke everywhere: the plug melts"
    assert places(text, ["smoke"]) == {*range(5), *range(7, 12)}
    found = pointing(text, ["plug melts"], ["the plug", "Smoke"])
    assert found.first_within == pytest.approx(4 / 7) and found.right
    assert found.marked_covered == pytest.approx(4 / 9)
    assert not pointing(text, ["plug melts"], ["Smoke", "plug melts"]).right, "the first reason counts"
    assert not pointing(text, ["plug melts"], []).right
