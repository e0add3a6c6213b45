"""How long a customer waits: our whole turn against other bots over the same articles, in the same run.

All doors have the same shapes: ours is the REST door (web server → inbox → engine → one commit → reply),
Rasa's the `rest` channel of `rasa run` with a tracker store on SQLite, nlp.js answers over HTTP from memory, and
the floor is our own house with a model that looks for keywords. Blocks of questions alternate between
all that is measured, so that a busy machine is busy for everybody. Each block is a new conversation:
Rasa's turns grow dearer with every message (`benchmarks.growth`), here it is measured where it is fastest.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import aims, edit, learning, ours, report, turn_report
from benchmarks.aims import Aim
from benchmarks.ours import Timed
from benchmarks.pace import Ask, rates
from benchmarks.peers.door import Server
from benchmarks.peers.floor import peer as floor
from benchmarks.peers.nlpjs import peer as nlpjs
from benchmarks.peers.rasa_default import peer as rasa
from benchmarks.questions import endless, with_article
from benchmarks.report import CannotRun, percentile
from benchmarks.told import Shelf, judged

PEERS = ("rasa", "nlpjs", "floor")
BLOCK = 8
WARM_UP = 8
SEED = 20
MOST_OF_RASA = 1.0
MOST_OF_FLOOR = 2.0
OURS, OURS_INSIDE = "ours, HTTP", "ours, use cases"
RASA, RASA_INSIDE = f"{rasa.NAME}, HTTP", f"{rasa.NAME}, in process"
NLPJS, FLOOR = f"{nlpjs.NAME}, HTTP", f"{floor.NAME}, HTTP"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks turn", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--questions", type=int, default=96, help="turns measured for each (96)")
    parser.add_argument("--answers", type=int, help="questions whose answers are judged (all held-out ones), 0: none")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 8, 32], help="conversations at once (1 8 32)")
    parser.add_argument("--rounds", type=int, default=3, help="blocks of messages for each of these (3)")
    parser.add_argument("--edits", type=int, default=3, help="edits of each kind, 0: none (3)")
    parser.add_argument("--peers", default=",".join(PEERS), help=f"of {','.join(PEERS)}: who is compared (all)")
    parser.add_argument("--without-peer", action="store_true", help="only ours; nothing is compared then")
    parser.add_argument(
        "--epochs", type=int, help="training of Rasa's models: its own default of 100 if that is there already, else 5"
    )
    parser.add_argument(
        "--training",
        action="store_true",
        help="first measure training: ours twice, Rasa's 100 epochs (an hour or more)",
    )
    chosen = parser.parse_args(arguments)
    peers = () if chosen.without_peer else tuple(name for name in chosen.peers.split(",") if name)
    if set(peers) - set(PEERS):
        parser.error(f"--peers {chosen.peers}: there are {', '.join(PEERS)}")
    try:
        if chosen.training:
            learning.measure()
            if "rasa" in peers:
                print(f"  training Rasa's default, {rasa.DEFAULT_EPOCHS} epochs", flush=True)
                rasa.trained(rasa.DEFAULT_EPOCHS)
        found = measure(chosen, peers)
    except CannotRun as error:
        print(f"turn: did not run: {error}")
        return 2
    wanted = _aims(found)
    turn_report.show(found)
    aims.show(wanted)
    report.write("turn", {**found, "aims": aims.kept(wanted)})
    return aims.code(wanted)


@dataclass
class Company:
    """Everybody who is measured, running."""

    house: ours.House
    floor: ours.House | None = None
    rasa_server: Server | None = None
    model: rasa.Trained | None = None
    nlpjs_server: Server | None = None
    # How each is asked.
    paths: dict[str, Ask] = field(default_factory=dict)


def measure(chosen: argparse.Namespace, peers: Sequence[str]) -> dict[str, Any]:
    """Rates by conversations at once, seconds, megabytes and shares, each by the name of a path or of a bot."""
    with contextlib.ExitStack() as open_things:
        here = _invited(open_things, peers, chosen.epochs)
        _say("asking in blocks")
        http = {name: ask for name, ask in here.paths.items() if name.endswith("HTTP")}
        shelf = Shelf()
        found: dict[str, Any] = {"turns": _turns(here.paths, chosen.questions, shelf)}
        _say("asking at once")
        found["per_second"] = {
            # Inside one process Rasa reads one line after the other: nothing happens at once there.
            str(count): rates(here.paths if count == 1 else {**http, OURS_INSIDE: here.paths[OURS_INSIDE]}, count, chosen.rounds)
            for count in chosen.at_once
        }  # fmt: skip
        rows = with_article()
        # The file goes topic by topic; a part of it shall be a bit of everything.
        random.Random(SEED).shuffle(rows)
        rows = rows[: chosen.answers]
        if rows:
            _say("judging answers")
            found["answers"] = {"questions": len(rows)} | {name: judged(ask, rows, shelf) for name, ask in http.items()}
        found["start_seconds"] = {
            one.name: one.start_seconds for one in (here.rasa_server, here.nlpjs_server) if one is not None
        }
        found["start_seconds"]["ours"] = here.house.start_seconds
        found["memory_mb"] = {
            one.name: one.memory() for one in (here.rasa_server, here.nlpjs_server) if one is not None
        }
        found["memory_mb"] |= {f"ours, {name}": one for name, one in here.house.memory().items()}
        found["training"] = _training(here)
        # Last: they change what the bots know.
        _say("editing")
        found["live_seconds"] = _edits(here, chosen.edits) if chosen.edits else {}
        return found


def _say(what: str) -> None:
    """A run takes minutes, on a busy machine many; one wants to know where it is."""
    print(f"  {time.strftime('%H:%M:%S')} {what}", flush=True)


def _invited(open_things: contextlib.ExitStack, peers: Sequence[str], epochs: int | None) -> Company:
    # Training first, so that nobody is measured beside it. Then one after the other: starting is measured too.
    model = rasa.trained(epochs) if "rasa" in peers else None
    if "floor" in peers:
        floor.trained()
    _say("starting ours")
    house = open_things.enter_context(ours.running())
    here = Company(house, paths={OURS: house.post, OURS_INSIDE: _use_cases(house)})
    if "floor" in peers:
        _say("starting floor")
        here.floor = open_things.enter_context(floor.running())
        here.paths[FLOOR] = here.floor.post
    if "nlpjs" in peers:
        _say("starting nlp.js")
        here.nlpjs_server = open_things.enter_context(nlpjs.serving())
        here.paths[NLPJS] = here.nlpjs_server.post
    if model is not None:
        _say("starting Rasa")
        here.model = model
        here.rasa_server = open_things.enter_context(rasa.serving(model.model))
        here.paths[RASA] = here.rasa_server.post
        here.paths[RASA_INSIDE] = open_things.enter_context(rasa.inside(model.model)).ask
    return here


def _use_cases(house: ours.House) -> Ask:
    known: dict[str, str] = {}

    def ask(sender: str, text: str) -> Timed:
        if sender not in known:
            known[sender] = house.conversation()
        return house.ask(known[sender], text)

    return ask


def _turns(paths: dict[str, Ask], questions: int, shelf: Shelf) -> dict[str, Any]:
    # Our two ways lead to one engine, which remembers what it encoded lately: everybody gets questions of their own.
    supply = endless()
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
        if not timed:
            raise CannotRun(f"{name}: every question called a person; ask more (--questions)")
        seconds = [one.seconds for one in timed]
        answered = [one.seconds for one in timed if shelf.told(one.said)]
        found[name] = {
            "turns": len(timed),
            # The floor tells no article.
            "p50_faq": statistics.median(answered) if answered else None,
            "p50": statistics.median(seconds),
            "p95": percentile(seconds, 0.95),
            "p99": percentile(seconds, 0.99),
            "with_an_article": len(answered) / len(timed),
        }
        if name == OURS_INSIDE:
            found[name]["p50_since_stored"] = statistics.median(one.since_stored for one in timed)
    return found


def _training(here: Company) -> dict[str, Any]:
    found: dict[str, Any] = {f"ours, {kind}": took for kind, took in learning.kept().items()}
    if here.model is not None:
        found[rasa.NAME] = here.model.took
        found["epochs"] = here.model.epochs
    if here.nlpjs_server is not None:
        found[nlpjs.NAME] = {"seconds": nlpjs.trained_in(here.nlpjs_server), "at": "each start"}
    return found


def _edits(here: Company, times: int) -> dict[str, Any]:
    """Seconds from an edit to the customer who is told so, by bot and kind of edit; for Rasa every edit is a training."""
    found: dict[str, Any] = {"ours": {name: one["p50"] for name, one in edit.of(here.house, times).items()}}
    if here.nlpjs_server is not None:
        what = {"id": edit.ARTICLE, "language": "zh"}
        found[nlpjs.NAME] = {
            "a new answer": statistics.median(
                nlpjs.live(
                    here.nlpjs_server, {**what, "answer": f"第 {n} 版的回答。"}, "怎么开电子发票？", f"第 {n} 版"
                )
                for n in range(times)
            ),
            # Each is a whole training, so one is enough.
            "a new wording": nlpjs.live(
                here.nlpjs_server, {**what, "variant": edit.NONSENSE[0]}, edit.NONSENSE[0], "版的回答"
            ),
        }
    if here.rasa_server is not None and here.model is not None:
        loading = rasa.load(here.rasa_server, here.model.model)
        took = here.model.took
        found[rasa.NAME] = {"loading": loading, "training and loading": took["seconds"] + loading if took else None}
    return found


def _aims(found: dict[str, Any]) -> list[Aim]:
    turns = found["turns"]
    wanted = []
    if RASA in turns:
        if None in (turns[OURS]["p50_faq"], turns[RASA]["p50_faq"]):
            raise CannotRun("no FAQ turn to compare; ask more (--questions)")
        ratio = turns[OURS]["p50_faq"] / turns[RASA]["p50_faq"]
        wanted.append(Aim("ours / Rasa default over HTTP, FAQ turns, p50", ratio, MOST_OF_RASA))
    if FLOOR in turns:
        ratio = turns[OURS]["p50"] / turns[FLOOR]["p50"]
        wanted.append(Aim("ours / floor over HTTP, all turns, p50", ratio, MOST_OF_FLOOR))
    return wanted


if __name__ == "__main__":
    sys.exit(main())
