"""How the benchmark of intents parts examples and counts what was said."""

from __future__ import annotations

import pytest

from benchmarks.intent_folds import OUTSIDE, drawn, folds
from benchmarks.intent_scores import curve, scores, step

EXAMPLES = [(f"{intent} {number}", intent) for intent in "abcdefghij" for number in range(7)]


def test_every_example_is_judged_once_by_a_model_that_never_saw_it() -> None:
    parts = list(folds(EXAMPLES, 5, False, None))
    assert sorted(one for _, test in parts for one in test) == sorted(EXAMPLES)
    assert not any(set(learned) & set(test) for learned, test in parts)


def test_intents_left_out_are_judged_as_out_of_scope_and_never_learned() -> None:
    strangers = set()
    for learned, test in folds(EXAMPLES, 5, True, None):
        outside = {text for text, label in test if label in OUTSIDE}
        assert len(outside) == 2 * 7
        assert not {text[0] for text in outside} & {label for _, label in learned}
        assert {label for _, label in test} - set(OUTSIDE) == {label for _, label in learned}
        strangers |= outside
    assert strangers == {text for text, _ in EXAMPLES}


def test_few_shots_are_drawn_alike_for_the_same_seed() -> None:
    few = drawn(EXAMPLES, 3, seed=1)
    assert [label for _, label in few] == [intent for intent in "abcdefghij" for _ in range(3)]
    assert few == drawn(EXAMPLES, 3, seed=1) != drawn(EXAMPLES, 3, seed=2)


def test_below_the_threshold_a_message_counts_as_out_of_scope() -> None:
    truth = ["a", "a", "b", "oos", "NO_NODES_DETECTED"]
    said = [("a", 0.9), ("b", 0.8), ("b", 0.3), ("a", 0.2), ("b", 0.6)]
    assert step(truth, said, 0.5)[1:3] == (pytest.approx(1 / 3), 0.5)
    assert step(truth, said, 0.0)[1:3] == (pytest.approx(2 / 3), 0.0)
    found = scores(truth, said, 0.5)
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["best_mcc"] == max(one[3] for one in curve(truth, said, 100)) > found["mcc_at_threshold"]


def test_an_intent_for_what_is_outside_counts_as_left_alone() -> None:
    assert step(["a", "oos"], [("a", 0.9), ("oos", 0.9)], 0.5)[1:] == (1.0, 1.0, pytest.approx(1.0))
