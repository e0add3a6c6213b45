"""A table with a heading, whatever file it comes from; and the one that comes from CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.core.sentence import Sentence
from bot.knowledge.article import Problem, refusal
from bot.knowledge.cells import LONGEST_CELL, column_letter, unguarded

MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_LINE = 1_000_000


@dataclass(frozen=True)
class Row:
    """Texts under the heading; `extra` are cells to its right. A row with problems has no cells."""

    where: str
    cells: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Table:
    """`rows` can be read once; blank rows are left out."""

    name: str
    sheet: str
    header: tuple[str, ...]
    rows: Iterator[Row]

    @property
    def heading(self) -> tuple[str, ...]:
        """The names of the columns as they are compared."""
        return tuple(name.strip().lower() for name in self.header)

    def cell(self, row: Row, index: int) -> str:
        return cell_of(row.where, index, self.header)


def column(index: int, header: tuple[str, ...]) -> str:
    title = header[index].strip()[:40] if index < len(header) else ""
    letter = column_letter(index)
    return (
        Sentence("column {letter} ({title})", letter=letter, title=title)
        if title
        else Sentence("column {letter}", letter=letter)
    )


def cell_of(where: str, index: int, header: tuple[str, ...]) -> str:
    """The place of a cell: its row's, then its column."""
    return Sentence("{row}, {column}", row=where, column=column(index, header))


def too_long(where: str, length: int) -> Problem:
    return Problem(
        "error",
        where,
        Sentence("the cell has {count} characters.", count=length),
        Sentence("At most {longest} are read; divide or shorten it.", longest=LONGEST_CELL),
    )


def from_csv(name: str, text: str) -> Table:
    """Comma, semicolon or tab, whichever the first line has most of."""
    first = text.split("\n", 1)[0]
    lines = csv.reader(_lines(name, text), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        header = tuple(unguarded(cell.strip()) for cell in next(lines, []))
    except csv.Error as error:
        raise _not_csv(f"{name}:1", error) from error
    while header and not header[-1]:
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise refusal(
            f"{name}:1",
            Sentence("{count} columns are too many.", count=len(header)),
            Sentence("At most {most} are read.", most=MOST_COLUMNS),
        )
    return Table(name, "", header, _csv_rows(name, header, lines))


def _lines(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > LONGEST_LINE:
            raise refusal(
                f"{name}:{number}",
                Sentence("the line has {count} characters.", count=len(line)),
                "Save it again as CSV UTF-8.",
            )
        yield line


def _csv_rows(name: str, header: tuple[str, ...], reader: Any) -> Iterator[Row]:
    line = reader.line_num + 1
    number = 0
    while True:
        where = f"{name}:{line}"
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _not_csv(where, error) from error
        if row is None:
            return
        line = reader.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        if number > MOST_ROWS:
            raise refusal(
                where, "the table goes on.", Sentence("At most {most} rows are read; divide the file.", most=MOST_ROWS)
            )
        yield made(where, header, row)


def made(where: str, header: tuple[str, ...], row: list[str]) -> Row:
    """The row, or what is wrong with its cells whatever they mean."""
    problems = [
        too_long(cell_of(where, index, header), len(cell)) for index, cell in enumerate(row) if len(cell) > LONGEST_CELL
    ]
    texts = [unguarded(cell) for cell in row]
    while len(texts) > len(header) and not texts[-1].strip():
        texts.pop()
    if problems:
        return Row(where, problems=tuple(problems))
    return Row(where, tuple(texts[: len(header)]), tuple(texts[len(header) :]))


def _not_csv(where: str, error: csv.Error) -> Exception:
    if "field larger" in str(error):
        how = "Look for a double quote that is not closed, or divide the text."
        return refusal(where, Sentence("a cell has more than {longest} characters.", longest=LONGEST_CELL), how)
    return refusal(where, Sentence("this is not CSV ({reason}).", reason=str(error)), "Save it again as CSV UTF-8.")
