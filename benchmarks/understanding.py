"""What the three benchmarks of understanding share: data, vectors, macro averages."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import CannotRun

# Before numpy is imported: threads as in production; more of them wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

DATA = Path(__file__).parent / "data"
LANGUAGES = ("zh", "en")


def rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        raise CannotRun(f"{path} is missing")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pairs(path: Path) -> list[tuple[str, str]]:
    """`text<TAB>label` lines without a header."""
    if not path.exists():
        raise CannotRun(f"{path} is missing")
    found = [line.rsplit("\t", 1) for line in path.read_text("utf-8").splitlines() if "\t" in line]
    return [(text, label) for text, label in found]


def precision_recall(truth: Sequence[bool], said: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a yes."""
    right = sum(a and b for a, b in zip(truth, said))
    precision = right / max(1, sum(said))
    recall = right / max(1, sum(truth))
    return precision, recall, 2 * right / max(1, sum(said) + sum(truth))


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    levels = sorted(set(truth))
    return sum(precision_recall([a == one for a in truth], [b == one for b in said])[2] for one in levels) / len(levels)


def percent(share: float) -> str:
    return f"{share * 100:.1f} %"
