"""Danger in one clause among others: how texts are cut, and that training counts a clause as if unseen."""

from __future__ import annotations

import numpy as np
import pytest

from bot.knowledge.head import fit, whole
from bot.triage.clauses import HEAD, TAIL, clauses
from bot.triage.learner import RIDGE, Fitted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("插座冒烟了", ["插座冒烟了"]),
        ("快递很快，就是插座冒烟", ["快递很快,", "就是插座冒烟"]),
        ("你好，插座冒烟了", ["你好,", "插座冒烟了"]),
        ("好，插座冒烟了", ["好, 插座冒烟了"]),
        ("插座冒烟 师傅什么时候来", ["插座冒烟", "师傅什么时候来"]),
        ("Love the colour, but it hisses at night", ["Love the colour,", "but it hisses at night"]),
        (
            "Thanks, the invoice is fine and the plug went brown",
            ["Thanks, the invoice is fine", "and the plug went brown"],
        ),
        ("the plug went brown, help", ["the plug went brown, help"]),
        ("", [" "]),
        ("？？？", ["?"]),
    ],
)
def test_a_message_is_cut_where_people_take_breath(text: str, found: list[str]) -> None:
    assert clauses(text) == found


def test_a_long_text_gives_its_first_and_last_clauses() -> None:
    text = "，".join(f"这是第{at}件小事" for at in range(40))
    found = clauses(text)
    assert len(found) == HEAD + TAIL
    assert found[0].startswith("这是第0件") and found[-1].startswith("这是第39件")


def test_a_clause_is_scored_as_if_its_message_had_never_been_learned() -> None:
    chance = np.random.default_rng(7)
    places = chance.normal(size=(12, 5)).astype(np.float32)
    gram, near = places @ places.T, (places[[3, 8]] * 0.5 + 0.1) @ places.T
    targets = np.eye(3)[chance.integers(0, 3, 12)]
    ridge = fit(gram, targets, RIDGE)
    fitted = Fitted(ridge.weights, ridge.left_out, targets, ridge.inverse)
    found = fitted.of_parts(near, np.array([3, 8]), whole(ridge.inverse))
    for at, row in enumerate((3, 8)):
        rest = np.delete(np.arange(12), row)
        without = fit(gram[np.ix_(rest, rest)], targets[rest], RIDGE)
        np.testing.assert_allclose(found[at], near[at, rest] @ without.weights, rtol=0.02, atol=0.02)
