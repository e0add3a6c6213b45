"""How long a customer waits: our whole turn against Rasa's default bot over the same articles, in the same run.

Both doors have the same shapes: ours is the REST door (web server → inbox → engine → one commit → reply),
theirs the `rest` channel of `rasa run` with a tracker store on SQLite. Blocks of questions alternate between
all that is measured, so that a busy machine is busy for everybody. Each block is a new conversation:
Rasa's turns grow dearer with every message (`benchmarks.growth`), here it is measured where it is fastest.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import ours, report
from benchmarks.ours import Timed
from benchmarks.peers.rasa_default import peer
from benchmarks.questions import endless, held_out
from benchmarks.report import CannotRun, ms, percentile
from bot.knowledge.files import read_any
from bot.settings import PROJECT

BLOCK = 8
WARM_UP = 8
Ask = Callable[[str, str], Timed]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks turn", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--questions", type=int, default=96, help="turns measured for each of the four (96)")
    parser.add_argument("--epochs", type=int, default=5, help="training of Rasa's models; changes no turn's cost (5)")
    parser.add_argument("--without-peer", action="store_true", help="only ours; nothing is compared then")
    chosen = parser.parse_args(arguments)
    try:
        found = measure(chosen.questions, None if chosen.without_peer else chosen.epochs)
    except CannotRun as error:
        print(f"turn: did not run: {error}")
        return 2
    show(found)
    report.write("turn", found)
    return 0 if found.get("ratio_p50", 0) < 1 else 1


def measure(questions: int, epochs: int | None) -> dict[str, Any]:
    with contextlib.ExitStack() as open_things:
        model, trained_in = (None, None) if epochs is None else peer.trained(epochs)
        # One after the other: starting is measured too.
        house = open_things.enter_context(ours.running())
        paths: dict[str, Ask] = {"ours, HTTP": house.post, "ours, use cases": _use_cases(house)}
        found: dict[str, Any] = {"start_seconds": {"ours": house.start_seconds}}
        server = None
        if model is not None:
            server = open_things.enter_context(peer.serving(model))
            paths["Rasa default, HTTP"] = server.post
            paths["Rasa default, in process"] = open_things.enter_context(peer.inside(model)).ask
            found["start_seconds"]["Rasa default"] = server.start_seconds
            found["epochs"], found["peer_trained_in"] = epochs, trained_in
        found["turns"] = _turns(paths, questions)
        found["per_second"] = {"1": _rates(paths, 1), "8": _rates(paths, 8)}
        found["memory_mb"] = {"ours": house.memory()}
        if server is not None:
            found["memory_mb"]["Rasa default"] = server.memory
            turns = found["turns"]
            found["ratio_p50"] = turns["ours, HTTP"]["p50_faq"] / turns["Rasa default, HTTP"]["p50_faq"]
            found["ratio_p50_all"] = turns["ours, HTTP"]["p50"] / turns["Rasa default, HTTP"]["p50"]
            found["ratio_p50_inside"] = turns["ours, use cases"]["p50"] / turns["Rasa default, in process"]["p50"]
        return found


def _use_cases(house: ours.House) -> Ask:
    known: dict[str, str] = {}

    def ask(sender: str, text: str) -> Timed:
        if sender not in known:
            known[sender] = house.conversation()
        return house.ask(known[sender], text)

    return ask


def _turns(paths: dict[str, Ask], questions: int) -> dict[str, Any]:
    # Our two ways lead to one engine, which remembers what it encoded lately: everybody gets questions of their own.
    supply = endless()
    answers = _Answers()
    taken: dict[str, list[Timed]] = {name: [] for name in paths}
    for name, ask in paths.items():
        for text in itertools.islice(supply, WARM_UP):
            ask(f"warm-{name}", text)
    # The first pass of the held-out questions is spread evenly, in blocks that alternate.
    for block in range(-(-questions // BLOCK)):
        for name, ask in paths.items():
            for text in itertools.islice(supply, BLOCK):
                taken[name].append(ask(f"block-{block}", text))
    found = {}
    for name, timed in taken.items():
        timed = [one for one in timed if not one.called_person]
        seconds = [one.seconds for one in timed]
        answered = [one.seconds for one in timed if one.said in answers]
        found[name] = {
            "turns": len(timed),
            "p50_faq": statistics.median(answered),
            "p50": statistics.median(seconds),
            "p95": percentile(seconds, 0.95),
            "p99": percentile(seconds, 0.99),
            "with_an_article": sum(one.said in answers for one in timed) / len(timed),
        }
        if name == "ours, use cases":
            found[name]["p50_since_stored"] = statistics.median(one.since_stored for one in timed)
    return found


class _Answers:
    """Whether what was said holds an article's answer: a bot that only apologises has an easy turn."""

    def __init__(self) -> None:
        articles = read_any([PROJECT / "knowledge_base"])
        # Rasa's REST channel cuts a text at blank lines into several messages, so white space does not count.
        self._beginnings = ["".join(article.answer.split())[:40] for article in articles]

    def __contains__(self, said: object) -> bool:
        return isinstance(said, str) and any(one in "".join(said.split()) for one in self._beginnings)


