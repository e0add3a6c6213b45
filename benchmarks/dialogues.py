"""Do whole conversations end as they should? `python -m benchmarks.dialogues [--only NAME] [--language zh|en] [--held-out]`"""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests

from benchmarks.ours import House, running
from benchmarks.player import Played, play
from benchmarks.report import CannotRun, table, write
from benchmarks.script import Dialogue, dialogues
from bot.core.hours import DAYS
from bot.processes import StartError
from bot.settings import DEFAULTS
from bot.usecases.reading import people_are_online
from tests.running import Agent

WANTED = 0.95
AT_ONCE = 8
# Well below the minute after which a desk without a sign of life counts as closed.
SIGN_OF_LIFE = 15.0
LANGUAGES = ("zh", "en")


def measure(scripts: Sequence[Dialogue], at_once: int) -> list[Played]:
    """Plays them on real processes: with an agent there, with nobody online, and out of hours; `at_once` at a time."""
    played: list[Played] = []
    opened = [one for one in scripts if one.desk != "closed"]
    closed = [one for one in scripts if one.desk == "closed"]
    if opened:
        with running() as house:
            agent = Agent(f"http://127.0.0.1:{house.settings.web_port}", "xiaowang")
            with _present(agent):
                played += _all(house, agent, [one for one in opened if one.desk == "open"], at_once)
            agent.goes("away")
            if people_are_online(house.store, time.time()):
                raise CannotRun("the agent went away and is still online")
            played += _all(house, agent, [one for one in opened if one.desk == "nobody"], at_once)
    if closed:
        with running(opening_hours=_long_closed()) as house:
            agent = Agent(f"http://127.0.0.1:{house.settings.web_port}", "xiaowang")
            agent.goes("away")
            played += _all(house, agent, closed, at_once)
    return played


def _all(house: House, agent: Agent, scripts: Sequence[Dialogue], at_once: int) -> list[Played]:
    with ThreadPoolExecutor(at_once) as customers:
        played = list(customers.map(lambda one: play(house, agent, one), scripts))
    for line in house.failed_turns():
        print(f"  engine: {line}")
    return played


@contextlib.contextmanager
def _present(agent: Agent) -> Iterator[None]:
    """The agent's desk stays open."""
    over = threading.Event()

    def stays() -> None:
        while not over.wait(SIGN_OF_LIFE):
            # A sign that is late on a busy machine is followed by the next one.
            with contextlib.suppress(requests.RequestException):
                agent.goes("online")

    thread = threading.Thread(target=stays, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(SIGN_OF_LIFE)


def _long_closed() -> dict[str, list[list[str]]]:
    """Hours that are hours away from now, as at 23:40 in a shop that opens at nine."""
    local = datetime.now(ZoneInfo(DEFAULTS["time_zone"]))
    span = ["14:30", "23:30"] if local.hour < 12 else ["00:30", "09:30"]
    return {day: [span] for day in DAYS}


def summary(played: Sequence[Played]) -> dict[str, Any]:
    """Counts of some dialogues: how many there are, ended as they should, had every turn as expected; and of turns."""
    turns = [wrong for one in played for wrong in one.turns.values()]
    return {
        "dialogues": len(played),
        "ended_well": sum(one.ended_well for one in played),
        "flawless": sum(one.ended_well and not any(one.turns.values()) for one in played),
        "turns": len(turns),
        "turns_as_expected": sum(not wrong for wrong in turns),
    }


def _rows(played: Sequence[Played]) -> Iterator[tuple[str, list[Played]]]:
    for journey in sorted({one.dialogue.journey for one in played}):
        yield journey, [one for one in played if one.dialogue.journey == journey]
    yield "seen", [one for one in played if not one.dialogue.held_out]
    yield "held out", [one for one in played if one.dialogue.held_out]
    yield "all", list(played)


def _print(played: Sequence[Played], shows_held_out: bool) -> None:
    for language in LANGUAGES:
        of_language = [one for one in played if one.dialogue.language == language]
        if not of_language:
            continue
        print(f"dialogues, {language}")
        rows = []
        for name, some in _rows(of_language):
            n = summary(some)
            rows.append([name, f"{n['ended_well']}/{n['dialogues']}", f"{n['flawless']}/{n['dialogues']}",
                         f"{n['turns_as_expected']}/{n['turns']}"])  # fmt: skip
        table(["", "ended as they should", "without a flaw", "turns as expected"], rows)
    # Not even the names of those that are held out: they would say where to look.
    for one in _shown(played, shows_held_out):
        if any(one.turns.values()) or one.amiss:
            _tell(one)


def _shown(played: Sequence[Played], shows_held_out: bool) -> list[Played]:
    return [one for one in played if shows_held_out or not one.dialogue.held_out]


def _tell(one: Played) -> None:
    dialogue = one.dialogue
    print(f"{'ended otherwise' if one.amiss else 'a flaw'}: {dialogue.name} ({dialogue.journey}, {dialogue.language})")
    for number, wrong in one.turns.items():
        for what in wrong:
            print(
                f"  turn {number} ({dialogue.turns[number - 1].does} {str(dialogue.turns[number - 1].what)[:60]}): {what}"
            )
    for what in one.amiss:
        print(f"  end: {what}")
    print("\n".join(f"    {line}" for line in one.talk))


def _kept(one: Played) -> dict[str, Any]:
    dialogue = one.dialogue
    return {"name": dialogue.name, "journey": dialogue.journey, "language": dialogue.language,
            "ended_well": one.ended_well, "turns": one.turns, "amiss": one.amiss, "talk": one.talk}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="NAME", help="this dialogue, or this journey; with all that was said")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument(
        "--held-out", action="store_true", help="name those that are held out as well, with what went wrong"
    )
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"dialogues at a time ({AT_ONCE})")
    options = parser.parse_args()
    try:
        every = dialogues()
        chosen = [one for one in every if options.language in (None, one.language)]
        chosen = [one for one in chosen if options.only in (None, one.name, one.journey)]
        if not chosen:
            raise CannotRun(f"there is no dialogue or journey {options.only!r}; look into benchmarks/data/dialogues")
        played = measure(chosen, options.at_once)
    except (CannotRun, StartError) as error:
        print(f"dialogues: did not run: {error}")
        return 2
    _print(played, options.held_out)
    languages = {}
    for language in {one.dialogue.language for one in played}:
        of_language = [one for one in played if one.dialogue.language == language]
        languages[language] = {name: summary(some) for name, some in _rows(of_language)}
    shares = {name: found["all"]["ended_well"] / found["all"]["dialogues"] for name, found in languages.items()}
    met = all(share >= WANTED for share in shares.values())
    said = ", ".join(f"{name} {share:.1%}" for name, share in sorted(shares.items()))
    print(f"  wanted: {WANTED:.0%} of each language end as they should: {said}: {'met' if met else 'NOT met'}")
    found = {"wanted": WANTED, "met": met, "languages": languages}
    write("dialogues", {**found, "played": [_kept(one) for one in _shown(played, options.held_out)]})
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
