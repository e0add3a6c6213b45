"""What takes too long to be measured each time is measured once and kept, with when and where."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.report import machine
from bot.watcher import die_with_parent


def timed(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, longest: float
) -> tuple[int, dict[str, Any]]:
    """(exit code, what it took); both outputs go to `log`, after `longest` seconds it is ended (TimeoutExpired)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with log.open("w") as out:
        code = subprocess.run(
            list(command), cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, timeout=longest, check=False, preexec_fn=die_with_parent(9),
        ).returncode  # fmt: skip
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return code, {
        "seconds": round(seconds, 1),
        # On a machine that is shared this says more than the clock.
        "computing_seconds": round(computing, 1),
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "machine": machine(),
    }


def keep(path: Path, found: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def kept(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def said(found: Mapping[str, Any] | None) -> str:
    """`61.3 s (70.2 s of computing; measured 2026-11-22 on 2 cores at load 1.2)`"""
    if found is None:
        return "not measured here"
    where = found["machine"]
    return (
        f"{found['seconds']:.1f} s ({found['computing_seconds']:.1f} s of computing; measured {found['at'][:10]} "
        f"on {where['cores']} cores at load {where['load']})"
    )
