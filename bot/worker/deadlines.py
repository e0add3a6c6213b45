"""Looks for deadlines that are due and for customers to offer to agents, until the worker stops."""

from __future__ import annotations

import logging
import threading
import time

from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk_settings import DeskRules
from bot.usecases.routing import route_waiting
from bot.usecases.sla import keep_clocks
from bot.usecases.timeouts import fire_due

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5


def keep_firing(store: Store, bell: Bell, rules: DeskRules, stopping: threading.Event) -> None:
    while not stopping.wait(LOOK_SECONDS):
        try:
            fire_due(store, bell, rules, time.time())
            route_waiting(store, bell, rules, time.time())
            keep_clocks(store, bell, rules, time.time())
        except Exception as error:
            # The database is away for a moment; what is due stays due.
            log.error("looking for deadlines failed: %s", error.__class__.__name__)
