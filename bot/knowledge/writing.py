"""Articles to files: what is written is read back as the same articles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.article import Article
from bot.knowledge.cells import guarded, written
from bot.knowledge.layouts import COLUMNS, MORE_COLUMNS, RARE_COLUMNS, row_of
from bot.knowledge.workbook import to_xlsx

SHEET = "articles"
WIDTHS = {name: 14 for name in (*COLUMNS, *MORE_COLUMNS, *RARE_COLUMNS)} | {
    "id": 24, "question": 40, "variants": 60, "answer": 80,
}  # fmt: skip
# Drafts, so that nobody is told them who imports the file as it came.
EXAMPLES = (
    Article(
        "returns.deadline", "zh", "returns", "多久之内可以退货？",
        ("买了几天还能退吗", "退货期限是多长", "超过七天还能退不", "想退货，来得及吗"),
        "收货后 **7 天** 内可以无理由退货。", ("退货",), status="draft",
    ),
    Article(
        "returns.deadline", "en", "returns", "How long can I return a product?",
        ("return window?", "is it too late to send it back", "how many days do i have to return", "return deadline"),
        "Within **7 days** of delivery, without giving a reason.", ("returns",), status="draft",
    ),
)  # fmt: skip


def as_yaml(articles: Iterable[Article]) -> dict[str, str]:
    """File name to content, one file a topic and language; reading them gives the same articles back."""
    groups: dict[tuple[str, str], list[Article]] = {}
    for article in sorted(articles, key=lambda a: (a.topic, a.language, a.position, a.id)):
        groups.setdefault((article.topic, article.language), []).append(article)
    files: dict[str, str] = {}
    for (topic, language), members in groups.items():
        name = base = re.sub(r"[^\w\-]+", "_", topic).strip("_")[:60] or "topic"
        number = 1
        while f"{name}.{language}.yml" in files:
            number += 1
            name = f"{base}_{number}"
        whole = {
            "topic": topic,
            "language": language,
            "articles": [_plain(article, place) for place, article in enumerate(members)],
        }
        files[f"{name}.{language}.yml"] = yaml.dump(
            whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
        )
    return files


def write_yaml(articles: Iterable[Article], folder: Path | str) -> list[Path]:
    Path(folder).mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in as_yaml(articles).items():
        path = Path(folder) / name
        path.write_text(content, "utf-8", newline="\n")
        written.append(path)
    return written


def as_csv(articles: Iterable[Article]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    header, rows = _table(list(articles))
    return _csv(header, rows)


def as_xlsx(articles: Iterable[Article]) -> bytes:
    """A workbook with one sheet; ArticleError where a text is longer than a cell of Excel."""
    header, rows = _table(list(articles))
    return to_xlsx(SHEET, header, rows, [WIDTHS[name] for name in header])


def template(kind: str) -> bytes:
    """A `csv` or `xlsx` file with every column and one question in both languages, as drafts."""
    header = (*COLUMNS, *MORE_COLUMNS, *RARE_COLUMNS)
    rows = [[guarded(cell) for cell in row_of(one, header, one.position, written)] for one in EXAMPLES]
    if kind == "csv":
        return _csv(header, rows)
    if kind == "xlsx":
        return to_xlsx(SHEET, header, rows, [WIDTHS[name] for name in header])
    raise ValueError(f"There is no template of kind {kind!r}; known: csv, xlsx.")


def _table(articles: list[Article]) -> tuple[tuple[str, ...], list[list[str]]]:
    places: list[int] = []
    counted: dict[tuple[str, str], int] = {}
    for article in articles:
        group = (article.topic, article.language)
        counted[group] = counted.get(group, -1) + 1
        places.append(counted[group])
    columns = (*COLUMNS, *MORE_COLUMNS, *RARE_COLUMNS)
    rows = [[guarded(cell) for cell in row_of(one, columns, place, written)] for one, place in zip(articles, places)]
    kept = [index for index, name in enumerate(columns) if name not in RARE_COLUMNS or any(row[index] for row in rows)]
    return tuple(columns[index] for index in kept), [[row[index] for index in kept] for row in rows]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(header)
    table.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(article: Article, place: int) -> dict[str, Any]:
    found: dict[str, Any] = {"id": article.id, "question": article.question, "variants": list(article.variants)}
    found["answer"] = _Block(article.answer)
    found["tags"] = _Row(article.tags)
    for name in ("urgency", "nature", "status"):
        if getattr(article, name) not in (None, "published"):
            found[name] = getattr(article, name)
    if article.position != place:
        found["position"] = article.position
    for name in ("valid_from", "valid_until"):
        at = getattr(article, name)
        if at is not None:
            found[name] = _day(written(at))
    if article.owner:
        found["owner"] = article.owner
    if article.channels:
        found["channels"] = _Row(article.channels)
    return found


def _day(text: str) -> date | str:
    """A date as YAML's own, which needs no quotes."""
    return date.fromisoformat(text) if len(text) == len("2026-12-31") else text


class _Block(str):
    """A text over several lines."""


class _Row(tuple):  # type: ignore[type-arg]
    """A list in one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    _Block, lambda d, text: d.represent_scalar("tag:yaml.org,2002:str", f"{text}\n" if text else "", style="|")
)
_Dumper.add_representer(_Row, lambda d, row: d.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True))
