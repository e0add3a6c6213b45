"""The layouts of tables: our own, FastGPT's and MaxKB's. Each turns rows into articles and says what is wrong."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath

from bot.core.sentence import Sentence
from bot.core.text import language_of
from bot.knowledge.article import LONGEST_TOPIC, Article, Problem, refusal
from bot.knowledge.cells import joined, moment, split, trimmed
from bot.knowledge.tables import Row, Table

COLUMNS = ("id", "language", "topic", "question", "variants", "answer")
MORE_COLUMNS = ("tags", "urgency", "status")
# Written only where an article has them.
RARE_COLUMNS = ("position", "valid_from", "valid_until", "owner", "nature", "channels")

MOST_PROBLEMS = 1000
_NAMELESS_SHEET = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)
_NUMBERED = re.compile(r"\d{1,3}\s*[.、．)）]\s*")

Reader = Callable[[Table, list[Problem]], list[Article]]


def layout_of(table: Table) -> str | None:
    """`own`, `fastgpt` or `maxkb`, by the heading; None when it is none of them."""
    heading = set(table.heading)
    if _maxkb_columns(table).get("content") is not None:
        return "maxkb"
    if {"q", "a"} <= heading:
        return "fastgpt"
    return "own" if len(heading & set(COLUMNS)) >= 3 else None


def read_table(table: Table, layout: str | None, found: list[Problem]) -> list[Article]:
    """The articles of a table; `found` gets errors and warnings. Without a layout the heading decides."""
    if not table.header:
        raise refusal(f"{table.name}:1", "there is no heading.", KNOWN_HEADINGS)
    layout = layout or layout_of(table)
    if layout is None:
        shown = ", ".join(table.header)[:80]
        raise refusal(
            f"{table.name}:1", Sentence("this heading is not known: {heading!r}.", heading=shown), KNOWN_HEADINGS
        )
    return READERS[layout](table, found)


KNOWN_HEADINGS = Sentence(
    "The first row is {columns}; or q,a,index (FastGPT); or 分段标题,分段内容,问题 (MaxKB). "
    "`supportbot kb template` writes a file to begin with.",
    columns=",".join(COLUMNS),
)


def read_own(table: Table, found: list[Problem]) -> list[Article]:
    """id,language,topic,question,variants,answer and perhaps more; variants separated by `|`."""
    known = {*COLUMNS, *MORE_COLUMNS, *RARE_COLUMNS}
    place: dict[str, int] = {}
    for index, name in enumerate(table.heading):
        if not name:
            continue
        if name in place:
            raise refusal(
                f"{table.name}:1", Sentence("the column {column!r} stands here twice.", column=name), "Remove one."
            )
        place[name] = index
        if name not in known:
            what = Sentence("the column {column!r} is not known and was left out.", column=name[:40])
            found.append(
                Problem("warning", f"{table.name}:1", what, Sentence("Known: {names}.", names=", ".join(sorted(known))))
            )
    for wanted in COLUMNS:
        if wanted not in place and wanted != "language":
            what = Sentence("the column {column!r} is missing.", column=wanted)
            raise refusal(f"{table.name}:1", what, Sentence("The first line is {columns}.", columns=",".join(COLUMNS)))
    articles: list[Article] = []
    positions: dict[tuple[str, str], int] = {}
    for row in table.rows:
        if _enough(found):
            break
        width = len(row.cells) + len(row.extra)
        if not row.problems and width != len(table.header):
            what = Sentence("{count} cells where the header has {wanted}.", count=width, wanted=len(table.header))
            how = "Give every column a heading; in CSV put texts with commas or line breaks in double quotes."
            row = Row(row.where, problems=(Problem("error", row.where, what, how),))
        if row.problems:
            found.extend(row.problems)
            continue
        article = _own(table, row, place, positions, found)
        if article is not None:
            articles.append(article)
    _refuse_twice(articles, found, "Give one another id.", by_question=False)
    return articles


def _own(
    table: Table, row: Row, place: dict[str, int], positions: dict[tuple[str, str], int], found: list[Problem]
) -> Article | None:
    before = len(found)
    texts = {name: trimmed(row.cells[index]) for name, index in place.items()}

    def wrong(name: str, what: str, how: str) -> None:
        found.append(Problem("error", table.cell(row, place[name]), what, how))

    for name in ("id", "topic", "question", "answer"):
        if not texts[name]:
            wrong(name, "the cell is empty.", Sentence("Write the {name}.", name=Sentence(name)))
    moments: dict[str, float | None] = {"valid_from": None, "valid_until": None}
    for name in moments:
        if texts.get(name):
            try:
                moments[name] = moment(texts[name])
            except ValueError:
                wrong(name, Sentence("{text!r} is not a date.", text=texts[name][:40]), "Write it as 2026-12-31.")
    language = texts.get("language", "").lower() or language_of(texts["question"])
    topic = texts["topic"]
    position = positions[topic, language] = positions.get((topic, language), -1) + 1
    if texts.get("position"):
        if re.fullmatch(r"[0-9]{1,8}", texts["position"]):
            position = int(texts["position"])
        else:
            wrong(
                "position",
                Sentence("{text!r} is not a number.", text=texts["position"][:40]),
                "Write a number from 0, or nothing.",
            )
    if any(one.level == "error" for one in found[before:]):
        return None
    return Article(
        id=texts["id"],
        language=language,
        topic=topic,
        question=texts["question"],
        variants=split(row.cells[place["variants"]]),
        answer=texts["answer"],
        tags=split(row.cells[place["tags"]]) if "tags" in place else (),
        urgency=texts.get("urgency") or None,
        status=texts.get("status") or "published",
        position=position,
        source=row.where,
        valid_from=moments["valid_from"],
        valid_until=moments["valid_until"],
        owner=texts.get("owner", ""),
        nature=texts.get("nature") or None,
        channels=split(row.cells[place["channels"]]) if "channels" in place else (),
    )


def read_fastgpt(table: Table, found: list[Problem]) -> list[Article]:
    """q,a,index,index…,metadata, or the older q,a,indexes whose further indexes stand right of the heading.

    A row without an answer is a piece of text with its indexes; its first index is then the question.
    """
    heading = table.heading
    for wanted in ("q", "a"):
        if wanted not in heading:
            raise refusal(
                f"{table.name}:1",
                Sentence("the column {column!r} is missing.", column=wanted),
                "FastGPT's first line is q,a,index.",
            )
    at_q, at_a = heading.index("q"), heading.index("a")
    at_indexes = [index for index, name in enumerate(heading) if name in ("index", "indexes", "")]
    articles: list[Article] = []
    for row in table.rows:
        if _enough(found):
            break
        if row.problems:
            found.extend(row.problems)
            continue
        cells = row.cells + ("",) * (len(heading) - len(row.cells))
        q, a = trimmed(cells[at_q]), trimmed(cells[at_a])
        if not q and not a:
            continue
        # FastGPT makes one index of the whole text by itself and exports it with the others.
        whole = {_same(q), _same(q + a), _same(f"{q}\n{a}")}
        indexes = [cell for cell in (*(cells[index] for index in at_indexes), *row.extra) if _same(cell) not in whole]
        phrases = [line for cell in indexes for line in _lines(cell)]
        if not q:
            found.append(Problem("error", table.cell(row, at_q), "the cell is empty.", "Write the question."))
            continue
        if a:
            question, answer = q, a
        elif phrases:
            question, answer = phrases.pop(0), q
        else:
            how = "Write the answer here, or a question into the column index."
            found.append(Problem("error", table.cell(row, at_a), "the cell is empty.", how))
            continue
        articles.append(_made(table, row, question, phrases, answer, len(articles)))
    _refuse_twice(articles, found, "Join the two rows.")
    return articles


def read_maxkb(table: Table, found: list[Problem]) -> list[Article]:
    """分段标题, 分段内容, 问题 with one question a line. The first one names the article, else the title does."""
    columns = _maxkb_columns(table)
    if "content" not in columns:
        raise refusal(
            f"{table.name}:1", "the column '分段内容' is missing.", "MaxKB's first line is 分段标题,分段内容,问题."
        )

    def text(row: Row, name: str) -> str:
        index = columns.get(name)
        return trimmed(row.cells[index]) if index is not None and index < len(row.cells) else ""

    rows: list[Row] = []
    for row in table.rows:
        if _enough(found):
            break
        found.extend(row.problems)
        if not row.problems:
            rows.append(row)
    # A title over many pieces is a chapter; only one that stands alone says what its piece is about.
    titles = Counter(text(row, "title") for row in rows)
    articles: list[Article] = []
    for row in rows:
        if _enough(found):
            break
        title, content, phrases = text(row, "title"), text(row, "content"), _lines(text(row, "questions"))
        if title and title not in phrases and (titles[title] == 1 or not phrases):
            phrases.append(title)
        if not content:
            found.append(Problem("error", table.cell(row, columns["content"]), "the cell is empty.", "Write the text."))
        elif not phrases:
            how = "Write a question into the column 问题, or a title."
            at = columns.get("questions", columns["content"])
            found.append(Problem("error", table.cell(row, at), "there is no question and no title.", how))
        else:
            articles.append(_made(table, row, phrases[0], phrases[1:], content, len(articles)))
    _refuse_twice(articles, found, "Join the two rows, or write another question first.")
    return articles


def _maxkb_columns(table: Table) -> dict[str, int]:
    # The headings carry remarks in brackets, which change from release to release: 分段内容（必填，问题答案，…）.
    words = {"title": ("分段标题", "分段標題"), "content": ("分段内容", "分段內容"), "questions": ("问题", "問題")}
    columns: dict[str, int] = {}
    for index, heading in enumerate(table.heading):
        for name, starts in words.items():
            if heading.startswith(starts):
                columns.setdefault(name, index)
    return columns


READERS: dict[str, Reader] = {"own": read_own, "fastgpt": read_fastgpt, "maxkb": read_maxkb}


def made_id(question: str) -> str:
    """The same question always gives the same id, however its spaces, widths and capitals are written."""
    same = _same(question)
    digest = hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()
    words = "-".join(re.findall(r"[a-z0-9]+", same))[:40].strip("-") if same.isascii() else ""
    return f"{words}-{digest[:8]}" if words else f"faq-{digest[:12]}"


def _made(table: Table, row: Row, question: str, phrases: Sequence[str], answer: str, position: int) -> Article:
    sheet = trimmed(table.sheet)
    # A file is named by people, a sheet mostly by Excel.
    topic = PurePath(table.name).stem if not sheet or _NAMELESS_SHEET.fullmatch(sheet) else sheet
    return Article(
        id=made_id(question),
        language=language_of(question),
        topic=trimmed(topic)[:LONGEST_TOPIC].strip() or "faq",
        question=question,
        variants=tuple(dict.fromkeys(phrase for phrase in phrases if phrase != question)),
        answer=answer,
        position=position,
        source=row.where,
    )


def _lines(cell: str) -> list[str]:
    """One phrase a line; the numbers of a numbered list are no part of the phrases."""
    lines = [line for line in map(str.strip, trimmed(cell).split("\n")) if line]
    if len(lines) > 1 and all(_NUMBERED.match(line) for line in lines):
        lines = [line for line in (_NUMBERED.sub("", line, count=1) for line in lines) if line]
    return lines


def _same(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _enough(found: Sequence[Problem]) -> bool:
    """A file that is wrong throughout need not be read to its end."""
    return len(found) >= MOST_PROBLEMS


def _refuse_twice(articles: Sequence[Article], found: list[Problem], how: str, by_question: bool = True) -> None:
    first: dict[tuple[str, str], Article] = {}
    for article in articles:
        other = first.setdefault((article.id, article.language), article)
        if other is not article and not _enough(found):
            found.append(Problem("error", article.source, _twice(article, other, by_question), how))


def _twice(article: Article, other: Article, by_question: bool) -> Sentence:
    if by_question:
        return Sentence("this question stands already at {place}.", place=other.source)
    return Sentence(
        "the id {id!r} ({language}) stands already at {place}.",
        id=article.id[:60],
        language=article.language,
        place=other.source,
    )


def row_of(article: Article, columns: Sequence[str], place: int, written: Callable[[float], str]) -> list[str]:
    """The cells of an article in our own layout; its position only where it is not its place in the file."""
    dates = {
        name: "" if value is None else written(value)
        for name, value in (("valid_from", article.valid_from), ("valid_until", article.valid_until))
    }
    texts = {
        "variants": joined(article.variants),
        "tags": joined(article.tags),
        "urgency": article.urgency or "",
        "nature": article.nature or "",
        "channels": joined(article.channels),
        "position": "" if article.position == place else str(article.position),
        **dates,
    }
    return [texts[name] if name in texts else str(getattr(article, name)) for name in columns]
