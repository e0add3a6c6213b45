"""The quick step may settle what is calm and plain, never what could be danger or a wish for a person."""

from __future__ import annotations

import pytest

from bot.triage.judgement import Judgement, Verdict
from bot.triage.stepwise import is_settled


def judged(urgency: str, sure: float, wants: bool = False, person_sure: float = 0.99) -> Judgement:
    return Judgement(
        "…",
        "zh",
        Verdict(urgency, sure, ()),
        Verdict("consult", 0.9, ()),
        Verdict("simple", 0.9, ()),
        wants,
        person_sure,
    )


@pytest.mark.parametrize(
    ("found", "everyday", "settled"),
    [
        (judged("low", 0.95), False, True),
        (judged("normal", 0.5), False, False),
        (judged("normal", 0.5), True, True),
        (judged("high", 0.99), True, False),
        (judged("critical", 0.99), True, False),
        (judged("low", 0.99, wants=True), True, False),
        (judged("low", 0.99, person_sure=0.6), True, False),
    ],
)
def test_what_the_quick_step_may_settle(found: Judgement, everyday: bool, settled: bool) -> None:
    assert is_settled(found, everyday) is settled
