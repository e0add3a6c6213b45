"""The customer's message as the actions need it, and what went before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from bot.core.words import Complexity, Nature, Urgency


@dataclass(frozen=True)
class Heard:
    """One message: `text` is empty when a button was pressed."""

    text: str
    intent: str
    language: str
    entities: Sequence[Mapping[str, Any]] = ()
    triage: Mapping[str, Any] = field(default_factory=dict)
    message_id: str = ""
    inbox_id: int | None = None
    ranking: Sequence[tuple[str, float]] = ()
    safety_article: str | None = None

    def values(self, entity: str) -> list[Any]:
        return [one.get("value") for one in self.entities if one.get("entity") == entity]

    def first(self, entity: str) -> Any:
        return next((value for value in self.values(entity) if value not in (None, "")), None)

    @property
    def urgency(self) -> Urgency:
        return Urgency((self.triage.get("urgency") or {}).get("level") or "low")

    @property
    def nature(self) -> Nature:
        return Nature((self.triage.get("nature") or {}).get("label") or "other")

    @property
    def complexity(self) -> Complexity:
        return Complexity((self.triage.get("complexity") or {}).get("level") or "simple")


def heard(tracker: Tracker) -> Heard:
    return _message(tracker.latest_message or {}, tracker.get_slot("language"))


def heard_before(tracker: Tracker) -> list[Heard]:
    """This session's messages, oldest first, with the one now being answered at the end."""
    return [
        _message(event.get("parse_data") or {}, None) for event in _session(tracker) if event.get("event") == "user"
    ]


def last_said(tracker: Tracker) -> Iterator[str]:
    """Names of the responses the bot gave, newest first."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            yield str((event.get("metadata") or {}).get("utter_action") or "")


def _session(tracker: Tracker) -> list[Mapping[str, Any]]:
    events = list(tracker.events)
    starts = [number for number, event in enumerate(events) if event.get("event") == "session_started"]
    return events[starts[-1] :] if starts else events


def _message(parsed: Mapping[str, Any], language: str | None) -> Heard:
    text = str(parsed.get("text") or "")
    metadata = parsed.get("metadata") or {}
    message_id = str(parsed.get("message_id") or "")
    inbox_id = metadata.get("inbox_id")
    if inbox_id is None and message_id.startswith("inbox-") and message_id[6:].isdigit():
        inbox_id = int(message_id[6:])
    faq = (parsed.get("response_selector") or {}).get("faq") or {}
    spoken = parsed.get("language") or metadata.get("language") or language
    return Heard(
        # A pressed button arrives as its payload, `/affirm`; what customers type never begins with a slash.
        text="" if text.startswith("/") else text,
        intent=str((parsed.get("intent") or {}).get("name") or ""),
        language="en" if spoken == "en" else "zh",
        entities=tuple(parsed.get("entities") or ()),
        triage=parsed.get("triage") or {},
        message_id=message_id,
        inbox_id=inbox_id,
        ranking=tuple(
            (str(one["intent_response_key"]).partition("/")[2], float(one["confidence"]))
            for one in faq.get("ranking") or ()
        ),
        safety_article=parsed.get("safety_article"),
    )
