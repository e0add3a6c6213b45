"""The Rasa model: trained when anything it depends on changed, signed, checked before it is loaded."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bot.settings import PROJECT, Settings

ENGINE_PYTHON = PROJECT / ".venv-engine" / "bin" / "python"
MODEL = "supportbot.tar.gz"
NOTE = "supportbot.json"
LONGEST_TRAINING = 1800


class TrainingError(RuntimeError):
    """Training did not produce a model; the message says where the log is."""


def sources() -> Iterable[Path]:
    """Everything a model depends on: data, dialogue, pipeline and the components' own code."""
    for name in ("config.yml", "domain.yml", "requirements/engine.lock", "data/products.yml"):
        yield PROJECT / name
    for folder, pattern in (
        ("data/nlu", "*.yml"),
        ("data/stories", "*.yml"),
        ("bot/engine", "**/*.py"),
    ):
        yield from sorted((PROJECT / folder).glob(pattern))
    # What the sentence encoder reads and gives; the rest of the knowledge base works outside the model.
    for name in ("encoder.py", "normal.py", "traditional.txt", "vectors.py"):
        yield PROJECT / "bot" / "knowledge" / name


def fingerprint() -> str:
    found = hashlib.sha256()
    for path in sources():
        if path.exists():
            found.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def is_current(settings: Settings) -> bool:
    note = _note(settings)
    return note is not None and note.get("fingerprint") == fingerprint() and is_ours(settings)


def is_ours(settings: Settings) -> bool:
    """Whether the model is the one this installation trained: a model names classes to import, so it is code."""
    note, model = _note(settings), settings.models / MODEL
    if note is None or not model.exists():
        return False
    return hmac.compare_digest(str(note.get("signature", "")), _signature(settings, model))


def ensure_model(settings: Settings) -> Path:
    """The path of an up-to-date model; trains one if needed (one to two minutes)."""
    model = settings.models / MODEL
    if not is_current(settings):
        train(settings)
    return model


def environment(settings: Settings) -> dict[str, str]:
    """What a process of the engine environment needs to know."""
    return {
        **os.environ,
        "SUPPORTBOT_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
        "OPENBLAS_NUM_THREADS": "1",
        "TQDM_DISABLE": "1",
    }


def train(settings: Settings) -> None:
    settings.models.mkdir(parents=True, exist_ok=True)
    settings.logs.mkdir(parents=True, exist_ok=True)
    wanted = fingerprint()
    command = [
        # Forced: Rasa's cache looks at the components' own files only, not at the code they call.
        str(ENGINE_PYTHON), "-m", "rasa", "train", "--force", "--config", str(PROJECT / "config.yml"),
        "--domain", str(PROJECT / "domain.yml"), "--data", str(PROJECT / "data" / "nlu"), str(PROJECT / "data" / "stories"),
        "--out", str(settings.models), "--fixed-model-name", MODEL.removesuffix(".tar.gz"),
    ]  # fmt: skip
    log = settings.logs / "train.log"
    with log.open("w") as out:
        try:
            done = subprocess.run(
                command,
                cwd=PROJECT,
                env=environment(settings),
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=LONGEST_TRAINING,
            )
        except FileNotFoundError as error:
            raise TrainingError("The engine environment is missing. Run `make setup`.") from error
        except subprocess.TimeoutExpired as error:
            raise TrainingError(f"Training took more than {LONGEST_TRAINING // 60} minutes; look at {log}.") from error
    model = settings.models / MODEL
    if done.returncode or not model.exists():
        tail = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()][-3:]
        raise TrainingError(f"The model could not be trained; the whole log is {log}. Its end: {' | '.join(tail)}")
    sign(settings, wanted)


def sign(settings: Settings, fingerprint: str) -> None:
    """Mark the model as this installation's own, made from sources with this fingerprint."""
    note = {"fingerprint": fingerprint, "signature": _signature(settings, settings.models / MODEL)}
    (settings.models / NOTE).write_text(json.dumps(note), "utf-8")


def _signature(settings: Settings, model: Path) -> str:
    return hmac.new(settings.secret_key.encode(), model.read_bytes(), hashlib.sha256).hexdigest()


def _note(settings: Settings) -> dict[str, str] | None:
    try:
        found = json.loads((settings.models / NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
