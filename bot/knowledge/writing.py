"""Articles to files: what is written is read back as the same articles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.article import Article
from bot.knowledge.files import COLUMNS

MORE_COLUMNS = ("tags", "urgency", "status")


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


def as_csv(articles: Iterable[Article]) -> str:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS + MORE_COLUMNS)
    for a in articles:
        cells = (a.id, a.language, a.topic, a.question, _joined(a.variants), a.answer)
        table.writerow((*cells, _joined(a.tags), a.urgency or "", a.status))
    return out.getvalue()


def _joined(texts: Iterable[str]) -> str:
    return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def _plain(article: Article, place: int) -> dict[str, Any]:
    found: dict[str, Any] = {"id": article.id, "question": article.question, "variants": list(article.variants)}
    found["answer"] = _Block(article.answer)
    found["tags"] = _Row(article.tags)
    for name in ("urgency", "status"):
        if getattr(article, name) not in (None, "published"):
            found[name] = getattr(article, name)
    if article.position != place:
        found["position"] = article.position
    return found


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
