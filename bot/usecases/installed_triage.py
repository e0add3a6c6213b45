"""The triage of one installation: the shipped rows, and what its own agents have corrected."""

from __future__ import annotations

from pathlib import Path

from bot.settings import PROJECT
from bot.store.database import Store
from bot.triage.stepwise import StepwiseTriage
from bot.usecases.vectors import shared_vectors

SHIPPED = PROJECT / "data" / "triage"


def own_folder(data: Path) -> Path:
    """Where an installation with the data directory `data` keeps its corrections and what is learned with them."""
    return data / "triage"


def installed_triage(data: Path, store: Store | None = None) -> StepwiseTriage:
    return StepwiseTriage.load(SHIPPED, shared_vectors(store), own_folder(data))
