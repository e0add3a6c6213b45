"""Wake-ups over Redis or Valkey. Losable: who does not hear the bell looks at the database a moment later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import redis
import redis.asyncio

log = logging.getLogger(__name__)
PREFIX = "supportbot:"
INBOX = "inbox"
CONVERSATION = "conversation"
DESK = "desk"
KNOWLEDGE = "knowledge"
WORK = "work"


class Bell:
    """`ring` from any process; `listen` in an event loop. Without a URL both do nothing."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self._client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5) if url else None

    def ring(self, topic: str, what: str = "") -> None:
        self.ring_all([topic], what)

    def ring_all(self, topics: Sequence[str], what: str = "") -> None:
        """Several topics in one round trip, in this order."""
        if self._client is None:
            return
        try:
            with self._client.pipeline(transaction=False) as line:
                for topic in topics:
                    line.publish(PREFIX + topic, what)
                line.execute()
        except redis.RedisError as error:
            # Nothing is lost: every listener also looks by itself. Slower is all it gets.
            log.debug("the bell is silent: %s", error)

    async def listen(self, topics: list[str], heard: Callable[[str, str], Awaitable[None] | None]) -> None:
        """Call `heard(topic, what)` for each ring, for ever; connects again by itself."""
        if self.url is None:
            return
        while True:
            try:
                client = redis.asyncio.Redis.from_url(self.url)
                async with client.pubsub() as sub:
                    await sub.subscribe(*[PREFIX + topic for topic in topics])
                    while True:
                        got = await sub.get_message(ignore_subscribe_messages=True, timeout=5.0)
                        if got is None:
                            continue
                        answer = heard(got["channel"].decode()[len(PREFIX) :], got["data"].decode())
                        if answer is not None:
                            await answer
            except (redis.RedisError, OSError) as error:
                log.debug("waiting for the bell: %s", error)
                await asyncio.sleep(0.5)
