"""What is wanted of a benchmark, and whether it was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Aim:
    """`found` shall be at most `most`; both have the unit that `what` names, ratios have none."""

    what: str
    found: float
    most: float

    @property
    def met(self) -> bool:
        return self.found <= self.most


def show(aims: Sequence[Aim]) -> None:
    for aim in aims:
        print(f"  {aim.what}: {aim.found:.2f}, wanted at most {aim.most:.2f}: {'met' if aim.met else 'NOT met'}")


def kept(aims: Sequence[Aim]) -> list[dict[str, Any]]:
    """For the dated JSON."""
    return [{**asdict(aim), "met": aim.met} for aim in aims]


def code(aims: Sequence[Aim]) -> int:
    """The exit code: 0 when all are met."""
    return 0 if all(aim.met for aim in aims) else 1
