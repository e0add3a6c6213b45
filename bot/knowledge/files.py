"""Articles from files: YAML for people and reviews, CSV for spreadsheets. What cannot be right is refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.core.text import language_of
from bot.knowledge.article import Article, ArticleError, Problem

LARGEST_FILE = 50_000_000
DEEPEST = 8
COLUMNS = ("id", "language", "topic", "question", "variants", "answer")
FIELDS = {"id", "language", "topic", "question", "variants", "answer", "tags", "urgency", "status", "position"}

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_any(paths: Iterable[Path | str]) -> list[Article]:
    """The articles of files and folders, folders in the order of their file names."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(f for f in path.iterdir() if f.suffix.lower() in (".yml", ".yaml", ".csv"))
        else:
            files.append(path)
    articles: list[Article] = []
    problems: list[Problem] = []
    for file in files:
        try:
            articles += read_csv(file) if file.suffix.lower() == ".csv" else read_yaml(file)
        except ArticleError as error:
            problems += error.problems
    if problems:
        raise ArticleError(problems)
    return articles


def read_yaml(path: Path | str) -> list[Article]:
    name = Path(path).name
    text = _text(Path(path), ("utf-8-sig",))
    root = _node(text, name)
    top = _mapping(root, name, {"topic", "language", "articles"})
    if "articles" not in top or not isinstance(top["articles"], yaml.SequenceNode):
        raise _refused(name, root, "there is no list of articles.", "Write `articles:` and the articles below it.")
    problems: list[Problem] = []
    articles: list[Article] = []
    for position, node in enumerate(top["articles"].value):
        try:
            articles.append(_article(node, name, top, position))
        except ArticleError as error:
            problems += error.problems
    if problems:
        raise ArticleError(problems)
    return articles


def read_csv(path: Path | str) -> list[Article]:
    """Rows under the header id,language,topic,question,variants,answer; variants separated by `|`."""
    name = Path(path).name
    text = _text(Path(path), ("utf-8-sig", "gb18030"))
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    problems: list[Problem] = []
    articles: list[Article] = []
    line = 1
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        missing = [column for column in COLUMNS if column not in header and column != "language"]
        if missing:
            raise _at(f"{name}:1", f"the column {missing[0]!r} is missing.", f"The first line is {','.join(COLUMNS)}.")
        line = rows.line_num + 1
        positions: dict[tuple[str, str], int] = {}
        for row in rows:
            where, line = f"{name}:{line}", rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                what = f"{len(row)} cells where the header has {len(header)}."
                problems.append(Problem("error", where, what, "Put texts with commas or line breaks in double quotes."))
                continue
            articles.append(_from_row(dict(zip(header, row)), where, positions))
    except csv.Error as error:
        raise _at(f"{name}:{line}", f"this is not CSV ({error}).", "Save it again as CSV UTF-8.") from error
    if problems:
        raise ArticleError(problems)
    return articles


def _text(path: Path, encodings: Sequence[str]) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _at(path.name, f"cannot be read ({error.strerror}).", "Check the path.") from error
    if len(raw) > LARGEST_FILE:
        raise _at(path.name, f"{len(raw)} bytes are too many.", f"Split it into files below {LARGEST_FILE} bytes.")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _at(path.name, "the characters cannot be read.", f"Save it as {' or '.join(encodings).upper()}.")


def _line(mark: Any) -> int:
    return mark.line + 1 if mark else 1


