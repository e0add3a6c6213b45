"""An index with a few other phrases: what stayed is taken over, so that an edit is live at once.

Mean, word weights and calibration stay as they were found; `drift` counts how much has changed since. Weights on
phrases are exact: the inverse of the kernel matrix is exchanged row by row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.knowledge.building import WHOLE, off_topic
from bot.knowledge.head import exchanged
from bot.knowledge.index import Index
from bot.knowledge.phrases import Phrase
from bot.knowledge.space import kernel
from bot.knowledge.vectors import VectorCache, vectors_of

# Parts of all phrases. Beyond the first what was taken over should be found anew, beyond the second it must.
STALE = 0.05
TOO_MUCH = 0.2


def is_stale(index: Index) -> bool:
    return index.drift > STALE * len(index.phrases)


def updated(old: Index, phrases: Sequence[Phrase], cache: VectorCache) -> Index | None:
    """None when too much has changed: build it anew."""
    place = {phrase: at for at, phrase in enumerate(old.phrases)}
    origin = np.array([place.get(phrase, -1) for phrase in phrases], np.int64)
    stays, comes = np.flatnonzero(origin >= 0), np.flatnonzero(origin < 0)
    drift = old.drift + len(comes) + len(old.phrases) - len(stays)
    if not phrases or drift > TOO_MUCH * len(old.phrases) or (len(phrases) <= WHOLE) != (old.weights is not None):
        return None
    index = Index(old.encoder, phrases)
    index.drift, index.space, index.calibration, index.axes = drift, old.space, old.calibration, old.axes
    texts = [phrases[int(at)].text for at in comes]
    points = index.space.place(vectors_of(texts, old.encoder, cache))
    strange = len(off_topic()) if old.weights is not None else 0
    # Kept ones first, what has no article at the end of them, then the new ones.
    kept = np.append(origin[stays], len(old.phrases) + np.arange(strange))
    order = np.empty(len(phrases) + strange, np.int64)
    order[stays] = np.arange(len(stays))
    order[comes] = len(kept) + np.arange(len(comes))
    order[len(phrases) :] = len(stays) + np.arange(strange)
    index.points = np.vstack([old.points[kept], points])[order]
    index.lexicon = old.lexicon.exchanged(kept, texts, order)
    if old.inverse is None:
        assert index.axes is not None and old.coarse is not None
        index.coarse = np.vstack([old.coarse[kept], points @ index.axes.T])[order]
        return index
    new_words = index.lexicon.matrix[comes]
    cosines = index.points @ points.T
    lexical = (index.lexicon.matrix @ new_words.T).toarray()
    gram = kernel(cosines, lexical).astype(np.float32)
    inverse = exchanged(old.inverse, kept, gram[np.argsort(order)[: len(kept)]], gram[comes])
    index.inverse = inverse[np.ix_(order, order)]
    # The targets are ones and noughts: weights are sums over the phrases of a class.
    index.weights = np.add.reduceat(index.inverse[:, : len(phrases)], index.starts, axis=1)
    return index
