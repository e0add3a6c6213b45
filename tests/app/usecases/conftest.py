"""A small shop: rules, two agents who have the desk open, a customer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.hours import parse_hours
from bot.settings import DEFAULTS
from bot.store import people
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import start_conversation

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
MIDNIGHT = datetime(2026, 11, 23, 23, 40, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
# The desk has just opened on the day after.
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()


@pytest.fixture
def rules() -> DeskRules:
    return DeskRules(parse_hours(DEFAULTS["opening_hours"], "Asia/Shanghai"), "Asia/Shanghai")


@pytest.fixture
def wang(store: Store) -> Agent:
    return _agent(store, "wang", "小王")


@pytest.fixture
def amy(store: Store) -> Agent:
    return _agent(store, "amy", "Amy")


def _agent(store: Store, login: str, name: str) -> Agent:
    with store.begin() as tx:
        number = people.add(tx, login, name, "agent", "-", NOON)
        people.seen(tx, number, MIDNIGHT)
    return Agent(number, name, "agent")


@pytest.fixture
def customer(store: Store, bell: Bell) -> str:
    return start_conversation(store, "web", "zh", NOON)
