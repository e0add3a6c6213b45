"""Is the right article found, and is nothing answered that has none? `python -m benchmarks.faq [--faq-data DIR]`"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.report import CannotRun, table, write
from benchmarks.understanding import DATA, LANGUAGES, pairs, percent, rows  # first: it sets the threads
from bot.knowledge.articles import Article, read_any
from bot.knowledge.encoder import load_encoder
from bot.knowledge.index import Answer
from bot.knowledge.live import FixedSource, LiveIndex
from bot.knowledge.vectors import project_cache, vectors_of
from bot.settings import PROJECT

WANTED_FIRST = 0.92
# Of what is told at about 90 %, about 90 % shall be right.
EDGES = (0.0, 0.15, 0.45, 0.65, 0.85, 0.95, 1.01)
ABOUT_90 = EDGES[4]
WANTED_AT_90 = 0.85


STEPWISE = "stepwise"


def serving(articles: Sequence[Article], encoders: str = STEPWISE) -> LiveIndex:
    """As in the engine: the quick encoder answers what it is sure of. Or these encoders alone, for everything."""
    if encoders == STEPWISE:
        index = LiveIndex(FixedSource(articles), project_cache(), load_encoder(), load_encoder("use"))
    else:
        index = LiveIndex(FixedSource(articles), project_cache(), load_encoder(encoders))
    index.refresh()
    if index.error:
        raise index.error
    return index


def measure(index: LiveIndex, questions: Sequence[str], wanted: Sequence[str]) -> dict[str, float]:
    answers = [index.ask(question) for question in questions]
    first = [answer.ranking[0].id == right for answer, right in zip(answers, wanted)]
    said = [answer.status == "answer" for answer in answers]
    return {
        "questions": len(questions),
        "first": sum(first) / len(first),
        "in_top_3": sum(right in [one.id for one in a.ranking[:3]] for a, right in zip(answers, wanted)) / len(first),
        "answered_at_once": sum(said) / len(said),
        "of_those_right": sum(a and b for a, b in zip(first, said)) / max(1, sum(said)),
        "nothing_found": sum(answer.status == "none" for answer in answers) / len(answers),
    }


def rejected(answers: Sequence[Answer]) -> dict[str, float]:
    """`not_answered` counts suggestions as well: the customer is asked, not told something wrong."""
    return {
        "questions": len(answers),
        "not_answered": sum(answer.status != "answer" for answer in answers) / max(1, len(answers)),
        "nothing_offered": sum(answer.status == "none" for answer in answers) / max(1, len(answers)),
    }


def by_kind(index: LiveIndex, asked: Sequence[dict[str, str]]) -> dict[str, dict[str, float]]:
    """Typos, pinyin, traditional characters, spoken style, very short and very long questions, each by itself."""
    found = {}
    for kind, language in dict.fromkeys((row["kind"], row["language"]) for row in asked):
        chosen = [row for row in asked if (row["kind"], row["language"]) == (kind, language)]
        found[f"{kind} {language}"] = measure(
            index, [row["text"] for row in chosen], [row["article"] for row in chosen]
        )
    return found


def reliability(answers: Sequence[Answer], wanted: Sequence[str | None]) -> list[dict[str, float]]:
    """How often the first article is right among those of about the same score; nothing is right out of scope."""
    told = [(one.ranking[0].score, one.ranking[0].id == right) for one, right in zip(answers, wanted)]
    found = []
    for low, high in zip(EDGES, EDGES[1:]):
        inside = [pair for pair in told if low <= pair[0] < high]
        if inside:
            said, right = (sum(column) / len(inside) for column in zip(*inside))
            found.append({"from": low, "questions": len(inside), "said": said, "right": right})
    return found


def shipped(encoders: str) -> dict[str, Any]:
    index = serving(read_any([PROJECT / "knowledge_base"]), encoders)
    asked, strange = rows(DATA / "faq_eval.tsv"), rows(DATA / "faq_out_of_scope.tsv")
    found: dict[str, Any] = {}
    for language in (*LANGUAGES, "both"):
        chosen = [row for row in asked if language in (row["language"], "both")]
        outside = [row["text"] for row in strange if language in (row["language"], "both")]
        found[language] = {
            **measure(index, [row["text"] for row in chosen], [row["article"] for row in chosen]),
            "out_of_scope": rejected([index.ask(text) for text in outside]),
        }
    found["kinds"] = by_kind(index, rows(DATA / "faq_kinds.tsv"))
    every = [(row["text"], row["article"]) for row in asked] + [(row["text"], None) for row in strange]
    found["both"]["reliability"] = reliability([index.ask(text) for text, _ in every], [right for _, right in every])
    return found


def bank(folder: Path, encoders: str) -> dict[str, Any]:
    """A foreign knowledge base in the format of zh_bank_faq: faq_*.jsonl and oos_*.tsv (text, kind)."""
    files = sorted(folder.glob("faq_*.jsonl"))
    if not files:
        raise CannotRun(f"no faq_*.jsonl in {folder}")
    entries = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    strange = [pair for file in sorted(folder.glob("oos_*.tsv")) for pair in pairs(file)]
    encoder, cache = load_encoder(), project_cache()
    questions = [(query, entry["id"]) for entry in entries for query in entry["queries"]]
    vectors_of([*(query for query, _ in questions), *(text for text, _ in strange)], encoder, cache)
    found: dict[str, Any] = {}
    for name, with_variants in (("with variants", True), ("standard question only", False)):
        articles = [
            Article(one["id"], "zh", "faq", one["standard"], tuple(one["variants"]) if with_variants else (), "-")
            for one in entries
        ]
        index = serving(articles, encoders)
        found[name] = measure(index, [query for query, _ in questions], [right for _, right in questions])
        tops = sorted(index.ask(query).ranking[0].score for query, _ in questions)
        keeps = tops[len(tops) // 20]
        for kind in sorted({kind for _, kind in strange}):
            scores = [index.ask(text).ranking[0].score for text, one in strange if one == kind]
            found[name][f"rejected_keeping_95_{kind}"] = sum(score < keeps for score in scores) / len(scores)
        every = [*questions, *((text, None) for text, _ in strange)]
        answers = [index.ask(text) for text, _ in every]
        found[name]["reliability"] = reliability(answers, [right for _, right in every])
    return found


def show_reliability(name: str, bands: Sequence[dict[str, float]]) -> bool:
    """Whether what is told at about 90 % is right as often; where it is right more often, nobody is misled."""
    print(f"  {name}: of the first articles at about the same score, out-of-scope questions included")
    table(
        ["score said", "questions", "right"],
        [[percent(one["said"]), str(one["questions"]), percent(one["right"])] for one in bands],
    )
    met = all(one["right"] >= WANTED_AT_90 for one in bands if one["from"] == ABOUT_90)
    print(f"  about 90 % said, at least {percent(WANTED_AT_90)} right: {'met' if met else 'NOT met'}")
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faq-data", type=Path, help="folder with faq_*.jsonl and oos_*.tsv: measure that instead")
    parser.add_argument(
        "--encoders", choices=(STEPWISE, "use", "e5", "use+e5"), default=STEPWISE, help="what others would give"
    )
    options = parser.parse_args()
    try:
        found = bank(options.faq_data, options.encoders) if options.faq_data else shipped(options.encoders)
    except CannotRun as error:
        print(f"faq: did not run: {error}")
        return 2
    print("faq: questions that the index has never seen")
    names = ["first", "in_top_3", "answered_at_once", "of_those_right", "nothing_found"]
    if options.faq_data:
        names += [name for name in next(iter(found.values())) if name.startswith("rejected")]
        table(["", *found], [[name, *(percent(one[name]) for one in found.values())] for name in names])
        for name, one in found.items():
            show_reliability(name, one["reliability"])
        write("faq-foreign", {"data": options.faq_data.name, "encoders": options.encoders, "found": found})
        return 0
    shown = {name: found[name] for name in (*LANGUAGES, "both")}
    lines = [[name, *(percent(one[name]) for one in shown.values())] for name in names]
    for name in ("not_answered", "nothing_offered"):
        lines.append([f"out of scope: {name}", *(percent(one["out_of_scope"][name]) for one in shown.values())])
    table(["", *shown], lines)
    table(
        ["kind of writing", "questions", "first", "in_top_3", "answered", "of those right"],
        [
            [
                name,
                str(one["questions"]),
                *(percent(one[of]) for of in ("first", "in_top_3", "answered_at_once", "of_those_right")),
            ]
            for name, one in found["kinds"].items()
        ],
    )
    met = found["both"]["first"] >= WANTED_FIRST
    print(f"  wanted: right article first {percent(WANTED_FIRST)}: {'met' if met else 'NOT met'}")
    met = show_reliability("shipped", found["both"]["reliability"]) and met
    write("faq", {"encoders": options.encoders, "wanted_first": WANTED_FIRST, "met": met, "found": found})
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
