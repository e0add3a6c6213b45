"""Articles from files: our YAML, tables (CSV, Excel) in our layout or another product's, Rasa's training data.

Whatever is wrong comes out as an ArticleError that names file, row and column; nothing is read half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.core.sentence import Sentence
from bot.knowledge.article import Article, ArticleError, Problem, refusal
from bot.knowledge.bundle import files_in
from bot.knowledge.checks import check
from bot.knowledge.layouts import KNOWN_HEADINGS, layout_of, read_table
from bot.knowledge.rasa_files import RasaParts, articles_of, gather, is_rasa
from bot.knowledge.tables import Row, Table, from_csv
from bot.knowledge.yaml_files import articles_in, parsed

LARGEST_FILE = 50_000_000
# `csv` and `xlsx` are our own layout in these files; the others' layouts may stand in either.
FORMATS = ("auto", "yaml", "csv", "xlsx", "fastgpt", "maxkb", "rasa")
ENDINGS = (".yml", ".yaml", ".csv", ".xlsx", ".zip")

# How many articles were read so far; it may raise to stop the reading.
Progress = Callable[[int], None]
TOLD_EVERY = 200

_LAYOUT = {"auto": None, "csv": "own", "xlsx": "own", "fastgpt": "fastgpt", "maxkb": "maxkb"}
_TABLE_NAMES = (".csv", ".tsv", ".txt")
_YAML_NAMES = (".yml", ".yaml")
_YAML_HEAD = re.compile(r"^(?:topic|language|articles|nlu|responses)\s*:", re.M)


def read_bytes(
    name: str, data: bytes, format: str = "auto", notes: list[Problem] | None = None, progress: Progress | None = None
) -> list[Article]:
    """The articles of one file. `notes` gets the warnings: what was left out, or read with a doubt."""
    return read_files([(name, data)], format, notes, progress)


def read_files(
    files: Iterable[tuple[str, bytes]], format: str = "auto", notes: list[Problem] | None = None,
    progress: Progress | None = None,
) -> list[Article]:  # fmt: skip
    """The articles of several files, all or none; Rasa's questions and answers may stand in different ones."""
    found: list[Problem] = []
    articles: list[Article] = []
    rasa = RasaParts()
    for name, data in _unpacked(files, format, found):
        try:
            articles += _read(name, data, format, rasa, found, _after(len(articles), progress))
            if progress:
                progress(len(articles))
        except ArticleError as error:
            found += error.problems
    errors = [one for one in found if one.level == "error"]
    if not errors:
        # Only now: what a broken file would have held is not missing.
        articles += articles_of(rasa, found)
        errors = [one for one in found if one.level == "error"]
    if errors:
        # What could be read is looked at too: who mends a file wants to hear everything at once.
        raise ArticleError([*errors, *(one for one in check(articles) if one.level == "error")])
    if notes is not None:
        notes += found
    return articles


def _unpacked(files: Iterable[tuple[str, bytes]], format: str, found: list[Problem]) -> Iterator[tuple[str, bytes]]:
    for name, data in files:
        inside = None
        if data.startswith(b"PK") and format in ("auto", "yaml", "rasa") and len(data) <= LARGEST_FILE:
            try:
                inside = files_in(name, data)
            except ArticleError as error:
                found += error.problems
                continue
        yield from [(name, data)] if inside is None else inside


