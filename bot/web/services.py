"""What every web handler needs, put together once at start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bot.settings import Settings
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk_settings import DeskRules
from bot.web.hub import Hub
from bot.web.limits import CustomerLimits
from bot.web.sessions import Sessions

T = TypeVar("T")


@dataclass
class Services:
    settings: Settings
    store: Store
    bell: Bell
    rules: DeskRules
    hub: Hub
    sessions: Sessions
    limits: CustomerLimits

    async def run(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a use case in a thread: its database wait must not stop the other conversations."""
        return await asyncio.get_running_loop().run_in_executor(None, partial(function, *args, **kwargs))

    @staticmethod
    def now() -> float:
        return time.time()
