"""A promise is held against what came of it; who gave up too late is not forgotten."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from bot.core.promised_waits import Kept, Waited, kept


def test_nobody_waited_and_nothing_is_claimed() -> None:
    assert kept([]) == Kept(0, 0, 0, 0, None, None, None, None)


@pytest.mark.parametrize(
    ("one", "shares"),
    [
        (Waited((2, 8), 2.0, True), (1.0, 0.0, 0.0)),
        (Waited((2, 8), 8.0, True), (1.0, 0.0, 0.0)),
        (Waited((2, 8), 1.9, True), (0.0, 1.0, 0.0)),
        (Waited((2, 8), 8.1, True), (0.0, 0.0, 1.0)),
        (Waited((2, 8), 8.1, False), (0.0, 0.0, 1.0)),
        (Waited((2, 8), 7.9, False), (None, None, None)),
        (Waited(None, 30.0, True), (None, None, None)),
    ],
)
def test_one_customer(one: Waited, shares: tuple[float | None, ...]) -> None:
    found = kept([one])
    assert (found.within, found.below, found.above) == shares
    assert found.judged + found.undecided + found.without_promise == found.customers == 1


def test_the_error_is_the_median_distance_to_the_middle_of_those_who_were_taken() -> None:
    waits = [Waited((2, 8), minutes, True) for minutes in (5.0, 6.0, 20.0)]
    found = kept([*waits, Waited((2, 8), 90.0, False), Waited(None, 50.0, True)])
    assert found.error == 1.0
    assert astuple(found)[:4] == (5, 1, 0, 4) and found.above == 0.5
