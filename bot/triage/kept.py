"""What training found, kept as plain numbers beside the vectors, so that a start does not train again."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.triage.rows import Row

_CODE = (Path(__file__).parent, Path(__file__).parents[1] / "knowledge")


def key_of(rows: Sequence[Row], encoder_name: str) -> str:
    """Differs when a row, the encoder or any code that training runs through differs."""
    found = hashlib.sha256(encoder_name.encode())
    for folder in _CODE:
        for path in sorted(folder.iterdir()):
            if path.suffix in (".py", ".yml", ".txt"):
                found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for row in rows:
        found.update(repr((row.text, sorted(row.labels.items()), row.by_hand)).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def file_of(folder: Path, encoder_name: str) -> Path:
    """One file an encoder: a process may hold a quick and a thorough model at once."""
    return folder / f"triage-{encoder_name}.npz"


def read(path: Path, key: str) -> dict[str, np.ndarray] | None:
    """The kept arrays, or None when there are none for this key. Nothing in the file is ever executed."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["key"]) != key:
                return None
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        # Missing, or cut off by a full disk: training again is the remedy.
        return None


def write(path: Path, key: str, arrays: dict[str, np.ndarray]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(draft, "wb") as file:
            np.savez(file, key=np.array(key), **arrays)  # type: ignore[arg-type]
        os.replace(draft, path)
    except OSError:
        # A folder that cannot be written costs seconds at each start, nothing else.
        draft.unlink(missing_ok=True)
