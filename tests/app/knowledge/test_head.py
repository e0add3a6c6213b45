"""The ridge in place: the same numbers from a third of the memory."""

from __future__ import annotations

import numpy as np
import pytest

from bot.knowledge import head
from bot.knowledge.head import fit, whole


def gram(size: int) -> np.ndarray:
    points = np.random.default_rng(7).normal(size=(size, 8))
    apart = ((points[:, None] - points[None]) ** 2).sum(axis=-1)
    return np.asfortranarray(np.exp(-apart), np.float32)


def test_in_place_finds_the_same_and_takes_no_second_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    # Several portions, the last one a short one.
    monkeypatch.setattr(head, "PORTION", 100)
    near, targets = gram(330), np.eye(3)[np.arange(330) % 3]
    copied = fit(near, targets)
    kept = near.copy(order="F")
    assert np.array_equal(near, kept), "a copy leaves the likenesses alone"
    taken = fit(near, targets, in_place=True)
    assert np.shares_memory(taken.inverse, near)
    assert np.allclose(taken.weights, copied.weights) and np.allclose(taken.left_out, copied.left_out)
    inverse = whole(taken.inverse)
    assert inverse is taken.inverse and np.array_equal(inverse, inverse.T)
    lifted = kept.astype(np.float64) + head.RIDGE * np.eye(len(kept))
    assert np.allclose(inverse @ lifted, np.eye(len(kept)), atol=1e-2)