def _rates(paths: dict[str, Ask], at_once: int) -> dict[str, float]:
    """Messages a second with so many conversations at once, each waiting for its answer before it goes on."""
    spent: dict[str, float] = {name: 0.0 for name in paths}
    done: dict[str, int] = {name: 0 for name in paths}
    supply = itertools.islice(endless(), len(held_out()) * 2, None)
    for number in range(3):
        for name, ask in paths.items():
            if at_once > 1 and name == "Rasa default, in process":
                continue  # One process that reads one line after the other: nothing happens at once there.
            texts = list(itertools.islice(supply, at_once * (4 if at_once > 1 else 8)))
            began = time.perf_counter()
            _all_at_once(ask, f"{name}-{at_once}-{number}", texts, at_once)
            spent[name] += time.perf_counter() - began
            done[name] += len(texts)
    return {name: done[name] / spent[name] for name in paths if done[name]}


def _all_at_once(ask: Ask, prefix: str, texts: list[str], at_once: int) -> None:
    failures: list[BaseException] = []

    def talk(number: int, mine: Iterator[str]) -> None:
        try:
            for text in mine:
                ask(f"{prefix}-{number}", text)
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=talk, args=(number, iter(texts[number::at_once])), daemon=True)
        for number in range(at_once)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    if failures:
        raise failures[0]


def show(found: dict[str, Any]) -> None:
    print("turn: from the message handed in to the reply that can be read")
    # A FAQ turn ends with an article. Rasa always names one; ours also begins a form, asks back or calls a person.
    head = ("", "FAQ p50", "all p50", "p95", "p99", "messages/s, 1", "8 at once", "with an article")
    rows = []
    for name, one in found["turns"].items():
        rates = [found["per_second"][count].get(name) for count in ("1", "8")]
        rows.append(
            (name, ms(one["p50_faq"]), ms(one["p50"]), ms(one["p95"]), ms(one["p99"]))
            + tuple("-" if rate is None else f"{rate:.1f}" for rate in rates)
            + (f"{one['with_an_article']:.0%}",)
        )
    report.table(head, rows)
    since = found["turns"]["ours, use cases"]["p50_since_stored"]
    print(f"  ours, from the safely stored message on (p50): {ms(since)}")
    memory = found["memory_mb"]["ours"]
    print(
        f"  start of the engine: ours {found['start_seconds']['ours']:.1f} s"
        + (f", Rasa default {found['start_seconds']['Rasa default']:.1f} s" if "ratio_p50" in found else "")
    )
    print(
        f"  memory: our engine {memory['engine']:.0f} MB (all processes {sum(memory.values()):.0f} MB)"
        + (f", Rasa default {found['memory_mb']['Rasa default']:.0f} MB" if "ratio_p50" in found else "")
    )
    if "ratio_p50" not in found:
        print("  no peer, so nothing was compared")
        return
    print(
        f"  Rasa's models were trained for {found['epochs']} epochs only; that changes their answers, not their speed."
    )
    good = found["ratio_p50"] < 1
    print(
        f"  ours / Rasa default over HTTP, FAQ turns, p50: {found['ratio_p50']:.2f} (wanted: below 1) "
        f"{'✓' if good else '✗'}; all turns: {found['ratio_p50_all']:.2f}"
    )
    print(f"  ours through the use cases, durable / Rasa in process, in memory, p50: {found['ratio_p50_inside']:.2f}")


if __name__ == "__main__":
    sys.exit(main())
