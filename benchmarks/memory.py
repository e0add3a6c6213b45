"""How much memory a process and its descendants hold."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path


def memory_of(pid: int) -> dict[str, float | None]:
    """Megabytes: `rss` counts a shared page in every process, `pss` divides it among them (None but on Linux)."""
    pids = _with_descendants(pid)
    return {"rss": round(_rss(pids)), "pss": _pss(pids)}


def _rss(pids: list[int]) -> float:
    said = subprocess.run(
        ["ps", "-o", "rss=", "-p", ",".join(map(str, pids))], capture_output=True, text=True, check=False
    ).stdout
    return sum(int(line) for line in said.split()) / 1024


def _pss(pids: list[int]) -> float | None:
    found = 0.0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            return None
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return round(found)


def _with_descendants(pid: int) -> list[int]:
    said = subprocess.run(["ps", "-Ao", "pid=,ppid="], capture_output=True, text=True, check=False).stdout
    children = defaultdict(list)
    for line in said.splitlines():
        child, parent = map(int, line.split())
        children[parent].append(child)
    found = [pid]
    for one in found:
        found += children[one]
    return found
