"""The quick step settles what it is sure of; a doubtful danger or wish for a person is looked at twice."""

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
        (judged("low", 0.6), False, False),
        (judged("high", 0.6), True, True),
        (judged("high", 0.6), False, False),
        (judged("high", 0.9), False, True),
        (judged("critical", 0.8), True, False),
        (judged("critical", 0.95), False, True),
        (judged("low", 0.99, wants=True), True, True),
        (judged("low", 0.99, wants=True, person_sure=0.8), True, False),
        (judged("low", 0.99, person_sure=0.8), True, True),
        (judged("low", 0.99, person_sure=0.8), False, False),
        (judged("low", 0.99, person_sure=0.6), True, False),
    ],
)
def test_what_the_quick_step_may_settle(found: Judgement, everyday: bool, settled: bool) -> None:
    assert is_settled(found, everyday) is settled
