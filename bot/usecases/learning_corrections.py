"""Triage learns what agents corrected: tried beside what is in use, measured, and only then put in its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.words import Urgency
from bot.knowledge.normal import key
from bot.store import corrections, people
from bot.store.database import Store
from bot.triage.corrected import CORRECTIONS, is_small_talk, laid_over, write_corrected
from bot.triage.judgement import Judgement
from bot.triage.rows import Row, read_rows
from bot.triage.stepwise import StepwiseTriage
from bot.triage.unseen import Quality, Unseen, quality, unseen
from bot.usecases.installed_triage import SHIPPED, own_folder
from bot.usecases.settled_corrections import Settled, settled
from bot.usecases.vectors import shared_vectors

# A fall of recall by half a point is one danger in two hundred that nobody hears of.
MOST_RECALL_LOST = 0.005
# The threshold buys recall back with false alarms, so wrong corrections show in precision first: when agents took every
# eighth danger for a trifle it fell by 0.9 points, five sensible corrections cost 0.2.
MOST_PRECISION_LOST = 0.005
CRITICAL = Urgency.CRITICAL.value


@dataclass(frozen=True)
class Corrected:
    """How the corrected labels are judged, each counted once."""

    labels: int
    right_before: int
    right_after: int
    # Wrong before and right after also when the correction itself is left out.
    learned_by_others: int


@dataclass(frozen=True)
class Change:
    """A shipped row that, judged as unseen, gets another level than before."""

    text: str
    field: str
    truth: str
    before: str
    after: str


@dataclass(frozen=True)
class Report:
    settled: Settled
    corrected: Corrected
    before: Quality
    after: Quality
    # Shipped rows by hand that both were measured on.
    measured_on: int
    changes: tuple[Change, ...]

    @property
    def harm(self) -> tuple[str, ...]:
        """What would become so much worse that somebody must say yes to it."""
        found = []
        if self.before.critical_recall - self.after.critical_recall > MOST_RECALL_LOST + 1e-9:
            found.append("more dangers would be missed: the recall of critical falls by more than 0.5 points")
        if self.before.critical_precision - self.after.critical_precision > MOST_PRECISION_LOST + 1e-9:
            found.append("there would be more false alarms: the precision of critical falls by more than 0.5 points")
        return tuple(found)


@dataclass(frozen=True)
class Candidate:
    """Triage learned with the corrections, not yet in use."""

    folder: Path
    report: Report

    def put_in_place(self, store: Store, data: Path, now: float) -> Path:
        """From the next start on the installation judges with it; returns the table of corrections."""
        own = own_folder(data)
        own.mkdir(mode=0o700, exist_ok=True)
        # The table last: what was kept for other rows than those in the table is learned anew, never used.
        for path in sorted(self.folder.iterdir(), key=lambda one: one.name == CORRECTIONS):
            path.replace(own / path.name)
        told = {"used": self.report.settled.used, "texts": len(self.report.settled.rows)}
        with store.begin() as tx:
            people.record(tx, "system", "triage_learned", CORRECTIONS, now, told)
        return own / CORRECTIONS


def settled_of(store: Store) -> Settled:
    with store.read() as tx:
        rows = corrections.everything(tx)
    shipped = read_rows(SHIPPED)
    return settled(rows, lambda text: is_small_talk(text, shipped))


@contextmanager
def learned(data: Path, found: Settled) -> Iterator[Candidate]:
    """Triage with these corrections; gone afterwards unless it was put in place. Takes minutes."""
    folder = Path(tempfile.mkdtemp(prefix=".triage-", dir=data))
    try:
        write_corrected(folder / CORRECTIONS, found.rows)
        cache = shared_vectors(None)
        before = StepwiseTriage.load(SHIPPED, cache)
        after = StepwiseTriage.load(SHIPPED, cache, folder)
        yield Candidate(folder, _report(found, before, after))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def drop(store: Store, data: Path, now: float) -> bool:
    """Back to the shipped rows from the next start on; whether there was anything to drop."""
    own = own_folder(data)
    had = (own / CORRECTIONS).exists()
    if had:
        (own / CORRECTIONS).unlink()
        for path in own.glob("triage-*.npz"):
            path.unlink()
        with store.begin() as tx:
            people.record(tx, "system", "triage_corrections_dropped", CORRECTIONS, now)
    return had


def _report(found: Settled, before: StepwiseTriage, after: StepwiseTriage) -> Report:
    shipped = read_rows(SHIPPED)
    together = laid_over(shipped, found.rows)
    old, new = unseen(before.full, shipped), unseen(after.full, together)
    corrected = {key(row.text) for row in found.rows}
    # The same words may stand in several rows, so each is named by its number among them.
    first = _named([one for one in old if key(one.text) not in corrected])
    second = _named([one for one in new if key(one.text) not in corrected])
    changes = [
        Change(one.text, one.field, one.truth, one.said, second[name].said)
        for name, one in first.items()
        if one.said != second[name].said and one.field in ("urgency", "nature")
    ]
    changes.sort(key=_weight)
    return Report(
        found,
        _on_corrected(found.rows, before, after, new),
        quality(first.values()),
        quality(second.values()),
        len({name[0] for name in first}),
        tuple(changes),
    )


def _named(judged: Sequence[Unseen]) -> dict[tuple[str, str, int], Unseen]:
    found: dict[tuple[str, str, int], Unseen] = {}
    for one in judged:
        number = 0
        while (one.text, one.field, number) in found:
            number += 1
        found[one.text, one.field, number] = one
    return found


def _weight(change: Change) -> tuple[bool, bool, bool]:
    """Dangers no longer heard come first, then new false alarms, then what became wrong."""
    missed = change.truth == change.before == CRITICAL
    return not missed, change.after != CRITICAL, change.after == change.truth


def _on_corrected(
    rows: Sequence[Row], before: StepwiseTriage, after: StepwiseTriage, new: Sequence[Unseen]
) -> Corrected:
    alone = {(one.text, one.field): one.said for one in new}
    count = old_right = new_right = by_others = 0
    for row in rows:
        first, second = _levels(before.judge(row.text)), _levels(after.judge(row.text))
        for field, level in row.labels.items():
            count += 1
            old_right += first[field] == level
            new_right += second[field] == level
            by_others += first[field] != level == alone.get((row.text, field))
    return Corrected(count, old_right, new_right, by_others)


def _levels(found: Judgement) -> Mapping[str, Any]:
    return {name: getattr(found, name).level for name in ("urgency", "nature", "complexity")}
