"""Questions that mean the same, gathered: average linkage over cosines."""

from __future__ import annotations

import numpy as np

# Rows compared at once: bounds the memory to some twenty megabytes at 5,000 questions.
PORTION = 1000


def groups_of(vectors: np.ndarray, threshold: float) -> list[np.ndarray]:
    """Positions of the rows (of length 1) that belong together; every row is in one group.

    Two groups become one while the mean cosine between their members is the highest that either has and reaches
    the threshold. That mean is the product of the groups' mean vectors, so no table of all pairs is kept; and all
    pairs that are nearest to each other can be joined at once, the outcome is the same as one by one.
    """
    means, sizes = vectors.astype(np.float32), np.ones((len(vectors), 1), np.float32)
    home = np.arange(len(vectors))
    nearest, likeness = home.copy(), np.full(len(vectors), -1, np.float32)
    growing = unsettled = home
    while len(unsettled):
        _look_around(means, growing, unsettled, nearest, likeness)
        # What has nothing near by now never will: what others become is no nearer to it than they were.
        lonely, growing = growing[likeness[growing] < threshold], growing[likeness[growing] >= threshold]
        into = growing[nearest[nearest[growing]] == growing]
        into = into[into < nearest[into]]
        if not len(into) and len(growing):
            # Three alike to the last digit can point at each other in a ring.
            into = growing[likeness[growing].argmax()][None]
        gone = nearest[into]
        total = sizes[into] + sizes[gone]
        means[into] = (means[into] * sizes[into] + means[gone] * sizes[gone]) / total
        sizes[into] = total
        home[gone] = into
        growing = np.setdiff1d(growing, gone, assume_unique=True)
        moved = np.zeros(len(vectors), bool)
        moved[lonely] = moved[into] = moved[gone] = True
        unsettled = growing[moved[growing] | moved[nearest[growing]]]
    # A group that later joined another one points on.
    while (home != home[home]).any():
        home = home[home]
    order = np.argsort(home, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(home[order])) + 1) if len(home) else []


def _look_around(
    means: np.ndarray, among: np.ndarray, rows: np.ndarray, nearest: np.ndarray, likeness: np.ndarray
) -> None:
    """Write down for each of `rows` which other one `among` them all is most like it, and how much."""
    others = np.ascontiguousarray(means[among].T)
    for start in range(0, len(rows), PORTION):
        part = rows[start : start + PORTION]
        found = means[part] @ others
        found[np.arange(len(part)), np.searchsorted(among, part)] = -2
        nearest[part] = among[found.argmax(axis=1)]
        likeness[part] = found.max(axis=1)
