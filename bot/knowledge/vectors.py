"""Vectors that are computed once: kept by the hash of what the encoder read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.knowledge.encoder import Encoder, parts_of, unit
from bot.knowledge.normal import encodable

PORTION = 64
HASH_BYTES = 16

Progress = Callable[[int, int], None]


class VectorCache(Protocol):
    def get(self, encoder_name: str, hashes: Sequence[str]) -> dict[str, bytes]: ...

    def put(self, encoder_name: str, new: Mapping[str, bytes]) -> None: ...


class MemoryCache:
    """Vectors for as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, bytes]] = {}

    def get(self, encoder_name: str, hashes: Sequence[str]) -> dict[str, bytes]:
        kept = self._kept.get(encoder_name, {})
        return {name: kept[name] for name in hashes if name in kept}

    def put(self, encoder_name: str, new: Mapping[str, bytes]) -> None:
        self._kept.setdefault(encoder_name, {}).update(new)


class FileCache:
    """Vectors in a folder, one file an encoder: records of hash and vector, only ever appended to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._kept: dict[str, dict[str, bytes]] = {}

    def get(self, encoder_name: str, hashes: Sequence[str]) -> dict[str, bytes]:
        kept = self._read(encoder_name)
        return {name: kept[name] for name in hashes if name in kept}

    def put(self, encoder_name: str, new: Mapping[str, bytes]) -> None:
        kept = self._read(encoder_name)
        rows = b"".join(bytes.fromhex(name) + vector for name, vector in new.items() if name not in kept)
        # One write to a file opened for appending: several processes may share the folder.
        with open(self.folder / f"{encoder_name}.vectors", "ab", buffering=0) as file:
            file.write(rows)
        kept.update(new)

    def _read(self, encoder_name: str) -> dict[str, bytes]:
        if encoder_name not in self._kept:
            path = self.folder / f"{encoder_name}.vectors"
            raw = path.read_bytes() if path.exists() else b""
            size = HASH_BYTES + 2 * {"use": 512, "e5": 384}.get(encoder_name, 0)
            if size == HASH_BYTES:
                raise ValueError(f"FileCache does not know how long the vectors of {encoder_name!r} are.")
            starts = range(0, len(raw) - size + 1, size)
            self._kept[encoder_name] = {
                raw[at : at + HASH_BYTES].hex(): raw[at + HASH_BYTES : at + size] for at in starts
            }
        return self._kept[encoder_name]


def hash_of(text: str) -> str:
    """The name of a text's vector; both encoders read `encodable(text)`."""
    return hashlib.sha256(encodable(text).encode("utf-8", "surrogatepass")).hexdigest()[: HASH_BYTES * 2]


def vectors_of(
    texts: Sequence[str], encoder: Encoder, cache: VectorCache, progress: Progress | None = None
) -> np.ndarray:
    """One unit row for each text; only texts that the cache does not know are encoded.

    They are encoded and kept in portions, so that an interrupted import continues where it stopped.
    """
    hashes = [hash_of(text) for text in texts]
    of_hash = dict(zip(hashes, texts))
    known = {part.name: cache.get(part.name, list(of_hash)) for part in parts_of(encoder)}
    missing = {name: [key for key in of_hash if key not in found] for name, found in known.items()}
    total, done = sum(map(len, missing.values())), 0
    for part in parts_of(encoder):
        for start in range(0, len(missing[part.name]), PORTION):
            portion = missing[part.name][start : start + PORTION]
            rows = part.encode([of_hash[key] for key in portion]).astype(np.float16)
            new = {key: row.tobytes() for key, row in zip(portion, rows)}
            cache.put(part.name, new)
            known[part.name].update(new)
            done += len(portion)
            if progress:
                progress(done, total)
    if not texts:
        return np.zeros((0, encoder.dimensions), np.float32)
    blocks = [
        np.frombuffer(b"".join(known[part.name][key] for key in hashes), np.float16)
        .reshape(len(texts), part.dimensions)
        .astype(np.float32)
        for part in parts_of(encoder)
    ]
    return blocks[0] if len(blocks) == 1 else unit(np.hstack(blocks))


def project_folder() -> Path:
    """Where what was computed from the shipped texts is kept: outside the tracked files, safe to delete."""
    return Path(os.environ.get("SUPPORTBOT_VECTORS", Path(__file__).parents[2] / "var" / "vectors"))


def project_cache() -> FileCache:
    return FileCache(project_folder())
