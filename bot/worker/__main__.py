"""`python -m bot.worker`: keeps promises. Messages and tickets to where they belong, deadlines, triage."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from bot import settings as configuration
from bot.settings import Settings
from bot.store.bell import Bell
from bot.store.database import Store
from bot.tickets.builtin import BuiltinDesk
from bot.usecases.deliver_tickets import deliver_next
from bot.usecases.desk_settings import desk_rules
from bot.usecases.installed_triage import installed_triage
from bot.usecases.snoozing import wake_snoozed
from bot.usecases.triage_messages import triage_waiting
from bot.worker.deadlines import keep_firing
from bot.worker.delivery import keep_delivering, push_channels

log = logging.getLogger("bot.worker")
LOOK_SECONDS = 0.5


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = configuration.load()
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    work(settings, stopping)


def work(settings: Settings, stopping: threading.Event) -> None:
    store, bell = Store(settings.database_url), Bell(settings.redis_url)
    rules = desk_rules(settings)
    desks = {desk.name: desk for desk in (BuiltinDesk(store),)}
    # By themselves: neither a customer's answer nor a deadline may wait for a slow ticket system or a slow receiver.
    beside = [
        threading.Thread(target=keep_firing, args=(store, bell, rules, stopping)),
        threading.Thread(target=keep_delivering, args=(store, push_channels(settings), stopping)),
    ]
    ready = settings.data / "worker.ready"

    def deliver() -> None:
        while deliver_next(store, desks, time.time()):
            pass

    try:
        # Deadlines that fell due while no worker ran do not wait for the seconds that the model takes to load.
        for thread in beside:
            thread.start()
        model = installed_triage(settings.data, store)
        jobs: list[Callable[[], Any]] = [
            lambda: wake_snoozed(store, bell, time.time()),
            deliver,
            lambda: triage_waiting(store, bell, lambda text: model.judge(text).as_dict(), time.time()),
        ]
        ready.touch()
        while not stopping.wait(LOOK_SECONDS):
            for job in jobs:
                try:
                    job()
                except Exception as error:
                    # The next round tries again; each job is a transaction of its own.
                    log.error("a job failed: %s", error.__class__.__name__)
    finally:
        ready.unlink(missing_ok=True)
        stopping.set()
        for thread in beside:
            if thread.ident is not None:
                thread.join()
        store.close()


if __name__ == "__main__":
    main()
