"""Corrections as rows: the table, how it lies over the shipped rows, and what rows left out one by one say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.vectors import MemoryCache
from bot.triage.corrected import is_small_talk, laid_over, read_corrected, write_corrected
from bot.triage.model import TriageModel
from bot.triage.rows import Row, TriageDataError, read_rows
from bot.triage.unseen import Quality, Unseen, quality, unseen
from tests.app.triage.test_training import Letters, folder

__all__ = ["folder"]

HEADER = "text\turgency\tnature\tcomplexity\n"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    rows = [
        Row("灯坏了", {"urgency": "high"}, by_hand=True),
        Row("dim", {"nature": "fault", "complexity": "simple"}, True),
    ]
    write_corrected(tmp_path / "own.tsv", rows)
    assert read_corrected(tmp_path / "own.tsv") == rows
    assert read_corrected(tmp_path / "none.tsv") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "own.tsv:1: the header"),
        ("text\turgency\n", "own.tsv:1: the header"),
        (HEADER + "灯坏了\thigh\n", "own.tsv:2: 2 cells"),
        (HEADER + "灯坏了\turgent\t\t\n", "own.tsv:2: urgency is 'urgent'"),
        (HEADER + "灯坏了\t\t\t\n", "own.tsv:2: a text or a level"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_what_to_do(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "own.tsv").write_text(content, "utf-8")
    with pytest.raises(TriageDataError, match="--with-corrections") as told:
        read_corrected(tmp_path / "own.tsv")
    assert says in str(told.value)


def test_a_correction_counts_over_the_same_words_in_its_fields_only() -> None:
    shipped = [
        Row("灯坏了！", {"urgency": "low", "nature": "fault"}, by_hand=True), Row("灯坏了", {"urgency": "low"}), Row("好", {"urgency": "low"}),
    ]  # fmt: skip
    corrected = [Row("灯坏了", {"urgency": "high"}, by_hand=True)]
    assert laid_over(shipped, corrected) == [Row("灯坏了！", {"nature": "fault"}, by_hand=True), shipped[2], *corrected]
    assert laid_over(shipped, []) == shipped


def test_a_greeting_tells_nothing_of_the_matter() -> None:
    shipped = [
        Row("你好", {"urgency": "low", "nature": "other"}),
        Row("哦", {"urgency": "low", "nature": "other"}, True),
    ]
    assert is_small_talk("你好！", shipped)
    assert not is_small_talk("哦", shipped), "labelled by hand, and so for its words"


def test_corrections_are_learned_and_kept_in_their_own_folder(folder: Path, tmp_path: Path) -> None:
    own, shared = tmp_path / "own", tmp_path / "shared"
    encoder, cache = Letters(), MemoryCache()
    shipped = TriageModel.load(folder, encoder, cache, shared)
    before = (shared / "triage-use.npz").read_bytes()
    corrected = [Row("smoke", {"urgency": "low"}, by_hand=True)]
    first = TriageModel.load(folder, encoder, cache, own, corrected)
    again = TriageModel.load(folder, encoder, cache, own, corrected)
    assert shipped.judge("smoke").urgency.level == "critical"
    assert first.judge("smoke").urgency.level == again.judge("smoke").urgency.level == "low"
    assert (shared / "triage-use.npz").read_bytes() == before


def test_each_row_is_judged_as_if_it_had_not_been_there(folder: Path, tmp_path: Path) -> None:
    rows = read_rows(folder)
    model = TriageModel.load(folder, Letters(), MemoryCache(), tmp_path)
    kept = TriageModel.load(folder, Letters(), MemoryCache(), tmp_path)
    judged = unseen(model, rows)
    assert judged == unseen(kept, rows)
    assert {one.field for one in judged} == {"urgency", "nature", "complexity"}
    # Each text stands twice in that folder, so without one of them the other still tells.
    assert all(one.said == one.truth for one in judged if one.field == "urgency")


def test_quality_counts_missed_dangers_and_false_alarms() -> None:
    def urgency(truth: str, said: str) -> Unseen:
        return Unseen("x", "urgency", truth, said)

    judged = [urgency("critical", "critical")] * 3 + [urgency("critical", "low"), urgency("low", "critical")]
    judged += [urgency("low", "low")] * 3 + [Unseen("x", "nature", "fault", "fault")]
    assert quality(judged) == Quality(0.75, 0.75, 0.75, 1.0)
