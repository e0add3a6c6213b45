"""What the actions share in one process: made on first use, never at import."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from bot import settings as configuration
from bot.settings import Settings
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk_settings import DeskRules, desk_rules

T = TypeVar("T")


@lru_cache(maxsize=1)
def settings() -> Settings:
    return configuration.load()


@lru_cache(maxsize=1)
def store() -> Store:
    return Store(settings().database_url)


@lru_cache(maxsize=1)
def bell() -> Bell:
    return Bell(settings().redis_url)


@lru_cache(maxsize=1)
def rules() -> DeskRules:
    return desk_rules(settings())


def now() -> float:
    return time.time()


async def in_thread(verb: Callable[..., T], *args: Any) -> T:
    """A use case waits for the database: never in the event loop that serves the other conversations."""
    return await asyncio.get_running_loop().run_in_executor(None, lambda: verb(*args))
