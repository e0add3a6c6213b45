"""What an agent wants to see in the desk's left pane: one view, filters that all must hold, an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.words import Nature, Urgency

VIEWS = ("all", "mine", "queue", "others", "bot", "snoozed", "mentions")
SORTS = ("due", "waiting", "newest")
LANGUAGES = ("zh", "en")
# A first reply that is due within this time counts as overdue: there is just time to act.
SOON_SECONDS = 300.0
LONGEST_CHANNEL = 32


class BadChoice(ValueError):
    """A choice that cannot be read; the message quotes the value."""


@dataclass(frozen=True)
class ListChoice:
    view: str = "all"
    sort: str = "due"
    # urgency, nature, channel, language: the one value that is wanted; what is missing lets everything through.
    filters: Mapping[str, str] = field(default_factory=dict)
    overdue: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The shape that `choice_from` reads."""
        return {"view": self.view, "sort": self.sort, **self.filters, **({"overdue": True} if self.overdue else {})}


def choice_from(raw: Mapping[str, Any]) -> ListChoice:
    """Read what a page or a program sent; empty values count as missing, unknown names are refused."""
    known: dict[str, tuple[str, ...] | None] = {
        "urgency": tuple(one.value for one in Urgency),
        "nature": tuple(one.value for one in Nature),
        "channel": None,
        "language": LANGUAGES,
    }
    strange = set(raw) - {*known, "view", "sort", "overdue"}
    if strange:
        raise BadChoice(f"{sorted(strange)[0]!r} is nothing to choose by; use {', '.join(known)}, overdue, view, sort.")
    overdue = raw.get("overdue", False)
    if overdue not in (True, False, None):
        raise BadChoice(f"overdue is {overdue!r}; it must be true or false.")
    filters = {}
    for name, values in known.items():
        wanted = raw.get(name)
        if wanted in (None, ""):
            continue
        filters[name] = _one_of(name, wanted, values)
    return ListChoice(
        _one_of("view", raw.get("view") or "all", VIEWS),
        _one_of("sort", raw.get("sort") or "due", SORTS),
        filters,
        bool(overdue),
    )


def _one_of(name: str, value: Any, values: tuple[str, ...] | None) -> str:
    fits = isinstance(value, str) and (value in values if values else value.isascii() and len(value) <= LONGEST_CHANNEL)
    if not fits:
        told = f"use one of {', '.join(values)}" if values else "use the name of a channel"
        raise BadChoice(f"{name} is {str(value)[:50]!r}; {told}.")
    return str(value)
