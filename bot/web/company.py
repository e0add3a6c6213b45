"""Which agents have which conversation open at this moment, and who of them is writing. Kept in memory for seconds only.

Each open window of the desk says every few seconds where it is; what is not said again is forgotten. Other web processes
hear it through the bell, as they hear that somebody is typing. Nothing of it is in the database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The page says it every 4 s (static/desk/company.js), so one lost call is no departure.
LOOKING_SECONDS = 10.0
# Without a key for this long somebody thinks, and no longer writes; the page says it again every 2 s.
WRITING_SECONDS = 5.0
# Windows that one person can have at once; an older one is forgotten.
MOST_WINDOWS = 20
STATES = ("looking", "writing", "gone")


@dataclass(frozen=True)
class Place:
    """Where one window is; both moments in UTC seconds."""

    conversation_id: str
    name: str
    until: float
    writing_until: float


class Company:
    def __init__(self) -> None:
        self._windows: dict[tuple[int, str], Place] = {}

    def told(self, person: int, name: str, window: str, conversation_id: str, state: str, now: float) -> str:
        """One window says where it is; returns the same in the words of the bell."""
        until = 0.0 if state == "gone" else now + LOOKING_SECONDS
        writing = now + WRITING_SECONDS if state == "writing" else 0.0
        place = Place(conversation_id, name, until, writing)
        self._keep((person, window), place)
        return json.dumps([person, window, conversation_id, name, until, writing])

    def heard(self, words: str) -> None:
        """What another process was told."""
        person, window, conversation_id, name, until, writing = json.loads(words)
        self._keep((person, window), Place(conversation_id, name, until, writing))

    def _keep(self, key: tuple[int, str], place: Place) -> None:
        before = self._windows.pop(key, None)
        if not place.until:
            # A window that leaves one conversation may be in the next one already.
            if before is not None and before.conversation_id != place.conversation_id:
                self._windows[key] = before
            return
        self._windows[key] = place
        mine = [one for one in self._windows if one[0] == key[0]]
        for oldest in mine[:-MOST_WINDOWS]:
            del self._windows[oldest]

    def at(self, now: float) -> dict[str, tuple[dict[str, Any], ...]]:
        """By conversation: `id, name, writing` of each person there, who writes first."""
        self._windows = {key: place for key, place in self._windows.items() if place.until > now}
        found: dict[str, dict[int, dict[str, Any]]] = {}
        for (person, _), place in self._windows.items():
            people = found.setdefault(place.conversation_id, {})
            writes = place.writing_until > now or people.get(person, {}).get("writing", False)
            people[person] = {"id": person, "name": place.name, "writing": writes}
        return {
            one: tuple(sorted(people.values(), key=lambda person: (not person["writing"], person["id"])))
            for one, people in found.items()
        }

    def next_change(self, now: float) -> float | None:
        """After how many seconds somebody's word is over, None when nobody is anywhere."""
        moments = [one for place in self._windows.values() for one in (place.until, place.writing_until) if one > now]
        return min(moments) - now if moments else None


def others(company: Mapping[str, tuple[dict[str, Any], ...]], me: int) -> dict[str, list[dict[str, Any]]]:
    """The company as user `me` sees it: without oneself."""
    seen = {one: [person for person in people if person["id"] != me] for one, people in company.items()}
    return {one: people for one, people in seen.items() if people}
