"""Labelled messages: the files of data/triage, and the intents of data/nlu that say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.core.words import Complexity, Nature, Urgency
from bot.knowledge.files import read_any

LEVELS: Mapping[str, tuple[str, ...]] = {
    "urgency": tuple(one.value for one in Urgency),
    "nature": tuple(one.value for one in Nature),
    "complexity": tuple(one.value for one in Complexity),
    "person": ("0", "1"),
}

# Examples of these intents carry a label by what the intent means.
_BARE_WISH = {"person": "1", "nature": "request", "urgency": "normal", "complexity": "simple"}
_SMALL_TALK = {"urgency": "low", "nature": "other", "complexity": "simple", "person": "0"}
_NO_PERSON = {"person": "0"}
# Their articles describe both real danger and questions about it.
_NEAR_DANGER = frozenset({"safety", "account"})
_INTENTS: Mapping[str, Mapping[str, str]] = {
    "report_danger": {"urgency": "critical", "nature": "fault"},
    "give_praise": {"urgency": "low", "nature": "praise", "person": "0"},
    "give_suggestion": {"urgency": "low", "nature": "suggestion", "person": "0"},
    "ask_person": {"person": "1", "nature": "request", "urgency": "not critical"},
    **dict.fromkeys(
        ("greet", "goodbye", "thank", "affirm", "deny", "none_of_these", "stop", "chitchat", "out_of_scope"),
        _SMALL_TALK,
    ),
    **dict.fromkeys(("ask_capabilities", "correct_details", "inform", "faq"), _NO_PERSON),
    **dict.fromkeys(("request_repair", "request_return", "ask_ticket_status"), _NO_PERSON),
}


class TriageDataError(ValueError):
    """Training rows that cannot be used; the message names file, line and what to write."""


@dataclass(frozen=True)
class Row:
    """A text and its labels; `not critical` says which level it is not. Thresholds are set on rows labelled by hand."""

    text: str
    labels: Mapping[str, str]
    by_hand: bool = False


def read_rows(folder: Path) -> list[Row]:
    """Rows of triage.*.tsv and person.*.tsv in `folder`, and of ../nlu where it exists."""
    rows = [
        row for path in sorted(folder.glob("triage.*.tsv")) for row in _table(path, ("urgency", "nature", "complexity"))
    ]
    rows += [row for path in sorted(folder.glob("person.*.tsv")) for row in _table(path, ("person",))]
    if not rows:
        raise TriageDataError(f"{folder}: no triage.*.tsv or person.*.tsv here; triage has nothing to learn from.")
    known = {row.text for row in rows}
    for path in sorted((folder.parent / "nlu").glob("*.yml")):
        for entry in (yaml.safe_load(path.read_text("utf-8")) or {}).get("nlu") or ():
            labels = _INTENTS.get(entry.get("intent", ""))
            if not labels:
                continue
            for line in str(entry.get("examples", "")).splitlines():
                text = line.strip()[2:].strip()
                if text and text not in known:
                    known.add(text)
                    rows.append(Row(text, _BARE_WISH if entry["intent"] == "ask_person" and _is_bare(text) else labels))
    rows += _bare_products(folder.parent / "products.yml", known)
    return rows + _phrases(folder.parent.parent / "knowledge_base", known)


def _is_bare(text: str) -> bool:
    """A wish for a person and nothing else: longer ones may tell of something worse."""
    return len(text.split()) <= 5 if text.isascii() else len(text) <= 9


def _phrases(folder: Path, known: set[str]) -> list[Row]:
    """What customers write about safety is critical; a dripping air conditioner is not."""
    if not folder.is_dir():
        return []
    rows = []
    for article in read_any([folder]):
        if article.urgency == Urgency.CRITICAL.value:
            rows += [Row(phrase, {"urgency": "critical"}) for phrase in article.variants]
        elif article.topic not in _NEAR_DANGER:
            every = 1 if article.topic == "troubleshooting" else 4
            rows += [Row(phrase, {"urgency": "not critical"}) for phrase in article.phrases[::every]]
    return [row for row in rows if row.text not in known]


def _bare_products(path: Path, known: set[str]) -> list[Row]:
    """A product's name alone says nothing yet: neither danger nor the wish for a person."""
    if not path.exists():
        return []
    products = (yaml.safe_load(path.read_text("utf-8")) or {}).get("products") or ()
    names = [str(name) for product in products for language in ("zh", "en") for name in product.get(language) or ()]
    return [Row(name, _SMALL_TALK) for name in dict.fromkeys(names) if name not in known]


def _table(path: Path, fields: tuple[str, ...]) -> list[Row]:
    lines = path.read_text("utf-8").splitlines()
    rows = []
    names = {"person": "wants_person"}
    expected = ("text", *(names.get(field, field) for field in fields))
    if tuple(lines[0].split("\t")) != expected:
        raise TriageDataError(f"{path.name}:1: the header must be {' '.join(expected)!r}, separated by tabs.")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(expected):
            raise TriageDataError(f"{path.name}:{number}: {len(cells)} cells instead of {len(expected)}.")
        for field, cell in zip(fields, cells[1:]):
            if cell not in LEVELS[field]:
                raise TriageDataError(
                    f"{path.name}:{number}: {field} is {cell!r}; write one of {', '.join(LEVELS[field])}."
                )
        rows.append(Row(cells[0], dict(zip(fields, cells[1:])), by_hand=True))
    return rows
