"""Excel workbooks (XLSX) in and out. What could exhaust this machine is refused before it is parsed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.core.sentence import Sentence
from bot.knowledge.article import ArticleError, Problem, refusal
from bot.knowledge.tables import MOST_COLUMNS, MOST_ROWS, Row, Table, cell_of, column, made

LARGEST_UNPACKED = 150_000_000
MOST_PARTS = 2_000
# Tags cost time, the more so outside of sheets and shared texts, where the library builds an object of each.
MOST_TAGS = 6_000_000
MOST_OTHER_TAGS = 200_000
MOST_CHARACTERS = 60_000_000
EXCEL_ROWS = 1_048_576
# Excel holds no more; openpyxl would cut the rest off without a word.
LONGEST_EXCEL_CELL = 32_767

AGAIN = "Open it in Excel, save it as Excel workbook (.xlsx) and try again."
# Excel writes characters that XML cannot hold as _x000B_, and so an underscore before such a sequence as _x005F_.
# What we write is read back exactly; in what Excel has saved, openpyxl drops "x005F_", so that somebody's literal
# _x0041_ would come back as A. Real line ends (_x000D_) are common there, such words are not.
_UNWRITABLE = re.compile("_(?=x[0-9A-Fa-f]{4})|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref\s*=\s*[\"']\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)[\"']"
)


def from_xlsx(name: str, data: bytes) -> list[Table]:
    """The tables of all visible or hidden sheets, in their order; rows are parsed as they are asked for."""
    import warnings

    try:
        from openpyxl import load_workbook
    except ImportError as error:  # Rasa's environment reads the shipped YAML only.
        raise refusal(name, "workbooks cannot be read in this environment.", "Save it as CSV UTF-8.") from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(name, archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        if not book.worksheets:
            raise refusal(name, "the workbook has no sheet.", AGAIN)
        sheets = book.worksheets
        return [_table(name if sheet is sheets[0] else f"{name} [{sheet.title}]", sheet) for sheet in sheets]
    except ArticleError:
        raise
    except Exception as error:  # openpyxl lets whatever a damaged file provokes through.
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> ArticleError:
    return refusal(
        name,
        Sentence("this is not an Excel workbook, or a damaged one ({reason}).", reason=type(error).__name__),
        AGAIN,
    )


def _refuse_bombs(name: str, archive: zipfile.ZipFile) -> None:
    # zipfile never unpacks more of a part than its entry declares, so the declarations can be trusted as bounds.
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        what = Sentence("unpacked it has {size} bytes in {count} parts.", size=size, count=len(parts))
        raise refusal(
            name,
            what,
            Sentence(
                "At most {largest} bytes in {most} parts are read; divide it.",
                largest=LARGEST_UNPACKED,
                most=MOST_PARTS,
            ),
        )
    if any(part.flag_bits & 1 for part in parts):
        raise refusal(name, "the file is locked with a password.", "Save it without one.")
    tags = 0
    for part in parts:
        content = archive.read(part)
        if not part.filename.lower().endswith((".xml", ".rels")) and not content.lstrip().startswith(
            (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
        ):
            continue
        if b"\0" in content:
            raise refusal(name, Sentence("its part {part!r} is not UTF-8.", part=part.filename[:80]), AGAIN)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise refusal(
                name,
                Sentence("its part {part!r} declares entities, which Excel never does.", part=part.filename[:80]),
                AGAIN,
            )
        here = content.count(b"<")
        tags += here
        table = part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
        if tags > MOST_TAGS or (not table and here > MOST_OTHER_TAGS):
            how = "Copy the articles alone, as values, into a new workbook."
            raise refusal(
                name, Sentence("its part {part!r} holds too many cells or styles.", part=part.filename[:80]), how
            )


def _table(name: str, sheet: Any) -> Table:
    # A sheet may declare any size; what its rows really have counts.
    sheet.reset_dimensions()
    cells = sheet.iter_rows(max_col=MOST_COLUMNS)
    # Empty columns to the right, which a formatted column leaves behind, are no part of the table.
    header = [_text(cell) for cell in next(cells, ())]
    while header and not header[-1].strip():
        header.pop()
    titles = tuple(title.strip() for title in header)
    return Table(name, str(sheet.title), titles, _rows(name, sheet, titles, cells))


def _rows(name: str, sheet: Any, header: tuple[str, ...], cells: Iterator[Sequence[Any]]) -> Iterator[Row]:
    if merged := _merged(name, sheet, header):
        raise ArticleError(merged)
    filled = characters = 0
    try:
        for number, row in enumerate(cells, 2):
            where = f"{name}:{number}"
            if number > EXCEL_ROWS:
                raise refusal(where, "no sheet has so many rows.", AGAIN)
            texts = ["" if cell.value is None else _text(cell) for cell in row]
            while texts and not texts[-1].strip():
                texts.pop()
            if not texts:
                continue
            filled += 1
            characters += sum(map(len, texts))
            if filled > MOST_ROWS or characters > MOST_CHARACTERS:
                how = Sentence(
                    "At most {most} rows and {longest} characters are read; divide the file.",
                    most=MOST_ROWS,
                    longest=MOST_CHARACTERS,
                )
                raise refusal(where, "the table goes on.", how)
            texts += [""] * (len(header) - len(texts))
            problems = list(_unusable(where, row, header))
            yield Row(where, problems=tuple(problems)) if problems else made(where, header, texts)
    except ArticleError:
        raise
    except Exception as error:
        raise _damaged(name, error) from error


def _unusable(where: str, row: Sequence[Any], header: tuple[str, ...]) -> Iterator[Problem]:
    for index, cell in enumerate(row[: len(header)]):
        if cell.data_type == "f":
            what = "the cell holds a formula, whose result is not in the file for certain."
            how = "Copy the column and paste it as values."
        elif cell.data_type == "e":
            what = Sentence("the cell shows the error {error}.", error=str(cell.value)[:20])
            how = "Write the text itself."
        else:
            continue
        yield Problem("error", cell_of(where, index, header), what, how)


def _merged(name: str, sheet: Any, header: tuple[str, ...]) -> list[Problem]:
    """Merged cells leave all but their first one empty: a row below would lose its text in silence."""
    # openpyxl's frugal mode keeps them from us; they stand at the end of the sheet's part.
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        found = _MERGED.findall(part.read())
    problems = []
    for left, top, right, bottom in found[:1000]:
        first = _index(left)
        if first >= max(len(header), 1):
            continue
        cells = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
        where = cell_of(f"{name}:{int(top)}", first, header)
        how = "Unmerge them and fill every cell; the first row is the heading."
        problems.append(Problem("error", where, Sentence("the cells {cells} are merged.", cells=cells), how))
    return problems


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return _WRITTEN.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # Half a character, or one that no database takes, is left as it was written.
    return match[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


def to_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    # Before there is a sheet: a half written one would complain about its end.
    texts = [_excel_row(number, row, header) for number, row in enumerate(rows, 2)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, value=name) for name in header]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in texts:
        cells: list[Any] = [text or None for text in row]
        for index, text in enumerate(row):
            if text.startswith("#"):  # "#N/A" as a text would become an error.
                cells[index] = WriteOnlyCell(sheet, value=text)
                cells[index].data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _excel_row(number: int, row: Sequence[str], header: Sequence[str]) -> list[str]:
    texts = [_UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text) for text in row]
    for index, text in enumerate(texts):
        if len(text) > LONGEST_EXCEL_CELL:
            where = Sentence(
                "row {number}, {column}, {id}", number=number, column=column(index, tuple(header)), id=row[0]
            )
            what = Sentence(
                "{count} characters are more than the {longest} that a cell of Excel holds.",
                count=len(text),
                longest=LONGEST_EXCEL_CELL,
            )
            raise refusal(where, what, "Export as CSV or YAML.")
    return texts
