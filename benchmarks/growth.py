"""Whether a turn costs more as things grow: the conversation, the knowledge base, the crowd of conversations, the hours.

Whatever is compared is measured in turn, moments apart, so that a machine that is busy for a while is busy for both.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks import aims, crowd, endurance, ours, report, side_by_side
from benchmarks.aims import Aim
from benchmarks.many import many
from benchmarks.peers.rasa_default import peer
from benchmarks.questions import alternating
from benchmarks.report import CannotRun, ms
from benchmarks.scene import open_form

EARLY = range(3, 8)
ROUNDS = 12
PEER_TURNS, PEER_ROUNDS = 60, 5
# What is measured, and the most that is wanted: ratios, and a share of the engine's memory.
MOST = {"turns": 1.3, "articles": 1.5, "conversations": 1.1, "memory": 0.05}
Say = Callable[[str, Iterator[str]], float]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", nargs="*", help=f"of {', '.join(MOST)} (all)")
    parser.add_argument("--turns", type=int, default=2000, help="how old the conversation gets (2,000)")
    parser.add_argument(
        "--articles", type=int, default=10_000, help="more articles; the first time encodes them (10,000)"
    )
    parser.add_argument("--conversations", type=int, default=10_000, help="idle open conversations (10,000)")
    parser.add_argument(
        "--questions", type=int, default=160, help="pairs of turns for articles and conversations (160)"
    )
    parser.add_argument("--minutes", type=float, default=10, help="how long the engine is kept at full load (10)")
    parser.add_argument("--epochs", type=int, help="training of Rasa's models (100 if that is there already, else 5)")
    parser.add_argument("--without-peer", action="store_true", help="only ours")
    chosen = parser.parse_args(arguments)
    what = tuple(chosen.what) or tuple(MOST)
    for name in what:
        if name not in MOST:
            parser.error(f"{name!r} is not measured here; there are {', '.join(MOST)}")
    if chosen.turns < 2 * ROUNDS * len(EARLY):
        parser.error(f"--turns {chosen.turns}: below {2 * ROUNDS * len(EARLY)} no turn is late")
    try:
        found = measure(chosen, what)
    except CannotRun as error:
        print(f"growth: did not run: {error}")
        return 2
    wanted = _aims(found)
    show(found)
    aims.show(wanted)
    report.write("growth", {**found, "aims": aims.kept(wanted)})
    return aims.code(wanted)


def measure(chosen: argparse.Namespace, what: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "turns" in what:
        print(f"  a conversation of {chosen.turns:,} turns", flush=True)
        with contextlib.ExitStack() as open_things:
            house = open_things.enter_context(ours.running())
            found["turns"] = {"ours": of_ours(house, chosen.turns)}
            if not chosen.without_peer:
                model = peer.trained(chosen.epochs).model
                server = open_things.enter_context(peer.serving(model))
                found["turns"][peer.NAME] = compared(
                    lambda who, supply: server.post(who, next(supply)).seconds, PEER_TURNS, PEER_ROUNDS
                )
    if "articles" in what:
        print(f"  {chosen.articles:,} articles more", flush=True)
        with ours.running() as plain, ours.running(many(chosen.articles)) as stocked:
            found["articles"] = {"count": chosen.articles, **side_by_side.compared(plain, stocked, chosen.questions)}
    if "conversations" in what:
        print(f"  {chosen.conversations:,} idle conversations", flush=True)
        with ours.running() as plain, ours.running() as crowded:
            messages = crowd.fill(crowded, chosen.conversations)
            found["conversations"] = {
                "count": chosen.conversations,
                "messages": messages,
                **side_by_side.compared(plain, crowded, chosen.questions),
            }
    if "memory" in what:
        print(f"  {chosen.minutes:g} minutes at full load", flush=True)
        with ours.running() as house:
            found["memory"] = endurance.at_full_load(house, chosen.minutes)
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
    if "turns" in found:
        print("growth: a late turn of one long conversation against turns 3 to 7 of fresh ones, medians")
        rows = [
            (name, str(one["turns"]), ms(one["early"]), ms(one["late"]), f"{one['ratio']:.2f}")
            for name, one in found["turns"].items()
        ]
        report.table(("", "at turn", "early", "late", "late / early"), rows)
    pairs = [
        (f"{found[name]['count']:,} {name}", str(found[name]["measured"]))
        + tuple(ms(found[name][side]) for side in ("plain", "other"))
        + (f"{found[name]['ratio']:.2f}",)
        for name in ("articles", "conversations")
        if name in found
    ]
    if pairs:
        print("growth: the same questions to two installations; medians, and all time with by all time without")
        report.table(("", "turns", "without", "with", "with / without"), pairs)
    if "memory" in found:
        one = found["memory"]
        print(
            f"growth: the engine's memory over {one['minutes']:g} minutes at full load ({one['turns']:,} turns): "
            f"{one['after_warm_up_mb']:.0f} MB after the warm-up, {one['at_the_end_mb']:.0f} MB at the end"
        )


def _aims(found: dict[str, Any]) -> list[Aim]:
    of = {
        "turns": lambda one: Aim("ours, late / early turn", one["ours"]["ratio"], MOST["turns"]),
        "articles": lambda one: Aim(f"with / without {one['count']:,} articles more", one["ratio"], MOST["articles"]),
        "conversations": lambda one: Aim(
            f"with / without {one['count']:,} idle conversations", one["ratio"], MOST["conversations"]
        ),
        "memory": lambda one: Aim("growth of the engine's memory, share", one["growth"], MOST["memory"]),
    }
    return [of[name](one) for name, one in found.items()]


if __name__ == "__main__":
    sys.exit(main())
