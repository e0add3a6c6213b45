"""A peer's server: a process of ours that answers in the shapes of Rasa's `rest` channel."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from benchmarks.memory import memory_of
from benchmarks.ours import PATIENCE, Timed
from benchmarks.report import CannotRun
from bot.watcher import die_with_parent

# Rasa's server needs a minute alone on a machine, and many times that beside others.
START_SECONDS = 900.0


@dataclass
class Server:
    """`post` is a customer's message; `start_seconds` from the command until it answered."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    start_seconds: float
    _line: threading.local = field(default_factory=threading.local)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def post(self, sender: str, text: str) -> Timed:
        if not hasattr(self._line, "http"):
            self._line.http = requests.Session()
        began = time.perf_counter()
        answer = self._line.http.post(
            self.url("/webhooks/rest/webhook"), json={"sender": sender, "message": text}, timeout=PATIENCE
        )
        seconds = time.perf_counter() - began
        if answer.status_code != 200:
            raise CannotRun(f"{self.name} answered {answer.status_code}: {answer.text[:200]}")
        return Timed(seconds, seconds, "\n".join(one.get("text") or "" for one in answer.json()))

    def memory(self) -> dict[str, float | None]:
        return memory_of(self.process.pid)


@contextlib.contextmanager
def serving(
    name: str, command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """The server that `command` starts, ready; its log is `log` in `folder`."""
    began = time.perf_counter()
    log = folder / "log"
    with log.open("wb") as out, child(command, folder, environment, out) as process:
        while not _answers(f"http://127.0.0.1:{port}/webhooks/rest/"):
            if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                raise CannotRun(f"{name} did not start; the end of its log: {log.read_text('utf-8', 'replace')[-300:]}")
            time.sleep(0.05)
        yield Server(name, port, process, time.perf_counter() - began)


@contextlib.contextmanager
def child(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Any = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with this block, or with us; without a log its input and output are pipes."""
    process = subprocess.Popen(
        list(command),
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=log or subprocess.PIPE,
        stderr=log or subprocess.DEVNULL,
        preexec_fn=die_with_parent(9),
    )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False
