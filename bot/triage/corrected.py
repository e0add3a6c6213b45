"""What agents corrected, as training rows of one installation: a table beside its database, laid over the shipped rows.

The table has the columns of `data/triage/triage.*.tsv`; a cell is empty where nobody corrected that field. The shipped
files never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.core.words import Nature, Urgency
from bot.knowledge.normal import key
from bot.triage.rows import LEVELS, Row, TriageDataError

CORRECTIONS = "corrections.tsv"
FIELDS = ("urgency", "nature", "complexity")
HEADER = ("text", *FIELDS)


def read_corrected(path: Path) -> list[Row]:
    """The corrected rows; none where the table does not exist."""
    if not path.exists():
        return []
    remedy = "Mend the line, or make the table anew with `supportbot train --with-corrections`."
    lines = path.read_text("utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        raise TriageDataError(f"{path}:1: the header must be {' '.join(HEADER)!r}, separated by tabs. {remedy}")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(HEADER):
            raise TriageDataError(f"{path}:{number}: {len(cells)} cells instead of {len(HEADER)}. {remedy}")
        labels = {field: cell for field, cell in zip(FIELDS, cells[1:]) if cell}
        wrong = [f"{field} is {cell!r}" for field, cell in labels.items() if cell not in LEVELS[field]]
        if wrong or not labels or not cells[0]:
            raise TriageDataError(f"{path}:{number}: {wrong[0] if wrong else 'a text or a level is missing'}. {remedy}")
        rows.append(Row(cells[0], labels, by_hand=True))
    return rows


def write_corrected(path: Path, rows: Iterable[Row]) -> None:
    """Texts must be on one line, without tabs."""
    lines = ["\t".join(HEADER)]
    lines += ["\t".join([row.text, *(row.labels.get(field, "") for field in FIELDS)]) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def laid_over(shipped: Sequence[Row], corrected: Sequence[Row]) -> list[Row]:
    """Shipped rows and corrected ones; of the same words the correction counts, in the fields that it speaks of."""
    if not corrected:
        return list(shipped)
    said = {key(row.text): row.labels for row in corrected}
    rows = []
    for row in shipped:
        newer: Mapping[str, str] = said.get(key(row.text), {})
        labels = {name: level for name, level in row.labels.items() if name not in newer}
        if len(labels) == len(row.labels):
            rows.append(row)
        elif labels:
            rows.append(replace(row, labels=labels))
    return [*rows, *corrected]


def is_small_talk(text: str, shipped: Sequence[Row]) -> bool:
    """Whether the shipped rows know these words as a greeting or the like: whatever the matter was, it is not in them."""
    wanted = key(text)
    return any(
        row.labels.get("nature") == Nature.OTHER.value
        and row.labels.get("urgency") == Urgency.LOW.value
        and not row.by_hand
        and key(row.text) == wanted
        for row in shipped
    )
