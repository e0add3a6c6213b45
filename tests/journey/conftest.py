"""One running shop for all journeys: starting it takes longer than most of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.installation import Installation, Trained, free_ports, install

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bot.supervisor import Supervisor
    from tests.journey.windows import Agent, Customer, Window


@dataclass(frozen=True)
class Street:
    """The running shop, who looks after its processes, and the port of a neighbour who may show our chat."""

    shop: Installation
    supervisor: Supervisor
    neighbour_port: int


@pytest.fixture(scope="package")
def street(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """The whole product, as `make run` runs it, always open, on free ports."""
    from bot import supervisor

    (neighbour,) = free_ports(1)
    installation = install(
        trained,
        tmp_path_factory.mktemp("shop"),
        frame_ancestors=["'self'", f"http://localhost:{neighbour}"],
    )
    running = supervisor.start(installation.settings, prepared=True)
    try:
        yield Street(installation, running, neighbour)
    finally:
        running.stop()


@pytest.fixture(scope="package")
def shop(street: Street) -> Installation:
    return street.shop


@pytest.fixture(scope="package")
def browser(chromium: Browser) -> Browser:
    return chromium


@dataclass
class People:
    """Who looks at the shop in this journey."""

    browser: Browser
    url: str
    windows: list[Window] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    def customer(self, name: str, language: str = "zh", **look: Any) -> Customer:
        from tests.journey.windows import Customer

        opened = Customer(self.browser, self.url, name, language, **look)
        self.windows.append(opened)
        return opened

    def agent(self, login: str, name: str, language: str = "zh", **look: Any) -> Agent:
        from tests.journey.windows import Agent

        self.logins.append(login)
        opened = Agent(self.browser, self.url, login, name, language, **look)
        self.windows.append(opened)
        return opened

    def visitor(self, name: str, **look: Any) -> Window:
        """Somebody on another site."""
        from tests.journey.windows import Window

        opened = Window(self.browser, name, "zh", **look)
        self.windows.append(opened)
        return opened

    def go_home(self) -> None:
        """Everybody leaves; nothing waits for the next journey and nobody is online, even after a failure."""
        from tests.running import Agent

        for window in self.windows:
            window.context.close()
        for login in self.logins:
            person = Agent(self.url, login)
            person.clears_up()
            person.goes("away")


@pytest.fixture
def people(shop: Installation, browser: Browser) -> Iterator[People]:
    came = People(browser, shop.url)
    yield came
    came.go_home()
    assert [line for window in came.windows for line in window.errors] == []
