"""Tables for people, dated JSON for comparisons over time."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from bot.settings import PROJECT

RESULTS = PROJECT / "results"


class CannotRun(Exception):
    """Why a benchmark cannot run here, in one sentence."""


def write(name: str, found: dict[str, Any]) -> Path:
    """Keep what was measured, with where and when; nothing in `results/` is written by hand."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}-{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    kept = {"benchmark": name, "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "machine": machine(), **found}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"  kept in {path.relative_to(PROJECT)}")
    return path


def machine() -> dict[str, Any]:
    """Where something was measured, and how busy it was there."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, the others to the right."""
    widths = [max(_width(row[at]) for row in (head, *rows)) for at in range(len(head))]
    for number, row in enumerate((head, *rows)):
        cells = [row[0] + " " * (widths[0] - _width(row[0]))]
        cells += [" " * (width - _width(cell)) + cell for cell, width in zip(row[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def percentile(values: Sequence[float], share: float) -> float:
    """By the nearest rank: always a value that was really measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * len(ordered) * 1000) // 1000) - 1))]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"
