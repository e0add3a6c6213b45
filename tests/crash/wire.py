"""What the people of a campaign have in common: a line to the web server that is tried until it answers, and a diary."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

PATIENCE = 90.0
PAUSE = 0.25


class GaveUp(Exception):
    """No answer within the time a campaign has."""


@dataclass
class Sent:
    """One message as its sender remembers it; `seq` is the number the server acknowledged it with."""

    client_id: str
    text: str
    seq: int
    conversation_id: str = ""
    note: bool = False


@dataclass
class Diary:
    """What everybody saw and did, kept outside the processes that are killed."""

    complaints: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    replies: list[Sent] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def complain(self, invariant: str, what: str) -> None:
        with self._guard:
            self.complaints.append((invariant, what))

    def count(self, what: str) -> None:
        with self._guard:
            self.counts[what] += 1

    def replied(self, sent: Sent) -> None:
        with self._guard:
            self.replies.append(sent)


@dataclass(frozen=True)
class Answered:
    status: int
    body: Mapping[str, Any]
    tries: int


class Line:
    """One person's connection. Every failure is met as a browser meets it: the same request again."""

    def __init__(self, base: str, diary: Diary) -> None:
        self.base = base
        self.diary = diary
        self.http = requests.Session()
        self.http.headers["X-Requested-With"] = "supportbot"

    def call(self, method: str, path: str, body: Any = None, patience: float = PATIENCE) -> Answered:
        until = time.monotonic() + patience
        tries = 0
        while time.monotonic() < until:
            tries += 1
            try:
                found = self.http.request(method, self.base + path, json=body, timeout=(3, 20))
                answer = found.json() if found.content else {}
            except (requests.RequestException, ValueError):
                self.diary.count("requests cut by a kill")
                time.sleep(PAUSE)
                continue
            if found.status_code == 503:
                self.diary.count("503")
                time.sleep(PAUSE)
            elif found.status_code == 429:
                self.diary.count("429")
                time.sleep(min(5.0, float(found.headers.get("Retry-After", "1"))))
            elif found.status_code >= 500:
                self.diary.complain("5xx", f"{method} {path}: {found.status_code} {found.text[:200]}")
                time.sleep(PAUSE)
            else:
                return Answered(found.status_code, answer, tries)
        raise GaveUp(f"{method} {path}: no answer in {patience:.0f} s and {tries} tries")
