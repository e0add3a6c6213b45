"""A whole house for the customer's side: real web process, real database, and a small bot that answers.

The bot is a thread that calls the very use cases the engine calls (lease, save_turn), so the path of a
message is the real one; only what the bot says is invented here.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import requests

from bot import settings as configuration
from bot.store import people, schema
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases import answer
from bot.usecases.answer import Turn, Utterance
from bot.usecases.desk import Agent
from bot.usecases.desk_settings import desk_rules

PROJECT = Path(__file__).resolve().parents[4]
Script = Callable[[Turn], Sequence[Utterance]]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class House:
    """One installation in a folder of its own."""

    def __init__(self, folder: Path, extra_settings: str = "") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.yml").write_text(extra_settings, "utf-8")
        self.port = free_port()
        self.environment = {
            **os.environ,
            "SUPPORTBOT_DATA": str(folder),
            "SUPPORTBOT_WEB_PORT": str(self.port),
            "PYTHONPATH": str(PROJECT),
        }
        for name in ("DATABASE_URL", "REDIS_URL", "SUPPORTBOT_HOST"):
            self.environment.pop(name, None)
        self.settings = configuration.load(folder, {"SUPPORTBOT_WEB_PORT": str(self.port)})
        self.store = Store(self.settings.database_url)
        self.bell = Bell(None)
        self.rules = desk_rules(self.settings)
        with self.store.begin() as tx:
            schema.metadata.create_all(tx)
        self.process: subprocess.Popen[bytes] | None = None
        self.bot: Bot | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, ahead: float = 0.0) -> None:
        """`ahead`: seconds by which the clock of the web process differs from ours."""
        program = [str(Path(__file__).with_name("at_a_moment.py")), str(ahead)] if ahead else ["-m", "bot.web"]
        with (self.folder / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *program], cwd=PROJECT, env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + 30
        while True:
            try:
                if requests.get(f"{self.url}/health", timeout=1).ok:
                    return
            except requests.RequestException:
                pass
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError("the web process does not start:\n" + self.log()[-3000:])
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self.process = None

    def close(self) -> None:
        if self.bot is not None:
            self.bot.stop()
        self.stop()
        self.store.close()

    def log(self) -> str:
        return (self.folder / "web.log").read_text("utf-8", "replace")

    def with_bot(self, script: Script | None = None, delay: float = 0.0) -> Bot:
        self.bot = Bot(self.store, self.bell, script or echo, delay)
        self.bot.start()
        return self.bot

    def agent(self, name: str = "小林", online: bool = True) -> Agent:
        now = time.time()
        with self.store.begin() as tx:
            login = f"agent{int(now * 1e6)}"
            number = people.add(tx, login, name, "agent", "-", now)
            if online:
                people.seen(tx, number, now + 3600)
        return Agent(number, name, "agent")


def echo(turn: Turn) -> Sequence[Utterance]:
    return [Utterance(f"**{turn.text}**")]


class Bot(threading.Thread):
    def __init__(self, store: Store, bell: Bell, script: Script, delay: float) -> None:
        super().__init__(daemon=True)
        self._store, self._bell, self.script, self.delay = store, bell, script, delay
        self._numbers: dict[str, int] = {}
        self._stop_now = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        while not self._stop_now.is_set():
            turn = answer.lease(self._store, "test-engine", time.time())
            if turn is None or turn is answer.lease_again:
                time.sleep(0.03)
                continue
            time.sleep(self.delay)
            first = self._numbers.get(turn.conversation_id, 0)
            self._numbers[turn.conversation_id] = first + 1
            event: dict[str, Any] = {
                "event": "user",
                "text": turn.text,
                "message_id": turn.key,
                "timestamp": time.time(),
            }
            try:
                said = self.script(turn)
                answer.save_turn(self._store, self._bell, turn, first, [event], said, None, time.time())
            except Exception as error:  # noqa: BLE001 (shown by the test that fails for want of an answer)
                self.failure = error

    def stop(self) -> None:
        self._stop_now.set()
        self.join(5)
