"""Whether the engine's memory grows while it works as fast as it can."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.memory import memory_of
from benchmarks.ours import PATIENCE, House
from benchmarks.questions import endless
from benchmarks.report import CannotRun

AT_ONCE = 8
TURNS = 8
# Of the whole run: caches fill in the first part, and a tenth is looked at on either side.
WARM_UP, LOOK = 0.2, 0.1
SAMPLES = 120


def at_full_load(house: House, minutes: float) -> dict[str, Any]:
    """Megabytes (RSS) of the engine after the warm-up and at the end, with conversations that are always waiting."""
    supply, guard = endless(), threading.Lock()
    over = threading.Event()
    failures: list[BaseException] = []
    done = [0] * AT_ONCE

    def few() -> Iterator[str]:
        for _ in range(TURNS):
            with guard:
                text = next(supply)
            yield text

    def talk(number: int) -> None:
        conversation = 0
        try:
            while not over.is_set():
                conversation += 1
                for text in few():
                    house.post(f"load-{number}-{conversation}", text)
                    done[number] += 1
                    if over.is_set():
                        return
        except BaseException as error:
            failures.append(error)
            over.set()

    threads = [threading.Thread(target=talk, args=(number,), daemon=True) for number in range(AT_ONCE)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    engine = house.supervisor.pid("engine")
    samples = []
    while not failures and (passed := time.monotonic() - began) < minutes * 60:
        samples.append((passed / (minutes * 60), memory_of(engine)["rss"]))
        over.wait(minutes * 60 / SAMPLES)
    over.set()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    if failures:
        raise CannotRun(f"full load ended after {sum(done)} turns: {failures[0]}") from failures[0]
    if house.supervisor.pid("engine") != engine:
        raise CannotRun(
            f"the engine was started anew within {minutes:g} minutes; look at {house.settings.logs / 'engine.log'}"
        )
    return {"minutes": minutes, "turns": sum(done), **grown(samples), "samples": samples}


def grown(samples: list[tuple[float, float | None]]) -> dict[str, float]:
    """`samples` are (share of the run, megabytes); medians of the tenth after the warm-up and of the last one."""
    start = [size for at, size in samples if size and WARM_UP <= at < WARM_UP + LOOK]
    end = [size for at, size in samples if size and at >= 1 - LOOK]
    if not start or not end:
        raise CannotRun("the run was too short to look at memory twice; give it more --minutes")
    first, last = statistics.median(start), statistics.median(end)
    return {"after_warm_up_mb": first, "at_the_end_mb": last, "growth": last / first - 1}
