"""What follows from how a try ended: a table."""

from __future__ import annotations

import pytest

from bot.core.delivery import TWICE, End, State, Step, Try, after, lease

DAY = 86400.0


@pytest.mark.parametrize(
    ("found", "leased"),
    [
        (State.PENDING, State.SENDING), (State.UNKNOWN, State.RESENDING), (State.SENDING, State.RESENDING),
        (State.RESENDING, None),
    ],
)  # fmt: skip
def test_what_ended_without_a_word_is_sent_once_more_and_never_a_third_time(found: State, leased: State | None) -> None:
    assert lease(found) == leased


@pytest.mark.parametrize(
    ("tried", "leased", "tries", "age", "step"),
    [
        (Try(End.ACCEPTED), State.SENDING, 1, 0, Step(State.SENT)),
        (Try(End.ACCEPTED), State.RESENDING, 2, 0, Step(State.SENT, TWICE)),
        (Try(End.REFUSED, "no"), State.SENDING, 1, 0, Step(State.FAILED, "no")),
        (Try(End.UNCLEAR, "late"), State.SENDING, 1, 0, Step(State.UNKNOWN, "late", 2)),
        (Try(End.UNCLEAR, "late"), State.SENDING, 1, 2 * DAY, Step(State.UNKNOWN, "late", 2)),
        (Try(End.UNCLEAR, "late"), State.RESENDING, 2, 0, Step(State.FAILED, f"{TWICE} late")),
        (Try(End.NOT_NOW, "500"), State.SENDING, 1, 0, Step(State.PENDING, "500", 2)),
        (Try(End.NOT_NOW, "500"), State.SENDING, 4, 0, Step(State.PENDING, "500", 16)),
        (Try(End.NOT_NOW, "500"), State.SENDING, 5000, 0, Step(State.PENDING, "500", 300)),
        (Try(End.NOT_NOW, "500"), State.RESENDING, 2, 0, Step(State.UNKNOWN, f"{TWICE} 500", 4)),
        (Try(End.NOT_NOW, "500"), State.SENDING, 300, DAY + 1, Step(State.FAILED, "500")),
        (Try(End.NOT_NOW, "429", 40), State.SENDING, 1, 0, Step(State.PENDING, "429", 40)),
        (Try(End.NOT_NOW, "429", 1), State.SENDING, 3, 0, Step(State.PENDING, "429", 8)),
        (Try(End.NOT_NOW, "429", 1e9), State.SENDING, 1, 0, Step(State.PENDING, "429", 3600)),
    ],
)  # fmt: skip
def test_what_becomes_of_a_message(tried: Try, leased: State, tries: int, age: float, step: Step) -> None:
    assert after(tried, leased, tries, age) == step
