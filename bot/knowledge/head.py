"""From likenesses to a score for each article: kernel ridge, whole or around the nearest phrases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import spotri

RIDGE = 0.2
# Rows that are mirrored at once.
PORTION = 1000


@dataclass(frozen=True)
class Ridge:
    """One weight for each phrase and class; `left_out` holds what each phrase would get without itself."""

    weights: np.ndarray
    left_out: np.ndarray
    # Of the lifted kernel matrix, its lower half; `whole` fills the other one.
    inverse: np.ndarray


def fit(gram: np.ndarray, targets: np.ndarray, ridge: float = RIDGE, in_place: bool = False) -> Ridge:
    """Closed form, including the leave-one-out predictions: y - weight / diagonal of the inverse.

    `in_place`: the memory of `gram` (float32, column order) is taken for the inverse.
    """
    # Single precision halves the time; the ridge keeps the matrix far from singular.
    lifted = gram if in_place else np.array(gram, np.float32, order="F")
    lifted[np.diag_indices_from(lifted)] += np.float32(ridge)
    factor, lower = cho_factor(lifted, lower=True, overwrite_a=True, check_finite=False)
    weights = cho_solve((factor, lower), targets.astype(np.float32), check_finite=False)
    inverse, info = spotri(factor, lower=1, overwrite_c=1)
    if info:
        raise ArithmeticError("The kernel matrix of the articles cannot be inverted.")
    left_out = targets - weights / np.diag(inverse)[:, None]
    return Ridge(weights.astype(np.float32), left_out.astype(np.float32), inverse)


def whole(lower: np.ndarray) -> np.ndarray:
    """The same array as the symmetric matrix of which LAPACK has filled the lower half."""
    for start in range(0, len(lower), PORTION):
        end = start + PORTION
        block = lower[start:end, start:end]
        lower[start:end, start:end] = np.tril(block) + np.tril(block, -1).T
        lower[start:end, end:] = lower[end:, start:end].T
    return lower


def exchanged(
    inverse: np.ndarray, kept: np.ndarray, across: np.ndarray, within: np.ndarray, ridge: float = RIDGE
) -> np.ndarray:
    """The inverse after some phrases went and others came: those `kept` (positions) first, then the new ones.

    `across` is the kernel between kept and new, `within` among the new. Block formulas; the cost is of the second
    power of the phrases, where a new fit takes the third.
    """
    gone = np.setdiff1d(np.arange(len(inverse)), kept)
    base = inverse[np.ix_(kept, kept)]
    if len(gone):
        beside = inverse[np.ix_(kept, gone)]
        base -= beside @ np.linalg.solve(inverse[np.ix_(gone, gone)], beside.T)
    new = across.shape[1]
    if not new:
        return base
    reach = base @ across
    rest = within + ridge * np.eye(new, dtype=np.float32) - across.T @ reach
    corner = np.linalg.inv(rest)
    pull = reach @ corner
    found = np.empty((len(kept) + new, len(kept) + new), np.float32)
    found[: len(kept), : len(kept)] = base + pull @ reach.T
    found[: len(kept), len(kept) :] = -pull
    found[len(kept) :, : len(kept)] = -pull.T
    found[len(kept) :, len(kept) :] = corner
    return found


def scores_near(
    gram: np.ndarray, likeness: np.ndarray, owners: np.ndarray, classes: int, ridge: float = RIDGE
) -> np.ndarray:
    """Scores from the phrases of a few candidate articles alone, fitted for this one question."""
    lifted = np.array(gram, np.float64)
    lifted[np.diag_indices_from(lifted)] += ridge
    # By symmetry one solve for the question is enough: its weights on the phrases, summed by class.
    pull = cho_solve(cho_factor(lifted, lower=True, check_finite=False), likeness, check_finite=False)
    return np.bincount(owners, weights=pull, minlength=classes).astype(np.float32)
