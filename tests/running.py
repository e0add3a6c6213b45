"""People who use a running installation over HTTP: a customer and an agent, each with what they do in one word."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import requests

from tests.installation import PASSWORD

Message = dict[str, Any]
ANSWER_SECONDS = 30.0


def until(look: Callable[[], Any], what: str, seconds: float = ANSWER_SECONDS) -> Any:
    """The first thing `look` finds; a failure that says what was waited for otherwise."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"no {what} within {seconds:.0f} s")


class Customer:
    def __init__(self, url: str, language: str = "zh") -> None:
        self.url = url
        self.http = requests.Session()
        answer = self.http.post(f"{url}/api/conversations", json={"language": language}, timeout=20)
        assert answer.status_code == 201, answer.text

    def messages(self, after: int = 0) -> list[Message]:
        answer = self.http.get(f"{self.url}/api/conversation/messages?after={after}", timeout=20)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])

    @property
    def state(self) -> dict[str, Any]:
        return dict(self.http.get(f"{self.url}/api/conversation", timeout=20).json())

    def puts(self, body: dict[str, Any]) -> int:
        path = f"{self.url}/api/conversation/messages/{secrets.token_hex(8)}"
        answer = self.http.put(path, json=body, timeout=20)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["seq"])

    def says(self, text: str) -> list[Message]:
        """Send, and wait for what the bot or the system says to it."""
        return self._answer_to(self.puts({"text": text}))

    def presses(self, title: str) -> list[Message]:
        buttons = [one for message in self.messages() for one in message.get("buttons", ()) if one["title"] == title]
        assert buttons, f"no button {title!r}"
        return self._answer_to(self.puts({"button": buttons[-1]["id"]}))

    def _answer_to(self, seq: int) -> list[Message]:
        def others() -> list[Message]:
            return [one for one in self.messages(seq) if one["author"] in ("bot", "system")]

        until(others, f"answer to message {seq}: {self.messages()[-1]['text']!r}")
        # A turn is shown in one commit, but a notice of the handoff comes one commit earlier.
        time.sleep(0.5)
        return others()

    def sees(self, text: str) -> Message:
        return dict(
            until(lambda: next((one for one in self.messages() if text in one["text"]), None), f"message {text!r}")
        )


class Agent:
    def __init__(self, url: str, login: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers["X-Requested-With"] = "supportbot"
        answer = self.http.post(f"{url}/login", json={"login": login, "password": PASSWORD}, timeout=20)
        assert answer.status_code == 200, answer.text
        self.goes("online")

    def goes(self, presence: str) -> None:
        self._call("PUT", "/me", {"presence": presence})

    @property
    def queue(self) -> list[dict[str, Any]]:
        return list(self._call("GET", "/conversations")["queue"])

    def opens(self, conversation_id: str) -> dict[str, Any]:
        return self._call("GET", f"/conversations/{conversation_id}")

    def reads(self, conversation_id: str) -> list[Message]:
        return list(self._call("GET", f"/conversations/{conversation_id}/messages")["messages"])

    def claims(self, conversation_id: str) -> None:
        self._call("POST", f"/conversations/{conversation_id}/claim")

    def says(self, conversation_id: str, text: str, note: bool = False) -> None:
        path = f"/conversations/{conversation_id}/messages/{secrets.token_hex(8)}"
        self._call("PUT", path, {"text": text, "note": note})

    def resolves(self, conversation_id: str, reason: str) -> None:
        self._call("POST", f"/conversations/{conversation_id}/resolve", {"reason": reason})

    def releases(self, conversation_id: str) -> None:
        self._call("POST", f"/conversations/{conversation_id}/release", {})

    def clears_up(self) -> None:
        """Nobody waits any more, and what this agent had goes back to the bot."""
        for line in self.queue:
            self.claims(line["id"])
        for line in self._call("GET", "/conversations")["mine"]:
            self.releases(line["id"])

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self.http.request(method, f"{self.url}/api/desk{path}", json=body, timeout=20)
        assert answer.status_code in (200, 201), f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())
