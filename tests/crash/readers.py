"""Readers of one conversation: by asking for what comes after N, or by Server-Sent Events with Last-Event-ID."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import requests

from tests.crash.wire import Diary


class Reader(threading.Thread):
    """Keeps everything it was shown, in the order in which it was shown."""

    def __init__(self, name: str, base: str, token: str, diary: Diary, ended: threading.Event) -> None:
        super().__init__(name=f"reader {name}", daemon=True)
        self.base = base
        self.token = token
        self.diary = diary
        self.ended = ended
        self.shown: list[dict[str, Any]] = []

    @property
    def cursor(self) -> int:
        return int(self.shown[-1]["seq"]) if self.shown else 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def buttons(self) -> list[dict[str, str]]:
        """The buttons under the newest message that has some."""
        for message in reversed(self.shown[-12:]):
            if message.get("buttons"):
                return list(message["buttons"])
        return []

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self.read()
            except (requests.RequestException, ValueError, OSError, AttributeError):
                # AttributeError: urllib3 meets a socket that was closed under it.
                self.diary.count("readers' connections cut")
                time.sleep(0.4)

    def read(self) -> None:
        raise NotImplementedError


class AskingReader(Reader):
    def read(self) -> None:
        with requests.Session() as http:
            while not self.ended.is_set():
                path = f"{self.base}/api/conversation/messages?after={self.cursor}&wait=2"
                found = http.get(path, headers=self.headers, timeout=(3, 15))
                if found.status_code != 200:
                    raise ValueError(f"status {found.status_code}")
                self.shown += found.json()["messages"]


class ListeningReader(Reader):
    def read(self) -> None:
        headers = {**self.headers, **({"Last-Event-ID": str(self.cursor)} if self.shown else {})}
        # A stream pings every 15 s; longer silence means that nobody is there any more.
        with requests.get(
            f"{self.base}/api/conversation/events", headers=headers, stream=True, timeout=(3, 20)
        ) as found:
            if found.status_code != 200:
                raise ValueError(f"status {found.status_code}")
            event: dict[str, str] = {}
            for line in found.iter_lines(chunk_size=1, decode_unicode=True):
                if self.ended.is_set():
                    return
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = value
                    continue
                # Only a whole event counts: a blank line ends it.
                if event.get("event") == "message":
                    message = json.loads(event["data"])
                    if int(event["id"]) != message["seq"]:
                        self.diary.complain(
                            "I5", f"{self.name}: event id {event['id']} carries message {message['seq']}"
                        )
                    self.shown.append(message)
                event = {}
