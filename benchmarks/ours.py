"""The product as it runs, for measuring: real processes on a fresh installation in a temporary folder."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import requests

from benchmarks.memory import memory_of
from benchmarks.report import CannotRun
from bot import training
from bot.core.words import BOT
from bot.knowledge.article import Article
from bot.knowledge.encoder import load_encoder
from bot.knowledge.phrases import phrases_of
from bot.knowledge.vectors import project_cache, vectors_of
from bot.processes import ENGINE_PYTHON, processes, redis_url
from bot.settings import Settings
from bot.store.bell import CONVERSATION, Bell
from bot.store.database import Store
from bot.usecases.handing_off import leave_queue
from bot.usecases.knowledge import import_articles
from bot.usecases.reading import messages_for_customer
from bot.usecases.receive import receive, start_conversation
from bot.watcher import Supervisor

PATIENCE = 30.0
# For a process to start: longer than an operator is asked to wait, other benchmarks and tests may keep the machine busy.
START_SECONDS = 300.0


@dataclass(frozen=True)
class Timed:
    """A turn: seconds from before the message was handed in, from when it was safely stored, and what was said.

    `called_person`: the bot took it for an emergency, so this was no plain turn.
    `offered`: the titles of buttons, where a door tells them.
    """

    seconds: float
    since_stored: float
    said: str
    called_person: bool = False
    offered: tuple[str, ...] = ()


@dataclass
class House:
    """A running installation. `ask` goes through the use cases, as the web server does; `post` through HTTP."""

    settings: Settings
    supervisor: Supervisor
    start_seconds: float
    store: Store = field(init=False)
    bell: Bell = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.settings.database_url)
        self.bell = Bell(redis_url(self.settings))
        self._rung: dict[str, threading.Event] = defaultdict(threading.Event)
        self._line = threading.local()
        self._moved: dict[str, str] = {}
        self._count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        def heard(_topic: str, what: str) -> None:
            self._rung[what].set()

        asyncio.run(Bell(self.bell.url).listen([CONVERSATION], heard))

    def conversation(self) -> str:
        return start_conversation(self.store, "benchmark", "zh", time.time())

    def ask(self, conversation: str, text: str) -> Timed:
        self._count += 1
        rung = self._rung[conversation]
        began = time.perf_counter()
        receipt = receive(self.store, self.bell, conversation, f"q{self._count}", text, time.time())
        stored = time.perf_counter()
        if receipt.owner != BOT:
            # The question before sounded dangerous and called a person; this one shall be the bot's again.
            leave_queue(self.store, self.bell, conversation, time.time())
            return self.ask(conversation, text)
        while time.perf_counter() - began < PATIENCE:
            rung.clear()
            found = messages_for_customer(self.store, conversation, receipt.seq)
            now = time.perf_counter()
            called = any(one["author"] == "system" for one in found)
            said = [one["text"] for one in found if one["author"] == "bot"]
            if said or called:
                return Timed(now - began, now - stored, "\n".join(said), called)
            # A lost ring costs at most this; the web server's readers look as often.
            rung.wait(0.25)
        raise CannotRun(f"no answer within {PATIENCE:.0f} s to {text!r}: {self._last_words()}")

    def failed_turns(self) -> list[str]:
        """What the engine's log says of turns that failed; they are tried again, and customers may not notice."""
        lines = (self.settings.logs / "engine.log").read_text("utf-8", "replace").splitlines()
        return [line[:300] for line in lines if "turn of message" in line or "could not be" in line]

    def _last_words(self) -> str:
        lines = (self.settings.logs / "engine.log").read_text("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else "the engine's log is empty"

    def post(self, sender: str, text: str, tries: int = 3) -> Timed:
        """Through the REST door, which has the shapes of Rasa's `rest` channel."""
        if not hasattr(self._line, "http"):
            self._line.http = requests.Session()
            self._line.http.headers["Authorization"] = f"Bearer {self.settings.rest_token}"
        sender = self._moved.get(sender, sender)
        began = time.perf_counter()
        answer = self._line.http.post(
            f"http://127.0.0.1:{self.settings.web_port}/webhooks/rest/webhook",
            json={"sender": sender, "message": text},
            timeout=PATIENCE,
        )
        seconds = time.perf_counter() - began
        if answer.status_code != 200:
            raise CannotRun(f"the REST door answered {answer.status_code}: {answer.text[:200]}")
        said = "\n".join(one.get("text") or "" for one in answer.json())
        if not said:
            if tries == 1:
                raise CannotRun(f"the REST door says nothing to {text!r}, in fresh conversations too")
            # As above: a person has this conversation now, so the question moves to another one.
            self._moved[sender] = f"{sender}+"
            return self.post(sender, text, tries - 1)
        offered = tuple(button.get("title") or "" for one in answer.json() for button in one.get("buttons") or ())
        return Timed(seconds, seconds, said, offered=offered)

    def memory(self) -> dict[str, dict[str, float | None]]:
        """By process: megabytes as `memory_of` tells them."""
        return {name: memory_of(self.supervisor.pid(name)) for name in self.supervisor.names}


@contextlib.contextmanager
def running(more: Sequence[Article] = (), model: Path | None = None, **chosen: Any) -> Iterator[House]:
    """A fresh installation with the shipped articles and these, all processes ready; `chosen` are settings of its own.

    `model` takes the place of the trained one.
    """
    if not ENGINE_PYTHON.exists():
        raise CannotRun("the engine environment is missing (make setup)")
    from tests.installation import install, train_once

    trained = train_once()
    with tempfile.TemporaryDirectory(prefix="supportbot-bench-") as folder:
        settings = replace(install(trained, Path(folder), **chosen).settings, new_conversations_per_hour=1_000_000)
        _add(more, settings)
        if model is not None:
            shutil.copyfile(model, settings.models / training.MODEL)
            training.sign(settings, training.fingerprint())
        with Supervisor(settings, processes(settings)) as supervisor:
            for name in ("redis", "actions", "web", "worker"):
                if name in supervisor.names:
                    supervisor.start(name)
                    supervisor.wait_ready(name, seconds=START_SECONDS)
            began = time.perf_counter()
            supervisor.start("engine")
            supervisor.wait_ready("engine", seconds=START_SECONDS)
            house = House(settings, supervisor, time.perf_counter() - began)
            yield house
            house.store.close()


def _add(articles: Sequence[Article], settings: Settings) -> None:
    """With their vectors, so that the engine's start is no encoding. The first time on a machine encodes."""
    if not articles:
        return
    texts = [phrase.text for phrase in phrases_of(articles)]
    vectors_of(texts, load_encoder(), project_cache(), _said_now_and_then())
    store = Store(settings.database_url)
    import_articles(store, articles, "benchmark", "many", True, time.time())
    store.close()


def _said_now_and_then() -> Callable[[int, int], None]:
    told = time.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"  encoded {done} of {total} texts (kept for the next time)", flush=True)

    return say
