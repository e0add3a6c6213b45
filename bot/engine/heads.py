"""The arithmetic of the intent classifier: linear and kernel heads over vectors and n-grams."""

from __future__ import annotations

from typing import Any, Dict, Optional, Text, Tuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

Weights = Dict[Text, np.ndarray]

# As in the index of articles (bot/knowledge/space.py), found by cross-validation (docs/understanding.md).
LEXICAL = 0.2
RIDGE = 0.1
# Scores of the kernel head lie between 0 and 1; so steep a softmax makes them about as sure as the linear head.
STEEP = 12.0
# Above this many examples the kernel matrix takes more than 1.6 GB; the linear heads do without it.
MOST_FOR_KERNEL = 20_000
PORTION = 1000


def linear(features: Any, labels: np.ndarray, c: float, rounds: int) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=rounds, tol=1e-3).fit(features, labels)


def one_against_the_rest(features: csr_matrix, labels: np.ndarray, c: float) -> LogisticRegression:
    """In the dual: as right as the multinomial fit, better calibrated after the softmax, and thirty times faster on
    tens of thousands of n-grams (docs/performance.md)."""
    model = LogisticRegression(C=c, solver="liblinear", dual=True, tol=1e-2, max_iter=50, random_state=0)
    return model.fit(features, labels)


def kernel_factor(points: np.ndarray, words: Optional[csr_matrix]) -> Tuple[np.ndarray, bool]:
    """The factorised kernel matrix with its ridge, as `scipy.linalg.cho_solve` reads it."""
    gram = kernel(points, points, words, words)
    gram[np.diag_indices_from(gram)] += np.float32(RIDGE)
    # Column order lets LAPACK work in place: no second matrix of this size.
    return cho_factor(gram.T, lower=True, overwrite_a=True, check_finite=False)  # type: ignore[no-any-return]


def kernel_weights(factor: Tuple[np.ndarray, bool], labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Kernel ridge in closed form: one weight for each example and class."""
    targets = (labels[:, None] == classes[None, :]).astype(np.float32)
    return cho_solve(factor, targets, check_finite=False)  # type: ignore[no-any-return]


def kernel(
    points: np.ndarray, others: np.ndarray, words: Optional[csr_matrix], other_words: Optional[csr_matrix]
) -> np.ndarray:
    """Likeness of each point to each of the others: shared meaning and, where both have them, shared words."""
    found = points @ others.T
    found -= 1
    found *= 2
    np.exp(found, out=found)
    if words is not None and other_words is not None:
        for start in range(0, len(points), PORTION):
            part = words[start : start + PORTION] @ other_words.T
            found[start : start + PORTION] += np.float32(LEXICAL) * part.toarray()
    return found


def centred(vectors: np.ndarray, mean: np.ndarray) -> np.ndarray:
    moved = vectors - mean
    return (moved / np.maximum(1e-9, np.linalg.norm(moved, axis=1, keepdims=True))).astype(np.float32)


def tf_idf(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(weighted.indptr))
    return weighted.astype(np.float32)


def linear_softmax(features: Any, coefficients: np.ndarray, intercept: np.ndarray) -> np.ndarray:
    scores = np.asarray(features @ coefficients.T) + intercept
    if scores.shape[1] == 1:
        # scikit-learn keeps one row of weights for two classes.
        scores = np.hstack([np.zeros_like(scores), scores])
    return softmax(scores)


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
