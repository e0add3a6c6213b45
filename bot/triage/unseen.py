"""How training rows would be judged if each had not been there: the closed-form leave-one-out of the ridge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.words import Urgency
from bot.triage.model import TriageModel
from bot.triage.rows import LEVELS, Row

CRITICAL = Urgency.CRITICAL.value


@dataclass(frozen=True)
class Unseen:
    """A row's label and what it would be judged without itself, for one field."""

    text: str
    field: str
    truth: str
    said: str


def unseen(model: TriageModel, rows: Sequence[Row]) -> list[Unseen]:
    """For the rows by hand that `model` was trained on, field by field."""
    found = []
    for at, levels in model.left_out(rows):
        row = rows[at]
        for field, level in row.labels.items():
            if row.by_hand and field in levels and level in LEVELS[field]:
                found.append(Unseen(row.text, field, level, levels[field]))
    return found


@dataclass(frozen=True)
class Quality:
    """Shares from 0 to 1."""

    critical_recall: float
    critical_precision: float
    urgency_f1: float
    nature_f1: float


def quality(judged: Iterable[Unseen]) -> Quality:
    by_field: Mapping[str, list[Unseen]] = {name: [] for name in LEVELS}
    for one in judged:
        by_field[one.field].append(one)
    urgency = by_field["urgency"]
    recall, precision, _ = _of_level(urgency, CRITICAL)
    return Quality(recall, precision, _macro_f1(urgency), _macro_f1(by_field["nature"]))


def _macro_f1(judged: Sequence[Unseen]) -> float:
    levels = sorted({one.truth for one in judged})
    return sum(_of_level(judged, level)[2] for level in levels) / max(1, len(levels))


def _of_level(judged: Sequence[Unseen], level: str) -> tuple[float, float, float]:
    """Recall, precision and F1 of one level."""
    right = sum(one.truth == one.said == level for one in judged)
    meant, said = sum(one.truth == level for one in judged), sum(one.said == level for one in judged)
    return right / max(1, meant), right / max(1, said), 2 * right / max(1, meant + said)
