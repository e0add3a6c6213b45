"""T8 at work: looks for what is due, and sends in several lanes, so that nobody waits for a receiver that hangs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from bot.channels.callback import CallbackChannel
from bot.core.delivery import PushChannel
from bot.settings import Settings
from bot.store.database import Store
from bot.usecases.deliver_messages import count_due, deliver_next

log = logging.getLogger(__name__)
# A customer waits for each look, so there are more of them than in the worker's other jobs.
LOOK_SECONDS = 0.2
# No more than the database has connections for; each lane holds one only to lease and to settle.
LANES = 8


def push_channels(settings: Settings) -> Mapping[str, PushChannel]:
    if not settings.callback_url:
        return {}
    channel = CallbackChannel(settings.callback_url, settings.callback_token)
    return {channel.name: channel}


def keep_delivering(store: Store, channels: Mapping[str, PushChannel], stopping: threading.Event) -> None:
    """Until `stopping`; what is being sent then is waited for."""

    def lane() -> None:
        try:
            while not stopping.is_set() and deliver_next(store, channels, time.time):
                pass
        except Exception as error:
            # The message stays marked; when its lease is over it is taken up again.
            log.error("a delivery failed: %s", error.__class__.__name__)

    if not channels:
        return
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(LANES, "delivery") as lanes:
        while not stopping.wait(LOOK_SECONDS):
            running = {one for one in running if not one.done()}
            try:
                wanted = count_due(store, channels, time.time(), LANES - len(running))
            except Exception as error:
                log.error("looking for messages to deliver failed: %s", error.__class__.__name__)
                continue
            running |= {lanes.submit(lane) for _ in range(wanted)}
