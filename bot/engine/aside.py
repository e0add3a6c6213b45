"""Understanding in a thread: while one message is encoded, other conversations go on.

The encoders compute without Python's lock, so two messages are understood on two cores, and texts that wait for
an encoder are encoded together (`Gathering`).
"""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable, Coroutine, Dict, Text

Parse = Callable[..., Coroutine[Any, Any, Dict[Text, Any]]]
# More threads only take Python's lock from each other.
AT_ONCE = 3


def aside(parse: Parse) -> Callable[..., Awaitable[Dict[Text, Any]]]:
    """`parse` as it was, run in a thread of its own, at most three at once."""
    free = asyncio.Semaphore(AT_ONCE)

    async def parsed(*arguments: Any, **named: Any) -> Dict[Text, Any]:
        async with free:
            return await asyncio.to_thread(_run, parse(*arguments, **named))

    return parsed


def _run(parsing: Coroutine[Any, Any, Dict[Text, Any]]) -> Dict[Text, Any]:
    """Rasa's parse is a coroutine in name only: with a model of its own it never waits for anything."""
    try:
        parsing.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    parsing.close()
    raise RuntimeError("Rasa's parse_message waited for something; it cannot run in a thread.")
