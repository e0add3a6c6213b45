"""One running shop for all journeys: starting it takes longer than most of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.installation import Installation, Trained, install


@pytest.fixture(scope="package")
def shop(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole product, as `make run` runs it, always open, on free ports."""
    from bot import supervisor

    installation = install(trained, tmp_path_factory.mktemp("shop"))
    running = supervisor.start(installation.settings, prepared=True)
    try:
        yield installation
    finally:
        running.stop()
