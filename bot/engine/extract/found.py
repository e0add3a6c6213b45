"""One thing that a message names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar


@dataclass(frozen=True)
class Found:
    """`start` and `end` count the characters of the text as the customer wrote it."""

    entity: str
    value: Any
    start: int
    end: int
    info: dict[str, Any] = field(default_factory=dict)


class Span(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Span)


def without_overlaps(by_priority: Iterable[S]) -> list[S]:
    """Whoever comes first keeps the place; the rest that touch it are dropped. In order of appearance."""
    kept: list[S] = []
    taken: set[int] = set()
    for one in by_priority:
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def longest(spans: Iterable[S]) -> list[S]:
    return without_overlaps(sorted(spans, key=lambda span: (span.start - span.end, span.start)))
