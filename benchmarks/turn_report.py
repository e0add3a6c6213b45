"""The tables of `benchmarks.turn`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks import record, report
from benchmarks.report import ms

Found = Mapping[str, Any]


def show(found: Found) -> None:
    print("turn: from the message handed in to the reply that can be read")
    _turns(found)
    _answers(found)
    _bots(found)


def _turns(found: Found) -> None:
    # A FAQ turn ends with an article. Rasa nearly always names one; ours also begins a form, asks back or calls a person.
    counts = list(found["per_second"])
    head = ("", "FAQ p50", "all p50", "p95", "p99", "an article", *(f"messages/s, {count}" for count in counts))
    rows = []
    for name, one in found["turns"].items():
        rates = [found["per_second"][count].get(name) for count in counts]
        times = [one[what] for what in ("p50_faq", "p50", "p95", "p99")]
        rows.append(
            (name, *("-" if time is None else ms(time) for time in times), f"{one['with_an_article']:.0%}")
            + tuple("-" if rate is None else f"{rate:.1f}" for rate in rates)
        )
    report.table(head, rows)
    since = found["turns"].get("ours, use cases", {}).get("p50_since_stored")
    if since is not None:
        print(f"  ours, from the safely stored message on (p50): {ms(since)}")
    ours, theirs = found["turns"]["ours, HTTP"], found["turns"].get("Rasa default, HTTP")
    if theirs is None:
        print("  no Rasa, so nothing was compared with it")
        return
    print(f"  ours / Rasa default over HTTP, all turns, p50: {ours['p50'] / theirs['p50']:.2f}")
    inside = found["turns"]["ours, use cases"]["p50"] / found["turns"]["Rasa default, in process"]["p50"]
    print(f"  ours through the use cases, durable / Rasa in process, in memory, p50: {inside:.2f}")


def _answers(found: Found) -> None:
    answers = dict(found.get("answers") or {})
    if not answers:
        return
    print(f"answers: {answers.pop('questions')} held-out questions, each a conversation of its own")
    rows = [
        (name, *(f"{one[what]:.1%}" for what in ("right", "right_calm", "offered", "another", "none")))
        for name, one in answers.items()
    ]
    report.table(("", "right article", "without dangers", "only offered", "another", "none"), rows)
    epochs = found["training"].get("epochs")
    if epochs is not None:
        print(f"  Rasa's models were trained for {epochs} epochs; its own default is 100")


def _bots(found: Found) -> None:
    print("start, memory, training, edits")
    rows = [
        (f"start of {'our engine' if name == 'ours' else name}", f"{seconds:.1f} s")
        for name, seconds in found["start_seconds"].items()
    ]
    for name, one in found["memory_mb"].items():
        pss = "" if one["pss"] is None else f", PSS {one['pss']:.0f} MB"
        rows.append((f"memory of {name}", f"RSS {one['rss']:.0f} MB{pss}"))
    for name, took in found["training"].items():
        if name == "epochs":
            continue
        epochs = f", {found['training']['epochs']} epochs" if name == "Rasa default" else ""
        told = f"{took['seconds']:.1f} s, at each start" if took and "machine" not in took else record.said(took)
        rows.append((f"training of {name}{epochs}", told))
    for name, kinds in found["live_seconds"].items():
        for kind, seconds in kinds.items():
            rows.append((f"live, {name}: {kind}", "not measured here" if seconds is None else f"{seconds:.2f} s"))
    for row in rows:
        print(f"  {row[0]:<48} {row[1]}")
