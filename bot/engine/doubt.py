"""How likely it is that the intent found is right, though the message may belong to none.

A softmax shares out all it has among the intents, be the message ever so far from them. The kernel head's own score and
the likeness to the nearest example do not. How they look for messages from outside is learned without one: by the scores
that the examples of an intent would get had that intent never been trained, which kernel ridge gives in closed form.
Data that has an intent for what is outside says so itself; there nothing is doubted.
"""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np
from scipy.linalg import cho_solve
from sklearn.linear_model import LogisticRegression

# How others and we call an intent that gathers what belongs nowhere.
OUTSIDE = frozenset({"out_of_scope", "oos", "NO_NODES_DETECTED"})
# Examples, in whole intents, that are looked at in training: enough for three numbers, and 10 s at 15,000 examples.
PROBED = 1000
# Added to the log-odds: in training there are as many from outside as from inside, with customers fewer.
MORE_INSIDE = 1.0


def learned(
    factor: Tuple[Any, bool], weights: np.ndarray, points: np.ndarray, labels: np.ndarray, classes: np.ndarray
) -> Optional[np.ndarray]:
    """(weight of the score, weight of the likeness, constant); None where no example is recognised by the others.

    `factor`: of the kernel matrix with its ridge.
    The last rows of `points` are the intents' names: they are left out with their intent and are no messages themselves.
    """
    own = labels[:, None] == classes[None, :]
    messages = len(labels) - len(classes)
    inside, right, outside = [], [], []
    for chosen in _probed(own):
        at = np.flatnonzero(own[:, chosen])
        alone, without = left_out(factor, weights, own, at)
        near = points[at] @ points.T
        near[np.arange(len(at)), at] = -1
        heard = at < messages
        inside.append(np.column_stack([alone.max(axis=1), near.max(axis=1)])[heard])
        right.append((alone.argmax(axis=1) == chosen)[heard])
        near[:, at] = -1
        without[:, chosen] = -1
        outside.append(np.column_stack([without.max(axis=1), near.max(axis=1)])[heard])
    seen = np.vstack([*inside, *outside])
    spread = np.maximum(seen.std(axis=0), 1e-6)
    truth = np.concatenate([*right, np.zeros(len(seen) // 2, bool)])
    if not truth.any():
        return None
    fitted = LogisticRegression(C=1.0).fit(seen / spread, truth)
    return np.append(fitted.coef_[0] / spread, fitted.intercept_[0] + MORE_INSIDE).astype(np.float32)


def left_out(
    factor: Tuple[Any, bool], weights: np.ndarray, own: np.ndarray, at: np.ndarray
) -> Tuple[np.ndarray, np.ndarray]:
    """Scores of the rows `at` for each intent: each row alone missing from the training, and all of them missing."""
    columns = np.zeros((len(own), len(at)), np.float32)
    columns[at, np.arange(len(at))] = 1
    block = cho_solve(factor, columns, check_finite=False)[at].astype(np.float64)
    targets = own[at].astype(np.float32)
    alone = targets - weights[at] / np.diag(block)[:, None]
    return alone, targets - np.linalg.solve(block, weights[at])


def weighed(evidence: np.ndarray, shares: np.ndarray, score: float, likeness: float) -> np.ndarray:
    """The intents' shares with the best at the probability that it is right; the others lose, or keep their order."""
    sure = 1 / (1 + np.exp(-(evidence[0] * score + evidence[1] * likeness + evidence[2])))
    at, best = int(shares.argmax()), float(shares.max())
    found = shares * min(sure / best, (1 - sure) / max(1 - best, 1e-6))
    found[at] = sure
    return found


def _probed(own: np.ndarray) -> np.ndarray:
    """Intents, evenly over all of them, with about PROBED examples together."""
    share = min(1.0, PROBED / len(own))
    wanted = max(2, int(own.shape[1] * share))
    return np.unique(np.linspace(0, own.shape[1] - 1, wanted).astype(int))
