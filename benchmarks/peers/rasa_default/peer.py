"""Rasa's default bot over our articles, trained once per state of both, served over HTTP and inside one process."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from benchmarks.ours import PATIENCE, Timed, rss
from benchmarks.peers.rasa_default.build import HERE, build
from benchmarks.report import CannotRun
from bot.processes import ENGINE_PYTHON, MANNERS
from bot.settings import PROJECT
from bot.watcher import die_with_parent

WORKSHOP = PROJECT / "var" / "bench" / "rasa_default"
LONGEST_TRAINING = 3600


def environment() -> dict[str, str]:
    """At its best: TensorFlow keeps its own choice of threads, nothing is logged."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ours = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS")
    return kept | {name: value for name, value in MANNERS.items() if name not in ours} | {"PYTHONPATH": str(PROJECT)}


def trained(epochs: int) -> tuple[Path, float | None]:
    """(the model, seconds of training or None if it was there already)."""
    if not ENGINE_PYTHON.exists():
        raise CannotRun("the engine environment is missing (make setup)")
    found = hashlib.sha256(str(epochs).encode())
    for path in sorted([*HERE.glob("*.yml"), HERE / "build.py", *(PROJECT / "knowledge_base").glob("*.yml")]):
        found.update(path.read_bytes())
    folder = WORKSHOP / found.hexdigest()[:16]
    model = folder / "models" / "peer.tar.gz"
    if model.exists():
        return model, None
    build(folder, epochs)
    command = [
        str(ENGINE_PYTHON), "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain.yml",
        "--data", "nlu.yml", "dialogue.yml", "--out", "models", "--fixed-model-name", "peer",
    ]  # fmt: skip
    began = time.perf_counter()
    with (folder / "train.log").open("w") as log:
        done = subprocess.run(
            command, cwd=folder, env=environment() | {"TQDM_DISABLE": "1"}, stdout=log, stderr=subprocess.STDOUT,
            timeout=LONGEST_TRAINING, check=False,
        )  # fmt: skip
    if done.returncode or not model.exists():
        raise CannotRun(f"Rasa's default pipeline could not be trained; look at {folder / 'train.log'}")
    return model, time.perf_counter() - began


@dataclass
class Server:
    """`rasa run` with the REST channel and a tracker store on SQLite: the nearest that Rasa has to a durable turn."""

    port: int
    process: subprocess.Popen[bytes]
    start_seconds: float
    _line: threading.local = field(default_factory=threading.local)

    def post(self, sender: str, text: str) -> Timed:
        if not hasattr(self._line, "http"):
            self._line.http = requests.Session()
        began = time.perf_counter()
        answer = self._line.http.post(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook",
            json={"sender": sender, "message": text},
            timeout=PATIENCE,
        )
        seconds = time.perf_counter() - began
        if answer.status_code != 200:
            raise CannotRun(f"Rasa answered {answer.status_code}: {answer.text[:200]}")
        return Timed(seconds, seconds, "\n".join(one.get("text") or "" for one in answer.json()))

    @property
    def memory(self) -> float:
        return rss(self.process.pid)


@contextlib.contextmanager
def serving(model: Path) -> Iterator[Server]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="supportbot-bench-") as name:
        folder = Path(name)
        store = {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")}}
        # JSON is YAML.
        (folder / "endpoints.yml").write_text(json.dumps(store), "utf-8")
        command = [
            str(ENGINE_PYTHON), "-m", "rasa", "run", "--quiet", "-i", "127.0.0.1", "-p", str(port), "-m", str(model),
            "--endpoints", str(folder / "endpoints.yml"), "--credentials", str(HERE / "credentials.yml"),
        ]  # fmt: skip
        began = time.perf_counter()
        with _child(command, folder, (folder / "log").open("wb")) as process:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - began > 300:
                    raise CannotRun(f"Rasa's server did not start: {(folder / 'log').read_text()[-300:]}")
                time.sleep(0.1)
            yield Server(port, process, time.perf_counter() - began)


class InProcess:
    """`Agent.handle_text` in a process of its own, conversations in memory, timed inside."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._read()

    def ask(self, sender: str, text: str) -> Timed:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"sender": sender, "text": text}).encode() + b"\n")
        self._process.stdin.flush()
        found = self._read()
        return Timed(found["seconds"], found["seconds"], "\n".join(one or "" for one in found["said"]))

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise CannotRun("Rasa inside one process ended by itself")
        found: dict[str, Any] = json.loads(line)
        return found


@contextlib.contextmanager
def inside(model: Path) -> Iterator[InProcess]:
    with _child([str(ENGINE_PYTHON), str(HERE / "talk.py"), str(model)], PROJECT, None) as process:
        yield InProcess(process)


@contextlib.contextmanager
def _child(command: list[str], folder: Path, log: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
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


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/webhooks/rest/", timeout=2).ok
    except requests.RequestException:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
