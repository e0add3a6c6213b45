"""Which call counts in which figure of the board, and what an open ticket waits for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.core.board import FIGURES, at_risk, belongs, first_response_median, ticket_due

DAY, NOW = 1000.0, 2000.0


def call(**values: Any) -> SimpleNamespace:
    nothing: dict[str, Any] = dict.fromkeys(
        ("accepted_at", "first_reply_at", "ended_at", "end_reason", "wait_low", "wait_high")
    )
    return SimpleNamespace(**{**nothing, "reason": "asked", "asked_at": 1100.0, "due_at": 1700.0, **values})


CALLS = [
    (call(), set()),
    (call(accepted_at=1200.0), {"accepted"}),
    (call(asked_at=900.0, accepted_at=990.0, first_reply_at=1010.0), {"answered"}),
    (call(asked_at=900.0, accepted_at=990.0, first_reply_at=995.0), set()),
    # An agent who takes over unasked answers nobody's call.
    (call(reason="taken_over", accepted_at=1200.0, first_reply_at=1210.0), {"accepted"}),
    (
        call(accepted_at=1200.0, first_reply_at=1210.0, ended_at=1500.0, end_reason="resolved"),
        {"accepted", "answered", "resolved"},
    ),
    (call(ended_at=1500.0, end_reason="customer_cancelled"), {"unanswered"}),
    (call(accepted_at=1200.0, ended_at=1500.0, end_reason="resolved"), {"accepted", "resolved", "unanswered"}),
    (call(ended_at=999.0, end_reason="nobody_came"), set()),
    # Promised 1 to 5 minutes: taken sooner and in time were kept, given up or still waiting after it were not.
    (call(wait_low=1, wait_high=5, accepted_at=1110.0), {"accepted", "kept"}),
    (call(wait_low=1, wait_high=5, accepted_at=1300.0), {"accepted", "kept"}),
    (call(wait_low=1, wait_high=5, accepted_at=1500.0), {"accepted", "late"}),
    (call(wait_low=1, wait_high=5, ended_at=1500.0, end_reason="nobody_came"), {"unanswered", "late"}),
    (call(wait_low=1, wait_high=5), {"late"}),
    (call(asked_at=1900.0, wait_low=1, wait_high=5), set()),
    (call(asked_at=900.0, wait_low=1, wait_high=5, accepted_at=1900.0), {"accepted"}),
]


@pytest.mark.parametrize(("one", "figures"), CALLS)
def test_a_call_counts_where_it_belongs(one: SimpleNamespace, figures: set[str]) -> None:
    assert {name for name in FIGURES if belongs(name, one, DAY, NOW)} == figures


def test_the_median_is_of_todays_first_replies() -> None:
    assert first_response_median([], DAY) is None
    waits = [call(first_reply_at=1100.0 + seconds) for seconds in (10, 20, 90)]
    assert first_response_median([*waits, call(asked_at=10.0, first_reply_at=20.0)], DAY) == 20


@pytest.mark.parametrize(("due", "risk"), [(2299, True), (2301, False), (1, True), (None, False)])
def test_at_risk(due: float | None, risk: bool) -> None:
    assert at_risk(due, NOW) is risk


@pytest.mark.parametrize(
    ("state", "answered", "due"),
    [("open", False, 10), ("open", True, 20), ("pending", False, None), ("solved", True, None)],
)
def test_what_a_ticket_waits_for(state: str, answered: bool, due: float | None) -> None:
    assert ticket_due(state, 10, 20, answered) == due
