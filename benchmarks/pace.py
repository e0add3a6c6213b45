"""Messages a second with many conversations at once."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping

from benchmarks.ours import PATIENCE, Timed
from benchmarks.questions import endless, held_out
from benchmarks.report import CannotRun

Ask = Callable[[str, str], Timed]
# Messages of one conversation in a block.
ALONE, TOGETHER = 8, 4


def rates(paths: Mapping[str, Ask], at_once: int, rounds: int) -> dict[str, float]:
    """By path: messages a second with so many conversations, each of which waits for its answer before it goes on."""
    spent: dict[str, float] = {name: 0.0 for name in paths}
    done: dict[str, int] = {name: 0 for name in paths}
    # Not the questions that single turns are timed with: what was encoded lately is remembered.
    supply = itertools.islice(endless(), len(held_out()) * (10 + at_once), None)
    for number in range(rounds):
        for name, ask in paths.items():
            texts = list(itertools.islice(supply, at_once * (TOGETHER if at_once > 1 else ALONE)))
            began = time.perf_counter()
            talk(ask, f"{name}-{at_once}-{number}", [iter(texts[one::at_once]) for one in range(at_once)])
            spent[name] += time.perf_counter() - began
            done[name] += len(texts)
    return {name: done[name] / spent[name] for name in paths}


def talk(ask: Ask, prefix: str, conversations: list[Iterator[str]]) -> None:
    """All conversations at the same time, each in a thread; what failed in one is raised here."""
    failures: list[BaseException] = []

    def one(number: int, texts: Iterator[str]) -> None:
        try:
            for text in texts:
                ask(f"{prefix}-{number}", text)
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=one, args=(number, texts), daemon=True) for number, texts in enumerate(conversations)
    ]
    for thread in threads:
        thread.start()
    # Each turn gives up by itself after PATIENCE.
    limit = time.monotonic() + ALONE * PATIENCE
    for thread in threads:
        thread.join(timeout=max(0.0, limit - time.monotonic()))
    if failures:
        raise failures[0]
    if any(thread.is_alive() for thread in threads):
        raise CannotRun(f"{prefix}: no end after {ALONE * PATIENCE:.0f} s with {len(threads)} conversations at once")
