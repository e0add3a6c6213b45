"""Triage for people who try a question out, loaded when the first one is asked."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from bot.store.database import Store
from bot.usecases.installed_triage import installed_triage


class Judge:
    def __init__(self, store: Store, data: Path) -> None:
        """`data`: the installation's data directory, where its corrections are."""
        self._store = store
        self._data = data
        self._model: Any = None
        self._loading = threading.Lock()

    def __call__(self, text: str) -> dict[str, Any]:
        with self._loading:
            if self._model is None:
                self._model = installed_triage(self._data, self._store)
        found = self._model.judge(text)
        return {
            "urgency": found.urgency.level,
            "nature": found.nature.level,
            "nature_confidence": found.nature.confidence,
            "wants_person": found.wants_person,
        }
