"""How soon customers are told what an editor has published: a new answer, and a new wording, while the bot answers."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks import ours, report
from benchmarks.many import many
from benchmarks.report import CannotRun
from bot.knowledge.article import Article
from bot.usecases.editing import publish, save_draft, versions
from bot.usecases.editor import Editor

WANTED_SECONDS = 1.0
MANY = 10_000
WANTED_WITH_MANY = 3.0
PATIENCE = 60.0
ARTICLE = "invoice.get"
# Wordings that nothing in the knowledge base is near to, nor to each other.
NONSENSE = (
    "紫色的三角铁在月台上打伞",
    "昨晚的鲸鱼背不出乘法表",
    "给楼下的风筝买一张去年的船票",
    "三只橘子正在讨论天花板的年纪",
    "把星期二折成两半放进花盆",
)
EDITOR = Editor("benchmark", "Benchmark", "admin")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks edit", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="edits of each kind (5)")
    parser.add_argument("--many", action="store_true", help=f"with {MANY:,} articles more; the first time encodes them")
    chosen = parser.parse_args(arguments)
    wanted = WANTED_WITH_MANY if chosen.many else WANTED_SECONDS
    try:
        found = measure(chosen.times, many(MANY) if chosen.many else [])
    except CannotRun as error:
        print(f"edit: did not run: {error}")
        return 2
    print("edit: from publishing to the first customer who is told so")
    report.table(
        ("", "p50", "slowest"), [(name, f"{one['p50']:.2f} s", f"{one['most']:.2f} s") for name, one in found.items()]
    )
    met = all(one["p50"] <= wanted for one in found.values())
    with_what = f"{MANY:,} articles more" if chosen.many else "the shipped articles"
    print(f"  wanted: {wanted:.0f} s with {with_what}: {'met' if met else 'NOT met'}")
    report.write("edit", {"wanted_seconds": wanted, "many": chosen.many, "met": met, "found": found})
    return 0 if met else 1


def measure(times: int, more: Sequence[Article]) -> dict[str, Any]:
    with ours.running(more) as house:
        return of(house, times)


def of(house: ours.House, times: int) -> dict[str, Any]:
    """Seconds by kind of edit; the article is another one afterwards."""
    house.post("warm", "发票怎么开")
    answers = [
        _live(house, n, {"answer": f"第 {n} 版的回答。"}, "怎么开电子发票？", f"第 {n} 版") for n in range(times)
    ]
    wordings = []
    for n, said in enumerate(NONSENSE[:times]):
        wordings.append(_live(house, n, {"variant": said}, said, "版的回答"))
    return {
        name: {"p50": statistics.median(taken), "most": max(taken), "all": taken}
        for name, taken in (("a new answer", answers), ("a new wording", wordings))
    }


def _live(house: ours.House, number: int, change: dict[str, str], question: str, wanted: str) -> float:
    now = versions(house.store, ARTICLE)["versions"]["zh"]
    content = dict(now["live"])
    if "answer" in change:
        content["answer"] = change["answer"]
    else:
        content["variants"] = [*content["variants"], change["variant"]]
    saved, _ = save_draft(house.store, ARTICLE, "zh", content, EDITOR, "", now["etag"], time.time())
    began = time.perf_counter()
    publish(house.store, house.bell, ARTICLE, "zh", EDITOR, "", saved["etag"], time.time())
    count = 0
    while time.perf_counter() - began < PATIENCE:
        count += 1
        if wanted in house.post(f"edit-{wanted}-{number}-{count}", question).said:
            return time.perf_counter() - began
        time.sleep(0.02)
    raise CannotRun(f"{wanted!r} was not told within {PATIENCE:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
