"""Lexical likeness: weighted words and character pieces as unit rows, without a library's vocabulary classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from scipy import sparse

from bot.knowledge.normal import features


@lru_cache(maxsize=40_000)
def counted(text: str) -> Mapping[str, int]:
    """The features of a text. Kept: after an edit all the other phrases are still the same."""
    return Counter(features(text))


class Lexicon:
    """TF-IDF over the features of a corpus. Rare features count more, repeated ones a little."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows = [counted(text) for text in texts]
        seen: Counter[str] = Counter()
        for row in rows:
            seen.update(row.keys())
        self.names = sorted(seen)
        self.place = {name: at for at, name in enumerate(self.names)}
        times = np.array([seen[name] for name in self.names], np.float64)
        self.weights = (np.log((1 + len(texts)) / (1 + times)) + 1).astype(np.float32)
        self.matrix = self._rows(rows)

    def exchanged(self, kept: np.ndarray, texts: Sequence[str], order: np.ndarray) -> Lexicon:
        """With the `kept` rows and those of new `texts`, then put in `order`; the weights of known features stay."""
        rows = [counted(text) for text in texts]
        names = sorted({name for row in rows for name in row if name not in self.place})
        found = Lexicon([])
        found.names = self.names + names
        found.place = {**self.place, **{name: len(self.names) + at for at, name in enumerate(names)}}
        once = np.log((1 + len(order)) / 2) + 1
        found.weights = np.append(self.weights, np.full(len(names), once, np.float32))
        old = self.matrix
        shape = (old.shape[0], len(found.names))
        wide = sparse.csr_matrix((old.data, old.indices, old.indptr), shape=shape)
        found.matrix = sparse.vstack([wide[kept], found._rows(rows)], format="csr")[order]
        return found

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain numbers, for `restored`."""
        return {
            "names": np.frombuffer("\n".join(self.names).encode("utf-8", "surrogatepass"), np.uint8),
            "weights": self.weights,
            "data": self.matrix.data,
            "indices": self.matrix.indices,
            "indptr": self.matrix.indptr,
        }

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray]) -> Lexicon:
        found = cls([])
        found.names = arrays["names"].tobytes().decode("utf-8", "surrogatepass").split("\n")
        found.place = {name: at for at, name in enumerate(found.names)}
        found.weights = arrays["weights"]
        shape = (len(arrays["indptr"]) - 1, len(found.names))
        found.matrix = sparse.csr_matrix((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
        return found

    def rows(self, texts: Sequence[str]) -> sparse.csr_matrix:
        return self._rows([counted(text) for text in texts])

    def _rows(self, texts: Sequence[Mapping[str, int]]) -> sparse.csr_matrix:
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for row in texts:
            names = [name for name in row if name in self.place]
            at = np.array([self.place[name] for name in names], np.int32)
            weight = (1 + np.log([row[name] for name in names])) * self.weights[at] if names else np.zeros(0)
            length = float(np.linalg.norm(weight)) or 1.0
            values.extend(weight / length)
            columns.extend(at)
            ends.append(len(columns))
        return sparse.csr_matrix(
            (np.array(values, np.float32), np.array(columns, np.int32), np.array(ends, np.int32)),
            shape=(len(texts), len(self.names)),
        )
