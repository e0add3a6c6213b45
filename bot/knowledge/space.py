"""Where phrases and questions meet: centred vectors side by side, and the kernel that compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from bot.knowledge.encoder import Encoder, parts_of, unit

WIDTH = 1.0  # of the bell around a phrase
LEXICAL = 0.2  # weight of shared words beside shared meaning


@dataclass(frozen=True)
class Space:
    """Vectors of each base encoder moved to their common mean: E5's raw ones all point the same way."""

    widths: tuple[int, ...]
    mean: np.ndarray
    # The directions in which the corpus spreads most, where a part of them is enough; None keeps all.
    axes: np.ndarray | None = None

    def place(self, vectors: np.ndarray) -> np.ndarray:
        moved = np.atleast_2d(vectors) - self.mean
        start, blocks = 0, []
        for width in self.widths:
            blocks.append(unit(moved[:, start : start + width]))
            start += width
        placed = (np.hstack(blocks) / np.sqrt(len(blocks))).astype(np.float32)
        return placed if self.axes is None else placed @ self.axes

    def narrowed(self, points: np.ndarray, dimensions: int) -> Space:
        """The same space seen along its `dimensions` widest directions over `points` (not centred)."""
        if points.shape[1] <= dimensions:
            return self
        _, axes = np.linalg.eigh(points.T @ points)
        return replace(self, axes=np.ascontiguousarray(axes[:, -dimensions:], np.float32))


def space_of(encoder: Encoder, vectors: np.ndarray, background: np.ndarray) -> Space:
    """The background keeps the mean of one or two phrases from being those phrases themselves."""
    widths = tuple(part.dimensions for part in parts_of(encoder))
    return Space(widths, np.vstack([vectors, background]).mean(axis=0))


def bell(cosines: np.ndarray) -> np.ndarray:
    return np.exp((2 * WIDTH) * (cosines - 1))


def kernel(cosines: np.ndarray, lexical: np.ndarray) -> np.ndarray:
    return bell(cosines) + LEXICAL * lexical


def dense(row: sparse.csr_matrix, columns: int) -> np.ndarray:
    full = np.zeros(columns, np.float32)
    full[row.indices] = row.data
    return full


def best_of_class(values: np.ndarray, starts: Sequence[int] | np.ndarray) -> np.ndarray:
    """The highest value of each class; phrases of a class stand together, `starts` says where."""
    return np.maximum.reduceat(values, starts, axis=-1)
