"""Where vectors are kept: the installation's database first, then a cache beside the project.

The second one makes another installation on the same machine quick to set up: the shipped texts are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.knowledge.vectors import VectorCache, project_cache
from bot.store.database import Store
from bot.usecases.knowledge import DatabaseVectors


class Layered:
    """Asks the first cache, then the second; what only the second knew is copied up."""

    def __init__(self, first: VectorCache, second: VectorCache) -> None:
        self._first = first
        self._second = second

    def get(self, encoder_name: str, hashes: Sequence[str]) -> dict[str, bytes]:
        found = self._first.get(encoder_name, hashes)
        missing = [one for one in hashes if one not in found]
        if missing:
            more = self._second.get(encoder_name, missing)
            if more:
                self._first.put(encoder_name, more)
                found.update(more)
        return found

    def put(self, encoder_name: str, new: Mapping[str, bytes]) -> None:
        self._first.put(encoder_name, new)
        self._second.put(encoder_name, new)


def shared_vectors(store: Store | None) -> VectorCache:
    return Layered(DatabaseVectors(store), project_cache()) if store is not None else project_cache()
