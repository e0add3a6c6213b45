"""Triage for people who try a question out, loaded when the first one is asked."""

from __future__ import annotations

import threading
from typing import Any

from bot.settings import PROJECT
from bot.store.database import Store
from bot.triage.stepwise import StepwiseTriage
from bot.usecases.vectors import shared_vectors


class Judge:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._model: Any = None
        self._loading = threading.Lock()

    def __call__(self, text: str) -> dict[str, Any]:
        with self._loading:
            if self._model is None:
                self._model = StepwiseTriage.load(PROJECT / "data" / "triage", shared_vectors(self._store))
        found = self._model.judge(text)
        return {
            "urgency": found.urgency.level,
            "nature": found.nature.level,
            "nature_confidence": found.nature.confidence,
            "wants_person": found.wants_person,
        }
