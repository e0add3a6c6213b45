"""The dispatcher: takes customers' messages from the inbox, one at a time per conversation, and runs the turns.

It is an input channel of Rasa only to be started with it; nothing is ever sent to it over HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from typing import Any, Awaitable, Callable, Dict, Optional, Set, Text

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine import house
from bot.engine.action_endpoint import WatchedEndpoint, check_schema_once
from bot.engine.aside import aside
from bot.engine.known_events import know_events
from bot.engine.runner import PlainRunner
from bot.engine.tracker_store import DurableTrackerStore
from bot.engine.turn import Context, running
from bot.store.bell import INBOX, KNOWLEDGE
from bot.usecases.answer import LeaseLost, Turn, TurnFailed, give_back, lease, lease_again
from bot.usecases.handing_off import bot_failed

log = logging.getLogger(__name__)
# Shorter than the lease: a stuck turn ends before somebody else may take the message.
TURN_SECONDS = 20.0
AT_ONCE = 8
LOOK_SECONDS = 0.2
LOOK_SECONDS_WITH_BELL = 1.0
KNOWLEDGE_SECONDS = 0.5


class NullOutput(OutputChannel):
    """Sends nothing: what is said is in the tracker, and shown when the turn has been saved."""

    @classmethod
    def name(cls) -> Text:
        return "support"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        return None


class Dispatcher:
    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.me = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.wake = asyncio.Event()
        self.published = asyncio.Event()
        self.turns: Set["asyncio.Task[None]"] = set()
        self.ready = False
        self.endpoint: Optional[WatchedEndpoint] = None

    def prepare(self) -> None:
        """Put our parts where Rasa's would lose turns, and make sure that they are ours."""
        processor = self.agent.processor
        if processor is None:
            raise RuntimeError("No model is loaded. Run `supportbot train`.")
        for holder in (self.agent, processor):
            # The fail-safe wrapper turns a database outage into "a new customer": take it off.
            if isinstance(holder.tracker_store, FailSafeTrackerStore):
                holder.tracker_store = holder.tracker_store._tracker_store
            if not isinstance(holder.tracker_store, DurableTrackerStore):
                raise RuntimeError("The tracker store is not DurableTrackerStore; look at endpoints.yml.")
        check_schema_once()
        know_events()
        processor.parse_message = aside(processor.parse_message)  # type: ignore[method-assign]
        processor.graph_runner = PlainRunner.taking_over(processor.graph_runner)
        settings = house.settings()
        self.endpoint = processor.action_endpoint = self.agent.action_endpoint = WatchedEndpoint(
            f"{settings.actions_url}/webhook",
            headers={"Authorization": f"Bearer {settings.actions_token}"},
            # Sent only to the actions that read it (`send_domain` in domain.yml).
            enable_selective_domain=True,
        )

    async def warm_up(self) -> None:
        """The first customer must not wait for models to load."""
        await asyncio.to_thread(house.live_index)
        await asyncio.to_thread(house.triage_model)
        for text in ("你好，请问多久发货？", "hello, when will it ship?"):
            await self.agent.parse_message(text)
        self.ready = True

    async def run(self) -> None:
        while True:
            try:
                if len(self.turns) >= AT_ONCE:
                    await asyncio.wait(self.turns, return_when=asyncio.FIRST_COMPLETED)
                    continue
                self.wake.clear()
                turn = await asyncio.to_thread(lease, house.store(), self.me, time.time())
                if turn is None:
                    await self._sleep()
                elif turn is not lease_again:
                    task = asyncio.ensure_future(self._take(turn))
                    self.turns.add(task)
                    task.add_done_callback(self.turns.discard)
                    if not turn.more:
                        # Whatever comes now rings; looking again meanwhile would only slow this turn down.
                        await self._sleep()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.error("no message could be leased: %s", error.__class__.__name__)
                await asyncio.sleep(0.5)

    async def _sleep(self) -> None:
        await _until(self.wake, LOOK_SECONDS_WITH_BELL if house.settings().redis_url else LOOK_SECONDS)

    async def _take(self, turn: Turn) -> None:
        try:
            await asyncio.wait_for(self._answer(turn), TURN_SECONDS)
        except LeaseLost:
            log.info("message %s went to somebody else", turn.inbox_id)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            problem = turn.problem or f"{error.__class__.__name__}: {error}"
            log.warning("turn of message %s failed (try %s): %s", turn.inbox_id, turn.tries, problem)
            await self._failed(turn)
        finally:
            self.wake.set()

    async def _answer(self, turn: Turn) -> None:
        context = Context(turn, fresh=turn.fresh)
        message = UserMessage(
            turn.text,
            NullOutput(),
            turn.conversation_id,
            input_channel="support",
            message_id=turn.key,
            metadata={"inbox_id": turn.inbox_id, "epoch": turn.epoch, "language": turn.language},
        )
        # On the other core, while the conversation is read; understanding finds it done.
        encoding = asyncio.ensure_future(asyncio.to_thread(house.encode_early, turn.text))
        with running(context):
            await self.agent.handle_message(message)
        await asyncio.wait([encoding])
        if not context.saved:
            raise TurnFailed(turn.problem or "Rasa ended the turn without saving it")

    async def _failed(self, turn: Turn) -> None:
        try:
            now = time.time()
            if not await asyncio.to_thread(give_back, house.store(), turn, now):
                await asyncio.to_thread(
                    bot_failed, house.store(), house.bell(), house.rules(), turn.conversation_id, turn.inbox_id, now
                )
        except Exception as error:
            # The lease ends by itself and the message is tried again.
            log.error("message %s could not be given back: %s", turn.inbox_id, error.__class__.__name__)

    async def keep_knowledge(self) -> None:
        """Serve a new edition of the knowledge base soon after it is published, while the old one answers."""
        while True:
            self.published.clear()
            try:
                await asyncio.to_thread(house.live_index().refresh)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.error("the knowledge base could not be read: %s", error.__class__.__name__)
            await _until(self.published, KNOWLEDGE_SECONDS)

    async def close(self) -> None:
        if self.turns:
            await asyncio.wait(self.turns, timeout=8)
        if self.endpoint:
            await self.endpoint.close()

    def heard(self, topic: str, _what: str) -> None:
        (self.published if topic == KNOWLEDGE else self.wake).set()


async def _until(event: asyncio.Event, seconds: float) -> None:
    """A lost ring costs at most these seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        pass


class SupportChannel(InputChannel):
    """Starts the dispatcher with Rasa's server and says when it is ready."""

    dispatcher: Optional[Dispatcher] = None

    @classmethod
    def name(cls) -> Text:
        return "support"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("support", __name__)
        tasks: list[Any] = []

        @routes.get("/ready")
        async def ready(_request: Request) -> HTTPResponse:
            up = self.dispatcher is not None and self.dispatcher.ready
            return response.json({"ready": up}, status=200 if up else 503)

        @routes.listener("after_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            self.dispatcher = Dispatcher(app.ctx.agent)
            self.dispatcher.prepare()
            await self.dispatcher.warm_up()
            tasks.append(asyncio.ensure_future(self.dispatcher.run()))
            tasks.append(asyncio.ensure_future(self.dispatcher.keep_knowledge()))
            tasks.append(asyncio.ensure_future(house.bell().listen([INBOX, KNOWLEDGE], self.dispatcher.heard)))

        @routes.listener("before_server_stop")
        async def stop(_app: Sanic, _loop: Any) -> None:
            for task in tasks:
                task.cancel()
            if self.dispatcher:
                await self.dispatcher.close()

        return routes
