from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.vectors import MemoryCache
from bot.triage.model import TriageModel
from bot.triage.rows import TriageDataError, read_rows

TRIAGE = "text\turgency\tnature\tcomplexity\n"
PERSON = "text\twants_person\n"
ROWS = [
    ("smoke", "critical", "fault", "standard"),
    ("hello", "low", "other", "simple"),
    ("broken", "normal", "fault", "standard"),
]


class Letters:
    """An encoder for tests of training itself: counts letters."""

    name = "use"
    dimensions = 26

    def __init__(self) -> None:
        self.calls = 0

    def encode(self, texts):
        self.calls += 1
        rows = np.array([[text.count(chr(97 + at)) + 0.01 for at in range(26)] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "data" / "triage"
    found.mkdir(parents=True)
    rows = "".join("\t".join(row) + "\n" for row in ROWS for _ in "ab")
    (found / "triage.en.tsv").write_text(TRIAGE + rows, "utf-8")
    (found / "person.en.tsv").write_text(PERSON + "human please\t1\nhello\t0\nagent\t1\nfees\t0\n", "utf-8")
    return found


def test_a_second_start_takes_what_the_first_one_learned(folder: Path, tmp_path: Path) -> None:
    encoder, cache = Letters(), MemoryCache()
    first = TriageModel.load(folder, encoder, cache, tmp_path)
    kept = (tmp_path / "triage-use.npz").stat().st_mtime_ns
    second = TriageModel.load(folder, encoder, cache, tmp_path)
    assert (tmp_path / "triage-use.npz").stat().st_mtime_ns == kept
    for text in ("smoke now", "hello there", "a human"):
        assert first.judge(text) == second.judge(text)


def test_a_changed_row_is_learned(folder: Path, tmp_path: Path) -> None:
    encoder, cache = Letters(), MemoryCache()
    assert TriageModel.load(folder, encoder, cache, tmp_path).judge("smoke").urgency.level == "critical"
    path = folder / "triage.en.tsv"
    path.write_text(path.read_text("utf-8").replace("smoke\tcritical", "smoke\tlow"), "utf-8")
    assert TriageModel.load(folder, encoder, cache, tmp_path).judge("smoke").urgency.level == "low"


def test_a_damaged_file_is_learned_anew(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "triage-use.npz").write_bytes(b"PK\x03\x04 cut off")
    model = TriageModel.load(folder, Letters(), MemoryCache(), tmp_path)
    assert model.judge("smoke").urgency.level == "critical"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text\tlevel\n", "header"),
        (TRIAGE + "smoke\tcritical\n", "triage.en.tsv:2"),
        (TRIAGE + "smoke\turgent\tfault\tsimple\n", "critical, high, normal, low"),
    ],
)
def test_rows_that_cannot_be_used_are_named(folder: Path, content: str, says: str) -> None:
    (folder / "triage.en.tsv").write_text(content, "utf-8")
    with pytest.raises(TriageDataError, match=says):
        read_rows(folder)
