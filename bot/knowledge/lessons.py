"""What calibration learns from: phrases left out (right or wrong), and questions that have no article."""

from __future__ import annotations

import numpy as np

from bot.knowledge.calibration import Calibration, calibrate, evidence
from bot.knowledge.index import Index

OFF_TOPIC_COUNTS = 2.0


class Lessons:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._alone = np.bincount(index.owners, minlength=len(index.ids)) < 2
        self._rows: list[np.ndarray] = []
        self._right: list[np.ndarray] = []
        self._weights: list[np.ndarray] = []

    def add(self, at: int, found: np.ndarray, rows: np.ndarray) -> None:
        owner = self._index.owners[at] if at < len(self._index.owners) else -1
        if owner >= 0 and self._alone[owner]:
            # Left out, nothing of its article remains: it tells nothing about right answers.
            return
        self._keep(rows[:3], found[:3] == owner, 1.0 if owner >= 0 else OFF_TOPIC_COUNTS)
        if owner >= 0 and (found == owner).any() and len(found) > 3:
            # The same question, had its article not been written: near the matter, yet nothing fits.
            others = found != owner
            scores, cosines, lexical = rows[others][:, 1], rows[others][:, 3], rows[others][:, 5]
            self._keep(evidence(scores, cosines, lexical)[:3], np.zeros(3, bool), 1.0)

    def _keep(self, rows: np.ndarray, right: np.ndarray, weight: float) -> None:
        self._rows.append(rows)
        self._right.append(right[: len(rows)])
        self._weights.append(np.full(len(rows), weight))

    def learned(self) -> Calibration:
        if not self._rows:
            return calibrate(np.zeros((0, 7)), np.zeros(0), np.zeros(0))
        right = np.concatenate(self._right).astype(float)
        return calibrate(np.vstack(self._rows), right, np.concatenate(self._weights))
