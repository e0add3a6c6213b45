"""How long our own bot takes to learn everything from nothing, with and without known vectors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import record
from benchmarks.report import CannotRun
from bot.knowledge.vectors import project_folder
from bot.processes import APP_PYTHON
from bot.settings import PROJECT

KEPT = PROJECT / "var" / "bench" / "ours"
LONGEST = 3600
KINDS = ("with vectors", "without vectors")


def kept() -> dict[str, dict[str, Any] | None]:
    """By kind: what was measured last on this machine."""
    return {kind: record.kept(_path(kind)) for kind in KINDS}


def measure() -> None:
    """Both kinds, anew; keeps what they took. Without vectors some ten thousand texts are encoded."""
    from tests.installation import train_once

    # So that every vector is known.
    train_once()
    for kind in KINDS:
        print(f"  learning from nothing, {kind}", flush=True)
        record.keep(_path(kind), _measured(kind))


def _path(kind: str) -> Path:
    return KEPT / f"{kind.replace(' ', '-')}.json"


def _measured(kind: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="supportbot-bench-") as name:
        folder = Path(name)
        vectors = folder / "vectors"
        vectors.mkdir()
        if kind == "with vectors":
            # Not what triage has learned from them: that is learned here.
            for path in project_folder().glob("*.vectors"):
                shutil.copyfile(path, vectors / path.name)
        kept_environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        environment = kept_environment | {"PYTHONPATH": str(PROJECT), "SUPPORTBOT_VECTORS": str(vectors)}
        command = [str(APP_PYTHON), "-m", "benchmarks.learning", str(folder / "data")]
        log = folder / "log"
        try:
            code, took = record.timed(command, PROJECT, environment, log, LONGEST)
        except subprocess.TimeoutExpired as error:
            raise CannotRun(f"our own training had no end after {LONGEST} s") from error
        if code:
            raise CannotRun(f"our own training failed: {log.read_text('utf-8', 'replace')[-300:]}")
        return took


def learn(folder: Path) -> None:
    """What `supportbot up` does before it starts anything, `supportbot train` at its end."""
    from bot import settings as configuration
    from bot import supervisor

    supervisor.prepare(configuration.load(folder, {}), say=lambda line: None)


if __name__ == "__main__":
    learn(Path(sys.argv[1]))
