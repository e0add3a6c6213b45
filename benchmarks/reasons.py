"""Do the reasons of a level point to the words a person would point to? `python -m benchmarks.reasons`

Counted are messages whose level is judged right. Their reasons point to the right words when at least half of the
letters of the FIRST reason lie within words that a person has marked. Two more numbers are told beside it: in how many
messages all reasons together cover half of the marked letters, and how much of the message they show (showing all of
it would cover everything).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.report import CannotRun, table, write
from benchmarks.understanding import DATA, LANGUAGES, percent, rows
from bot.knowledge.vectors import project_cache
from bot.settings import PROJECT
from bot.triage.stepwise import StepwiseTriage

WANTED = 0.90
FILE = "triage_reasons.tsv"


@dataclass(frozen=True)
class Pointing:
    """How the reasons of one message lie over the words marked in it, in shares of letters (0 to 1)."""

    marked_covered: float
    first_within: float
    shown: float

    @property
    def right(self) -> bool:
        return self.first_within >= 0.5


def places(text: str, passages: Iterable[str]) -> set[int]:
    """Where letters and digits of these passages stand, every time that they occur; case does not matter."""
    # Letter by letter: in a few languages lower case is longer, and places must stay the same.
    flat = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    found: set[int] = set()
    for passage in passages:
        wanted = "".join(low if len(low := char.lower()) == 1 else char for char in passage)
        at = flat.find(wanted) if wanted else -1
        while at >= 0:
            found.update(place for place in range(at, at + len(wanted)) if flat[place].isalnum())
            at = flat.find(wanted, at + 1)
    return found


def pointing(text: str, marked: Sequence[str], reasons: Sequence[str]) -> Pointing:
    wanted, shown, first = places(text, marked), places(text, reasons), places(text, reasons[:1])
    letters = sum(char.isalnum() for char in text)
    return Pointing(
        len(wanted & shown) / max(1, len(wanted)),
        len(wanted & first) / max(1, len(first)),
        len(shown) / max(1, letters),
    )


def marked_words(number: int, row: dict[str, str]) -> list[str]:
    marked = [word.strip() for word in row["words"].split("|") if word.strip()]
    lost = [word for word in marked if not places(row["text"], [word])]
    if lost or not marked:
        raise CannotRun(f"{FILE}:{number}: the marked words must stand in the text as written there")
    return marked


def measure() -> dict[str, Any]:
    labelled = rows(DATA / FILE)
    marked = [marked_words(number, row) for number, row in enumerate(labelled, 2)]
    model = StepwiseTriage.load(PROJECT / "data" / "triage", project_cache())
    verdicts = [getattr(model.judge(row["text"]), row["field"]) for row in labelled]
    found: dict[str, Any] = {}
    groups = {
        **{name: {"language": name} for name in LANGUAGES},
        **{name: {"field": name} for name in ("urgency", "nature")},
    }
    for name, wanted in {**groups, "all": {}}.items():
        chosen = [at for at, row in enumerate(labelled) if wanted.items() <= row.items()]
        right = [at for at in chosen if verdicts[at].level == labelled[at]["level"]]
        pointed = [pointing(labelled[at]["text"], marked[at], verdicts[at].reasons) for at in right]
        count = max(1, len(pointed))
        found[name] = {
            "messages": len(chosen),
            "level_right": len(right),
            "reasons_right": sum(one.right for one in pointed) / count,
            "half_of_marked_shown": sum(one.marked_covered >= 0.5 for one in pointed) / count,
            "message_shown": sum(one.shown for one in pointed) / count,
        }
    return found


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    try:
        found = measure()
    except CannotRun as error:
        print(f"reasons: did not run: {error}")
        return 2
    print(
        "reasons: of the messages whose level is judged right, in how many the first reason lies in words that a person marked"
    )
    names = list(found["all"])
    cells = {
        name: [str(one[name]) if isinstance(one[name], int) else percent(one[name]) for one in found.values()]
        for name in names
    }
    table(["", *found], [[name, *cells[name]] for name in names])
    met = all(found[name]["reasons_right"] >= WANTED for name in LANGUAGES)
    print(f"  wanted: reasons right {percent(WANTED)} in each language: {'met' if met else 'NOT met'}")
    write("reasons", {"wanted": WANTED, "met": met, "found": found})
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
