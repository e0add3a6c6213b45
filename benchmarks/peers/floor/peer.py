"""The floor: our own house with a model that looks for keywords, the least that a turn can cost here.

Everything else is the product's: web door, inbox, dispatcher, one commit, reply. Its engine loads the index of the
articles and triage all the same, so its start and its memory say nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks import ours, record
from benchmarks.report import CannotRun
from bot.processes import ENGINE_PYTHON, MANNERS
from bot.settings import PROJECT

NAME = "floor"
HERE = Path(__file__).parent
WORKSHOP = PROJECT / "var" / "bench" / "floor"
LONGEST_TRAINING = 600


def trained() -> Path:
    """The model, trained when its files changed (half a minute)."""
    if not ENGINE_PYTHON.exists():
        raise CannotRun("the engine environment is missing (make setup)")
    files = [*sorted(HERE.glob("*.yml")), PROJECT / "requirements" / "engine.lock"]
    folder = WORKSHOP / hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    model = folder / "floor.tar.gz"
    if model.exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        str(ENGINE_PYTHON), "-m", "rasa", "train", "--config", str(HERE / "config.yml"),
        "--domain", str(HERE / "domain.yml"), "--data", str(HERE / "nlu.yml"), str(HERE / "dialogue.yml"),
        "--out", str(folder), "--fixed-model-name", "floor",
    ]  # fmt: skip
    try:
        code, _ = record.timed(command, folder, _environment(), folder / "train.log", LONGEST_TRAINING)
    except subprocess.TimeoutExpired as error:
        raise CannotRun(
            f"the floor was not trained after {LONGEST_TRAINING} s; look at {folder / 'train.log'}"
        ) from error
    if code or not model.exists():
        raise CannotRun(f"the floor could not be trained; look at {folder / 'train.log'}")
    return model


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return kept | MANNERS | {"TQDM_DISABLE": "1"}


@contextlib.contextmanager
def running() -> Iterator[ours.House]:
    with ours.running(model=trained()) as house:
        yield house
