"""Which corrections triage learns from: as a table, and from a real database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.store import corrections
from bot.store.database import Store
from bot.triage.rows import Row
from bot.usecases.receive import start_conversation
from bot.usecases.settled_corrections import Conflict, LeftOut, Settled, settled


@dataclass(frozen=True)
class One:
    """A row of the table, as the store gives it."""

    conversation_id: str
    text: str
    field: str
    was: str | None
    now: str
    created_at: float
    who: str = "user:1"


def settle(*rows: One) -> Settled:
    return settled(rows, lambda text: text == "你好")


def test_each_field_of_a_message_is_learned_and_personal_data_is_not() -> None:
    found = settle(
        One("a", "插座在响\n我叫王小明，电话13812345678", "urgency", "normal", "critical", 1),
        One("a", "插座在响\n我叫王小明，电话13812345678", "nature", "consult", "fault", 2),
    )
    assert found.rows == (
        Row("插座在响 我叫[姓名]，电话[电话]", {"urgency": "critical", "nature": "fault"}, by_hand=True),
    )
    assert (found.read, found.used, found.left_out) == (2, 2, {})


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([One("a", "13812345678", "urgency", "low", "high", 1)], {LeftOut.NO_WORDS: 1}),
        ([One("a", "", "urgency", "low", "high", 1)], {LeftOut.NO_WORDS: 1}),
        ([One("a", "你好", "urgency", "low", "high", 1)], {LeftOut.SMALL_TALK: 1}),
        ([One("a", "灯坏了", "urgency", "low", "extreme", 1)], {LeftOut.UNKNOWN_LEVEL: 1}),
        ([One("a", "灯坏了", "mood", "low", "high", 1)], {LeftOut.UNKNOWN_LEVEL: 1}),
        (
            [One("a", "灯坏了", "urgency", "low", "high", 1), One("a", "灯坏了", "urgency", "high", "low", 2)],
            {LeftOut.TAKEN_BACK: 2},
        ),
        (
            [One("a", "灯坏了", "urgency", "low", "high", 1), One("b", "灯坏了！", "urgency", "low", "normal", 2)],
            {LeftOut.CONFLICT: 2},
        ),
    ],
)
def test_what_is_not_clear_is_left_out_and_counted(rows: list[One], why: dict[LeftOut, int]) -> None:
    found = settle(*rows)
    assert (found.rows, found.used, found.left_out) == ((), 0, why)


def test_conflicts_are_named_with_who_and_when_and_leave_the_other_field_alone() -> None:
    found = settle(
        One("a", "灯坏了", "urgency", "low", "high", 1, "user:1"),
        One("b", "灯坏了。", "urgency", "low", "critical", 2, "user:2"),
        One("b", "灯坏了。", "nature", "consult", "fault", 3, "user:2"),
    )
    assert found.conflicts == (Conflict("灯坏了。", "urgency", (("high", "user:1", 1), ("critical", "user:2", 2))),)
    assert [(row.text, row.labels) for row in found.rows] == [("灯坏了。", {"nature": "fault"})]


def test_of_equal_corrections_the_newest_counts_and_of_one_conversation_the_last() -> None:
    found = settle(
        One("a", "The light is dead", "urgency", "low", "normal", 1),
        One("a", "The light is dead", "urgency", "normal", "high", 2),
        One("b", "the light is dead!", "urgency", "low", "high", 3),
    )
    assert found.rows == (Row("the light is dead!", {"urgency": "high"}, by_hand=True),)
    assert found.left_out == {LeftOut.REPLACED: 1, LeftOut.REPEATED: 1}
    assert found.read == 3 and found.used == 1


def test_the_database_gives_them_in_the_order_they_were_made(store: Store) -> None:
    here, there = (start_conversation(store, "web", "zh", 1.0) for _ in "ab")
    with store.begin() as tx:
        corrections.add(tx, here, "user:1", "urgency", "low", "high", "灯坏了", 5.0)
        corrections.add(tx, there, "user:2", "nature", None, "fault", "灯坏了", 6.0)
        corrections.add(tx, here, "user:1", "urgency", "high", "critical", "灯坏了", 7.0)
    with store.read() as tx:
        rows = corrections.everything(tx)
        last = corrections.last_of(tx, here, "urgency")
        assert corrections.last_of(tx, there, "urgency") is None
    assert last is not None and (last.was, last.now) == ("high", "critical")
    assert settled(rows, lambda text: False).rows == (
        Row("灯坏了", {"urgency": "critical", "nature": "fault"}, by_hand=True),
    )
