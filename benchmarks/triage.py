"""Urgency, nature and complexity against labels by hand. `python -m benchmarks.triage`"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from benchmarks.report import CannotRun, table, write
from benchmarks.understanding import DATA, LANGUAGES, macro_f1, percent, precision_recall, rows
from bot.core.words import Urgency
from bot.knowledge.vectors import project_cache
from bot.settings import PROJECT
from bot.triage.stepwise import StepwiseTriage

WANTED_F1 = 0.85
WANTED_RECALL = 0.97
FIELDS = ("urgency", "nature", "complexity")


def measure() -> tuple[dict[str, Any], list[list[int]]]:
    labelled = [row for path in sorted(DATA.glob("triage_eval*.tsv")) for row in rows(path)]
    model = StepwiseTriage.load(PROJECT / "data" / "triage", project_cache())
    judged = [model.judge(row["text"]) for row in labelled]
    found: dict[str, Any] = {}
    for language in (*LANGUAGES, "both"):
        chosen = [at for at, row in enumerate(labelled) if language in (row["language"], "both")]
        found[language] = {"messages": len(chosen)}
        for field in FIELDS:
            truth = [labelled[at][field] for at in chosen]
            said = [getattr(judged[at], field).level for at in chosen]
            found[language][f"{field}_macro_f1"] = macro_f1(truth, said)
        truth = [labelled[at]["urgency"] for at in chosen]
        said = [judged[at].urgency.level for at in chosen]
        precision, recall, _ = precision_recall([a == "critical" for a in truth], [b == "critical" for b in said])
        found[language] |= {"critical_recall": recall, "critical_precision": precision}
    levels = [one.value for one in Urgency]
    confusion = [
        [sum(row["urgency"] == a and one.urgency.level == b for row, one in zip(labelled, judged)) for b in levels]
        for a in levels
    ]
    return found, confusion


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    try:
        found, confusion = measure()
    except CannotRun as error:
        print(f"triage: did not run: {error}")
        return 2
    print("triage: messages that the model has never seen")
    names = [name for name in found["both"] if name != "messages"]
    table(["", *found], [[name, *(percent(one[name]) for one in found.values())] for name in names])
    levels = [one.value for one in Urgency]
    table(["labelled ↓ judged →", *levels], [[a, *map(str, row)] for a, row in zip(levels, confusion)])
    both = found["both"]
    met = both["urgency_macro_f1"] >= WANTED_F1 and both["critical_recall"] >= WANTED_RECALL
    print(
        f"  wanted: urgency macro-F1 {percent(WANTED_F1)}, recall of critical {percent(WANTED_RECALL)}: "
        f"{'met' if met else 'NOT met'}"
    )
    write("triage", {"wanted": [WANTED_F1, WANTED_RECALL], "met": met, "found": found, "confusion": confusion})
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
