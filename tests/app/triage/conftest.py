from __future__ import annotations

from pathlib import Path

import pytest

from bot.triage.model import TriageModel
from tests.app import understanding


@pytest.fixture(scope="session")
def model() -> TriageModel:
    return understanding.triage_model()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of all waits for thousands of texts to be encoded, once a machine."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))
