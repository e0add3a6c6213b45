"""Is a wish for a person heard, and only that? `python -m benchmarks.person [--handoff-data FILE]`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from benchmarks.report import CannotRun, table, write
from benchmarks.understanding import DATA, LANGUAGES, pairs, percent, precision_recall, rows
from bot.knowledge.vectors import project_cache
from bot.settings import PROJECT
from bot.triage.stepwise import StepwiseTriage

WANTED_F1 = 0.95


def measure(handoff_data: Path | None) -> dict[str, Any]:
    groups: dict[str, list[tuple[str, bool]]] = {}
    if handoff_data:
        # Labels of zh_handoff: `handoff` asks for a person; rows its annotator found ambiguous are left out.
        labelled = [pair for pair in pairs(handoff_data) if pair[1] != "ambiguous"]
        groups["real"] = [(text, label == "handoff") for text, label in labelled]
    else:
        asked = rows(DATA / "person_eval.tsv")
        for language in (*LANGUAGES, "both"):
            chosen = [row for row in asked if language in (row["language"], "both")]
            groups[language] = [(row["text"], row["wants_person"] == "1") for row in chosen]
    model = StepwiseTriage.load(PROJECT / "data" / "triage", project_cache())
    found = {}
    for name, group in groups.items():
        said = [model.judge(text).wants_person for text, _ in group]
        precision, recall, f1 = precision_recall([truth for _, truth in group], said)
        found[name] = {"messages": len(group), "precision": precision, "recall": recall, "f1": f1}
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--handoff-data", type=Path, help="text<TAB>label lines as in zh_handoff: measure those instead"
    )
    options = parser.parse_args()
    try:
        found = measure(options.handoff_data)
    except CannotRun as error:
        print(f"person: did not run: {error}")
        return 2
    print("person: messages that the model has never seen")
    table(["", *found], [[n, *(percent(one[n]) for one in found.values())] for n in ("precision", "recall", "f1")])
    met = list(found.values())[-1]["f1"] >= WANTED_F1
    print(f"  wanted: F1 {percent(WANTED_F1)}: {'met' if met else 'NOT met'}")
    write("person-foreign" if options.handoff_data else "person", {"wanted": WANTED_F1, "met": met, "found": found})
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
