"""How much one customer or one address may ask of us. Moving windows in this process's memory.

Several web processes each count for themselves: the limit is a dam against floods, not an account.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from bot.usecases.receive import Refused

# More keys than this are not kept; the one unused for longest goes first.
MOST_KEYS = 20_000


@dataclass(frozen=True)
class Window:
    most: int
    seconds: float


class TooMany(Refused):
    """Refused with 429; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too_many", f"Too many requests. Please wait {retry_after} seconds and try again.", 429)
        self.retry_after = retry_after


class Limit:
    """At most `most` takings of a key in any `seconds`, for each window."""

    def __init__(self, *windows: Window) -> None:
        self._windows: Sequence[Window] = windows
        self._longest = max(window.seconds for window in windows)
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, now: float) -> None:
        """Count one use, or raise TooMany and count nothing."""
        times = self._taken.get(key)
        if times is None:
            times = self._taken[key] = deque()
            if len(self._taken) > MOST_KEYS:
                self._taken.popitem(last=False)
        self._taken.move_to_end(key)
        while times and times[0] <= now - self._longest:
            times.popleft()
        waits = []
        for window in self._windows:
            if len(times) >= window.most and times[-window.most] > now - window.seconds:
                waits.append(times[-window.most] + window.seconds - now)
        if waits:
            raise TooMany(max(1, ceil(max(waits))))
        times.append(now)


class CustomerLimits:
    """What one customer may do; generous, since a real person never comes near."""

    def __init__(self, new_conversations_per_hour: int) -> None:
        self.messages = Limit(Window(20, 10), Window(200, 600))
        self.people = Limit(Window(10, 60))
        self.requests = Limit(Window(5, 600))
        self.new_conversations = Limit(Window(new_conversations_per_hour, 3600))