def _node(text: str, name: str) -> yaml.Node:
    """The parsed file. Aliases and tags are refused before anything is built: they make bombs and objects."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _at(
                    f"{name}:{_line(event.start_mark)}", "anchors (&) and aliases (*) are not taken.", "Repeat it."
                )
            tag = getattr(event, "tag", None)
            if tag:
                raise _at(f"{name}:{_line(event.start_mark)}", f"the tag {tag!r} is not taken.", "Remove it.")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise _at(f"{name}:{_line(event.start_mark)}", "nested too deeply.", "Articles are flat lists.")
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        what = f"this is not YAML ({getattr(error, 'problem', None) or str(error).splitlines()[0]})."
        raise _at(where, what, 'Put texts with ": " or "#" in quotes; indent by two spaces.') from error
    if node is None:
        raise _at(name, "the file is empty.", "Write `topic:`, `language:` and `articles:`.")
    return node


def _article(node: yaml.Node, name: str, top: dict[str, yaml.Node], position: int) -> Article:
    found = _mapping(node, name, FIELDS)
    for wanted in ("id", "question", "answer"):
        if wanted not in found:
            raise _refused(name, node, f"the {wanted} is missing.", f"Write `{wanted}:`.")
    question = _string(found["question"], name)
    topic = found.get("topic") or top.get("topic")
    if topic is None:
        raise _refused(name, node, "the topic is missing.", "Write `topic:` at the head of the file.")
    language = found.get("language") or top.get("language")
    place = found.get("position")
    if place is not None and not (place.tag.endswith(":int") and place.value.isdigit() and len(place.value) < 9):
        raise _refused(name, place, f"the position {place.value!r} is not a number.", "Write a number from 0.")
    return Article(
        id=_string(found["id"], name),
        language=_string(language, name) if language else language_of(question),
        topic=_string(topic, name),
        question=question,
        variants=_strings(found.get("variants"), name),
        answer=_string(found["answer"], name),
        tags=_strings(found.get("tags"), name),
        urgency=_string(found["urgency"], name) if "urgency" in found else None,
        status=_string(found["status"], name) if "status" in found else "published",
        position=int(place.value) if place is not None else position,
        source=f"{name}:{node.start_mark.line + 1}",
    )


def _mapping(node: yaml.Node, name: str, known: set[str]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _refused(name, node, "expected `name: value` lines.", "See knowledge_base/ for the form.")
    found: dict[str, yaml.Node] = {}
    for field, value in node.value:
        word = field.value if isinstance(field, yaml.ScalarNode) else "?"
        if word not in known:
            raise _refused(name, field, f"unknown field {word[:40]!r}.", f"Known: {', '.join(sorted(known))}.")
        if word in found:
            raise _refused(name, field, f"{word!r} stands here twice.", "Remove one.")
        found[word] = value
    return found


def _string(node: yaml.Node, name: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _refused(name, node, "expected one text.", "Write it in one line, or below `|`.")
    if not node.tag.endswith(":str"):
        kind = node.tag.rsplit(":", 1)[-1]
        raise _refused(name, node, f"{node.value[:40]!r} is read as {kind}, not as text.", "Put it in quotes.")
    return _trimmed(node.value)


def _strings(node: yaml.Node | None, name: str) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise _refused(name, node, "expected a list.", "Write one `- text` line each.")
    found = tuple(_string(item, name) for item in node.value)
    if not all(found):
        raise _refused(name, node, "one entry of the list is empty.", "Fill or remove it.")
    return tuple(dict.fromkeys(found))


def _from_row(row: dict[str, str], where: str, positions: dict[tuple[str, str], int]) -> Article:
    question = _trimmed(row["question"])
    language = row.get("language", "").strip().lower() or language_of(question)
    topic = _trimmed(row["topic"])
    position = positions[topic, language] = positions.get((topic, language), -1) + 1
    return Article(
        id=_trimmed(row["id"]),
        language=language,
        topic=topic,
        question=question,
        variants=_split(row["variants"]),
        answer=_trimmed(row["answer"]),
        tags=_split(row.get("tags", "")),
        urgency=_trimmed(row.get("urgency", "")) or None,
        status=_trimmed(row.get("status", "")) or "published",
        position=position,
        source=where,
    )


def _split(cell: str) -> tuple[str, ...]:
    """`a|b`; a bar inside a phrase is written `\\|` and a backslash before a bar `\\\\`."""
    found = re.findall(r"(?:\\[\\|]|[^|])+", cell.replace("\r\n", "\n"))
    texts = (_trimmed(re.sub(r"\\([\\|])", r"\1", text)) for text in found)
    return tuple(dict.fromkeys(text for text in texts if text))


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _at(where: str, what: str, how: str) -> ArticleError:
    return ArticleError([Problem("error", where, what, how)])


def _refused(name: str, node: yaml.Node, what: str, how: str) -> ArticleError:
    return _at(f"{name}:{node.start_mark.line + 1}", what, how)
