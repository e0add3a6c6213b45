"""T8: send what bot, agents and system say to channels whose customers cannot come and fetch; in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.core import delivery
from bot.core.delivery import Outgoing, PushChannel, State, Try
from bot.store import outbox
from bot.store.database import Store

# Longer than a channel may wait for its receiver.
LEASE_SECONDS = 60.0
DIED = "The worker ended during the call."


@dataclass(frozen=True)
class Delivery:
    """One message in the hands of one worker."""

    id: int
    channel: str
    message: Outgoing
    said_at: float
    state: State
    tries: int


def deliver_next(store: Store, channels: Mapping[str, PushChannel], clock: Callable[[], float]) -> bool:
    """Send one message whose turn it is; False when there is none.

    It is marked before the call, and no transaction is open during it. After a crash in between nobody knows
    whether the message arrived: it is sent once more under the same key.
    """
    taken = lease(store, channels, clock())
    if taken is None:
        return False
    settle(store, taken, channels[taken.channel].send(taken.message), clock())
    return True


def count_due(store: Store, channels: Collection[str], now: float, most: int) -> int:
    """How many messages could be sent at this moment, at most `most`; looking needs no writer's lock."""
    with store.read() as tx:
        return outbox.count_due(tx, channels, now, most)


def lease(store: Store, channels: Collection[str], now: float) -> Delivery | None:
    """The message whose turn it is, for LEASE_SECONDS nobody else's."""
    with store.begin() as tx:
        while (row := outbox.next_due(tx, channels, now)) is not None:
            state = delivery.lease(State(row.state))
            if state is None:
                outbox.set_state(tx, row.id, State.FAILED, error=f"{delivery.TWICE} {DIED}")
                continue
            outbox.set_state(tx, row.id, state, tries=row.tries + 1, next_at=now + LEASE_SECONDS)
            buttons = [{"id": one["id"], "title": one["title"]} for one in row.buttons or ()]
            key = f"{row.conversation_id}-{row.seq}"
            message = Outgoing(key, row.ext_user or row.conversation_id, row.text, buttons)
            return Delivery(row.id, row.channel, message, row.created_at, state, row.tries + 1)
    return None


def settle(store: Store, taken: Delivery, tried: Try, now: float) -> None:
    """Keep how the try ended, and when the next one is due."""
    step = delivery.after(tried, taken.state, taken.tries, now - taken.said_at)
    with store.begin() as tx:
        outbox.settle(tx, taken.id, taken.state, taken.tries, step.state, error=step.error, next_at=now + step.pause)
