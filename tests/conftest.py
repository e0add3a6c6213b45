"""For all suites, so of both environments: nothing but pytest may be imported at the top."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.installation import Installation, Trained


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What drives a browser may try a second time; the closing lines name it. Everything else has one try."""
    if not config.pluginmanager.hasplugin("rerunfailures"):
        return
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Each first try that failed, with its words: a race in a page, to be looked for."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"failed at first: {report.nodeid}", "-")
        terminalreporter.line(report.longreprtext[-3000:])


@pytest.fixture(scope="session")
def trained() -> Trained:
    """The model and the articles that installations are made from; the first time this trains (about two minutes)."""
    from tests.installation import train_once

    return train_once()


@pytest.fixture
def trained_installation(trained: Trained, tmp_path: Path) -> Iterator[Installation]:
    """A ready installation on SQLite with free ports, open at all hours; see tests/installation.py for more of them."""
    from tests.installation import install

    yield install(trained, tmp_path / "installation")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of the run: a second one in the same process cannot be started."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import launch

    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()
