"""Rasa's default bot over our articles, trained once per state of both, served over HTTP and inside one process."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks import record
from benchmarks.ours import Timed
from benchmarks.peers import door
from benchmarks.peers.door import START_SECONDS, Server
from benchmarks.peers.rasa_default.build import HERE, build
from benchmarks.report import CannotRun
from bot.processes import ENGINE_PYTHON, MANNERS
from bot.settings import PROJECT
from tests.installation import free_ports

NAME = "Rasa default"
WORKSHOP = PROJECT / "var" / "bench" / "rasa_default"
LONGEST_TRAINING = 3 * 3600
# What Rasa configures by itself. Fewer change what it answers, not what a turn costs.
DEFAULT_EPOCHS = 100
QUICK_EPOCHS = 5


@dataclass(frozen=True)
class Trained:
    """`took` is what `record.timed` told, None where the model came from elsewhere."""

    model: Path
    epochs: int
    took: dict[str, Any] | None


def environment() -> dict[str, str]:
    """At its best: TensorFlow keeps its own choice of threads, nothing is logged."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ours = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS")
    return kept | {name: value for name, value in MANNERS.items() if name not in ours} | {"PYTHONPATH": str(PROJECT)}


def trained(epochs: int | None = None) -> Trained:
    """The model; without `epochs` the one of Rasa's default if it is there, else one of a few epochs."""
    if not ENGINE_PYTHON.exists():
        raise CannotRun("the engine environment is missing (make setup)")
    if epochs is None:
        epochs = DEFAULT_EPOCHS if _model(DEFAULT_EPOCHS).exists() else QUICK_EPOCHS
    model = _model(epochs)
    note = model.parent.parent / "training.json"
    if not model.exists():
        record.keep(note, _train(epochs, model))
    return Trained(model, epochs, record.kept(note))


def _model(epochs: int) -> Path:
    found = hashlib.sha256(str(epochs).encode())
    for path in sorted([*HERE.glob("*.yml"), HERE / "build.py", *(PROJECT / "knowledge_base").glob("*.yml")]):
        found.update(path.read_bytes())
    return WORKSHOP / found.hexdigest()[:16] / "models" / "peer.tar.gz"


def _train(epochs: int, model: Path) -> dict[str, Any]:
    folder = model.parent.parent
    build(folder, epochs)
    command = [
        str(ENGINE_PYTHON), "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain.yml",
        "--data", "nlu.yml", "dialogue.yml", "--out", "models", "--fixed-model-name", "peer",
    ]  # fmt: skip
    log = folder / "train.log"
    try:
        code, took = record.timed(command, folder, environment() | {"TQDM_DISABLE": "1"}, log, LONGEST_TRAINING)
    except subprocess.TimeoutExpired as error:
        raise CannotRun(f"Rasa's default pipeline was not trained after {LONGEST_TRAINING} s; look at {log}") from error
    if code or not model.exists():
        raise CannotRun(f"Rasa's default pipeline could not be trained; look at {log}")
    return {"epochs": epochs, **took}


@contextlib.contextmanager
def serving(model: Path) -> Iterator[Server]:
    """`rasa run` with the REST channel and a tracker store on SQLite: the nearest that Rasa has to a durable turn."""
    port = free_ports(1)[0]
    with tempfile.TemporaryDirectory(prefix="supportbot-bench-") as name:
        folder = Path(name)
        store = {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")}}
        # JSON is YAML.
        (folder / "endpoints.yml").write_text(json.dumps(store), "utf-8")
        command = [
            # The API is there to load a model into the running server.
            str(ENGINE_PYTHON), "-m", "rasa", "run", "--quiet", "--enable-api", "-i", "127.0.0.1", "-p", str(port),
            "-m", str(model), "--endpoints", str(folder / "endpoints.yml"),
            "--credentials", str(HERE / "credentials.yml"),
        ]  # fmt: skip
        with door.serving(NAME, command, port, folder, environment()) as server:
            yield server


def load(server: Server, model: Path) -> float:
    """Seconds until the running server answers with a model anew: what follows a training there."""
    began = time.perf_counter()
    answer = requests.put(server.url("/model"), json={"model_file": str(model)}, timeout=START_SECONDS)
    if answer.status_code != 204:
        raise CannotRun(f"Rasa's server did not take the model: {answer.status_code} {answer.text[:200]}")
    server.post("loaded", "你好")
    return time.perf_counter() - began


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
        # A process that hangs must not hang us.
        ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            raise CannotRun(
                "Rasa inside one process ended by itself" if ready else f"Rasa said nothing for {START_SECONDS:.0f} s"
            )
        found: dict[str, Any] = json.loads(line)
        return found


@contextlib.contextmanager
def inside(model: Path) -> Iterator[InProcess]:
    with door.child([str(ENGINE_PYTHON), str(HERE / "talk.py"), str(model)], PROJECT, environment()) as process:
        yield InProcess(process)
