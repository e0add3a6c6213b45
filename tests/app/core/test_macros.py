"""What a step of a macro may be, and in which order steps make sense."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.macros import MOST_STEPS, checked_steps
from bot.core.sentence import Sentence

NOTE = {"do": "note", "text": "看过了"}


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ([{"do": "note", "text": " 看过了 "}], [NOTE]),
        (
            [{"do": "claim"}, {"do": "say", "reply": "r1"}, {"do": "urgency", "level": "low"}, {"do": "snooze", "until": "reply"}],
            [{"do": "claim"}, {"do": "say", "reply": "r1"}, {"do": "urgency", "level": "low"}, {"do": "snooze", "until": "reply"}],
        ),
        ([{"do": "nature", "level": "complaint"}, {"do": "release"}], [{"do": "nature", "level": "complaint"}, {"do": "release"}]),
        ([NOTE] * MOST_STEPS, [NOTE] * MOST_STEPS),
    ],
)  # fmt: skip
def test_good_steps_are_kept_clean(steps: Any, kept: Any) -> None:
    assert checked_steps(steps) == kept


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "at least one"), ("say", "list"), ([1], "list"), ([NOTE] * (MOST_STEPS + 1), "at most 10"),
        ([{"do": "dance"}], "Step 1: Known:"), ([{"do": ["say"]}], "Known:"), ([{}], "Known:"),
        ([NOTE, {"do": "note", "text": " "}], "Step 2: Write"), ([{"do": "note"}], "Write"), ([{"do": "note", "text": "x" * 4001}], "too long"),
        ([{"do": "resolve", "reason": "x" * 501}], "too long"), ([{"do": "say", "reply": 3}], "canned"), ([{"do": "say", "reply": ""}], "canned"),
        ([{"do": "urgency", "level": "huge"}], "critical"), ([{"do": "snooze", "until": 3}], "opening"),
        ([{"do": "note", "text": "a", "to": "b"}], "not known"), ([{"do": "claim", "text": "a"}], "not known"),
        ([{"do": "resolve", "reason": "ok"}, NOTE], "Step 1 ends"), ([{"do": "snooze", "until": "hour"}, {"do": "release"}], "Step 1 ends"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_step(steps: Any, told: str) -> None:
    wrong = checked_steps(steps)
    assert isinstance(wrong, Sentence) and told in wrong
