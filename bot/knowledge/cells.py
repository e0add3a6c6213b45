"""What stands in one cell of a table: texts, lists, dates; and what keeps a spreadsheet from running them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

LONGEST_CELL = 100_000

# What spreadsheets take for a formula, also in the full width that Chinese and Japanese keyboards give.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?Z?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run; `unguarded` takes exactly that one off."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def joined(texts: Iterable[str]) -> str:
    return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def split(cell: str) -> tuple[str, ...]:
    """`a|b`; a bar inside a phrase is written `\\|` and a backslash before a bar `\\\\`."""
    found = re.findall(r"(?:\\[\\|]|[^|])+", cell.replace("\r\n", "\n"))
    texts = (trimmed(re.sub(r"\\([\\|])", r"\1", text)) for text in found)
    return tuple(dict.fromkeys(text for text in texts if text))


def moment(text: str) -> float:
    """Epoch seconds of `2026-12-31` (midnight UTC) or `2026-12-31T18:00:00Z`; spreadsheets also make 2026/12/31 of it.

    Raises ValueError for anything else.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    at = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    return (at - _EPOCH).total_seconds() + float(found[7] or 0)


def written(at: float) -> str:
    """A date when it is midnight UTC, else date and time."""
    when = _EPOCH + timedelta(seconds=at)
    if (when.hour, when.minute, when.second, when.microsecond) == (0, 0, 0, 0):
        return when.date().isoformat()
    return when.replace(tzinfo=None).isoformat() + "Z"


def column_letter(index: int) -> str:
    """A, B, … Z, AA of the column with this index from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
