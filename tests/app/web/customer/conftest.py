from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.app.web.customer.browser import Customer
from tests.app.web.customer.house import House
from tests.app.web.customer.shop_bot import shop_bot

DAY = '[["00:00", "24:00"]]'
ALWAYS = "opening_hours: {" + ", ".join(f"{day}: {DAY}" for day in "mon tue wed thu fri sat sun".split()) + "}\n"


@pytest.fixture(scope="session")
def always_open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A shop that is open day and night, with a small bot."""
    house = House(tmp_path_factory.mktemp("open"), ALWAYS + "new_conversations_per_hour: 100000\n")
    house.start()
    house.with_bot(shop_bot)
    yield house
    house.close()


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[House]:
    """A shop that lets an address start eight conversations an hour."""
    house = House(tmp_path, ALWAYS + "new_conversations_per_hour: 8\n")
    house.start()
    yield house
    house.close()


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A shop that is closed yesterday, today and tomorrow, whatever the time is."""
    here = datetime.now(ZoneInfo("Asia/Shanghai"))
    days = [(here + timedelta(days=offset)).date().isoformat() for offset in (-1, 0, 1)]
    house = House(tmp_path_factory.mktemp("closed"), f"closed_dates: {days}\nnew_conversations_per_hour: 100000\n")
    house.start()
    house.with_bot(shop_bot)
    yield house
    house.close()


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house for tests that stop it, or that need nobody else's agents."""
    house = House(tmp_path / "own", ALWAYS)
    house.start()
    yield house
    house.close()


@pytest.fixture
def customer(chromium: Browser) -> Iterator[Callable[..., Customer]]:
    opened: list[Customer] = []

    def visit(house: House, **more: Any) -> Customer:
        opened.append(Customer(chromium, house.url, **more))
        return opened[-1]

    yield visit
    for one in opened:
        one.close()