def read_any(
    paths: Iterable[Path | str], format: str = "auto", notes: list[Problem] | None = None,
    progress: Progress | None = None,
) -> list[Article]:  # fmt: skip
    """The articles of files and folders, folders in the order of their file names."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            # Excel leaves "~$name.xlsx" beside a workbook that is open.
            inside = (file for file in path.iterdir() if not file.name.startswith(("~$", ".")))
            files += sorted(file for file in inside if file.suffix.lower() in ENDINGS)
        else:
            files.append(path)
    problems: list[Problem] = []
    contents: list[tuple[str, bytes]] = []
    for file in files:
        try:
            contents.append((file.name, _content(file)))
        except ArticleError as error:
            problems += error.problems
    if problems:
        raise ArticleError(problems)
    return read_files(contents, format, notes, progress)


def read_yaml(path: Path | str) -> list[Article]:
    return read_bytes(Path(path).name, _content(Path(path)), "yaml")


def read_csv(path: Path | str) -> list[Article]:
    return read_bytes(Path(path).name, _content(Path(path)), "csv")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise refusal(
            path.name, Sentence("cannot be read ({reason}).", reason=error.strerror), "Check the path."
        ) from error


def _too_large(name: str, size: int) -> ArticleError:
    return refusal(
        name,
        Sentence("{size} bytes are too many.", size=size),
        Sentence("Split it into files below {largest} bytes.", largest=LARGEST_FILE),
    )


def _read(
    name: str, data: bytes, format: str, rasa: RasaParts, found: list[Problem], progress: Progress | None
) -> list[Article]:
    name = name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "file"
    ending = Path(name).suffix.lower()
    if format not in FORMATS:
        raise refusal(
            name,
            Sentence("unknown format {format!r}.", format=format[:40]),
            Sentence("Known: {names}.", names=", ".join(FORMATS)),
        )
    if len(data) > LARGEST_FILE:
        raise _too_large(name, len(data))
    if not data.strip():
        raise refusal(name, "the file is empty.", "Save it with its articles and try again.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        how = "Save it as Excel workbook (.xlsx) without a password."
        raise refusal(name, "this is an old Excel file (.xls), or one locked with a password.", how)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if format in ("yaml", "rasa", "csv"):
            raise refusal(
                name,
                Sentence("this is an Excel workbook or a ZIP, not {format}.", format=format),
                "Choose xlsx, or no format.",
            )
        return _workbook(name, data, format, found, progress)
    if ending in (".xlsx", ".xlsm") or format == "xlsx":
        raise refusal(name, "this is not an Excel workbook.", "Save it as Excel workbook (.xlsx), or as CSV UTF-8.")
    if format in ("yaml", "rasa") or (format == "auto" and ending in _YAML_NAMES):
        return _yaml(name, _text(name, data, ("utf-8-sig",), found), format, rasa, found)
    text = _text(name, data, ("utf-8-sig", "gb18030"), found)
    if format == "auto" and ending not in _TABLE_NAMES:
        if _YAML_HEAD.search(text):
            return _yaml(name, text, format, rasa, found)
        if layout_of(from_csv(name, text)) is None:
            how = Sentence(
                "YAML with `articles:`, Rasa's `nlu:` and `responses:`, or a table. {headings}", headings=KNOWN_HEADINGS
            )
            raise refusal(name, "the form of this file is not known.", how)
    return _table(from_csv(name, text), format, found, progress)


def _text(name: str, data: bytes, encodings: Sequence[str], found: list[Problem]) -> str:
    wanted = " or ".join(encoding.upper().replace("-SIG", "") for encoding in encodings)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(
            name, "the characters are UTF-16.", Sentence("Save it as {wanted} (in Excel: CSV UTF-8).", wanted=wanted)
        )
    if b"\0" in data:
        raise refusal(name, "this is not a text file.", "Give a YAML, CSV or XLSX file.")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != encodings[0]:
            what = Sentence("the characters were read as {encoding}.", encoding=encoding.upper())
            found.append(Problem("warning", name, what, "Look at some of them; if they are wrong, save it as UTF-8."))
        return text
    raise refusal(name, "the characters cannot be read.", Sentence("Save it as {wanted}.", wanted=wanted))


def _yaml(name: str, text: str, format: str, rasa: RasaParts, found: list[Problem]) -> list[Article]:
    root = parsed(text, name)
    if format == "rasa" or (format == "auto" and is_rasa(root)):
        gather(root, name, rasa, found)
        return []
    return articles_in(root, name)


def _table(table: Table, format: str, found: list[Problem], progress: Progress | None) -> list[Article]:
    before = len(found)
    articles = read_table(_told(table, progress), _LAYOUT[format], found)
    if not articles and not any(one.level == "error" for one in found[before:]):
        raise refusal(table.name, "there is a heading, but no row below it.", "Write one article a row.")
    return articles


def _after(before: int, progress: Progress | None) -> Progress | None:
    return None if progress is None else lambda done: progress(before + done)


def _told(table: Table, progress: Progress | None) -> Table:
    def counted() -> Iterator[Row]:
        for number, row in enumerate(table.rows):
            if progress and number % TOLD_EVERY == 0:
                progress(number)
            yield row

    return replace(table, rows=counted())


def _workbook(name: str, data: bytes, format: str, found: list[Problem], progress: Progress | None) -> list[Article]:
    from bot.knowledge.workbook import from_xlsx

    first, *others = from_xlsx(name, data)
    articles = _table(first, format, found, progress)
    left = []
    for one in others:
        # MaxKB exports a sheet a document; with us a file is one table.
        if "maxkb" == layout_of(first) == layout_of(one):
            articles += read_table(one, "maxkb", found)
        elif one.header:
            left.append(one.sheet)
    if left:
        what = Sentence(
            "only the first sheet, {sheet!r}, was read; left out: {others}.",
            sheet=first.sheet,
            others=", ".join(left)[:200],
        )
        found.append(Problem("warning", name, what, "Save each sheet as a file of its own."))
    return articles
