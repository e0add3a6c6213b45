"""Whether a turn costs more the longer a conversation is.

An old conversation is talked to in turn with fresh ones: its late turns and their turns 3 to 7 are taken
moments apart, so that a machine that is busy for a while is busy for both.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import ours, report
from benchmarks.peers.rasa_default import peer
from benchmarks.questions import alternating
from benchmarks.report import CannotRun, ms
from benchmarks.scene import open_form

EARLY = range(3, 8)
ROUNDS = 5
MOST = 1.3
PEER_TURNS = 60
Say = Callable[[str, Iterator[str]], float]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=200, help="how old the conversation gets (200)")
    parser.add_argument("--long", action="store_true", help="2,000 turns")
    parser.add_argument("--epochs", type=int, default=5, help="training of Rasa's models; changes no turn's cost (5)")
    parser.add_argument("--without-peer", action="store_true", help="only ours")
    chosen = parser.parse_args(arguments)
    try:
        found = measure(2000 if chosen.long else chosen.turns, None if chosen.without_peer else chosen.epochs)
    except CannotRun as error:
        print(f"growth: did not run: {error}")
        return 2
    show(found)
    report.write("growth", found)
    return 0 if found["ours"]["ratio"] <= MOST else 1


def measure(turns: int, epochs: int | None) -> dict[str, Any]:
    with contextlib.ExitStack() as open_things:
        house = open_things.enter_context(ours.running())
        found = {"ours": of_ours(house, turns)}
        if epochs is not None:
            server = open_things.enter_context(peer.serving(peer.trained(epochs).model))
            found["Rasa default"] = compared(lambda who, supply: server.post(who, next(supply)).seconds, PEER_TURNS)
        return found


def of_ours(house: ours.House, turns: int, rounds: int = ROUNDS) -> dict[str, Any]:
    known: dict[str, str] = {}

    def say(who: str, supply: Iterator[str]) -> float:
        if who not in known:
            known[who] = house.conversation()
        for text in supply:
            timed = house.ask(known[who], text)
            if timed.called_person:
                continue
            if open_form(house.store, known[who]) is None:
                return timed.seconds
            # Mistaken for a request: a form is no plain turn, and questions inside it hold its session open.
            house.ask(known[who], "算了")
        raise AssertionError("the supply of questions has no end")

    return compared(say, turns, rounds)


def compared(say: Say, turns: int, rounds: int = ROUNDS) -> dict[str, Any]:
    """Medians of turns 3 to 7 of fresh conversations and of the last turns of one that ends at `turns`."""
    supply: Iterator[str] = alternating()
    pairs = rounds * len(EARLY)
    for _ in range(turns - pairs):
        say("old", supply)
    early, late = [], []
    for number in range(rounds):
        for turn in range(1, EARLY.stop):
            seconds = say(f"fresh-{number}", supply)
            if turn in EARLY:
                early.append(seconds)
                late.append(say("old", supply))
    first, last = statistics.median(early), statistics.median(late)
    return {"turns": turns, "early": first, "late": last, "ratio": last / first, "measured": pairs}


def show(found: dict[str, Any]) -> None:
    print("growth: a late turn of one long conversation against turns 3 to 7 of fresh ones, medians")
    rows = [
        (name, str(one["turns"]), ms(one["early"]), ms(one["late"]), f"{one['ratio']:.2f}")
        for name, one in found.items()
    ]
    report.table(("", "at turn", "early", "late", "late / early"), rows)
    ratio = found["ours"]["ratio"]
    print(f"  ours: {ratio:.2f} (wanted: at most {MOST}) {'✓' if ratio <= MOST else '✗'}")


if __name__ == "__main__":
    sys.exit(main())
