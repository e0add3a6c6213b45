"""A real web process with a real database for the desk's tests, and people who use it over HTTP.

What the bot says comes from the real transaction path (lease, save_turn), called here instead of by Rasa.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from bot import settings as configuration
from bot.core.words import HandoffReason, Nature, Urgency
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.schema import metadata
from bot.usecases.answer import Utterance, lease, lease_again, save_turn
from bot.usecases.desk_settings import DeskRules, desk_rules
from bot.usecases.handing_off import HandoffOutcome, HandoffRequest, request_handoff
from bot.usecases.receive import receive, start_conversation
from bot.usecases.users import add_user

PASSWORD = "correct-horse-battery"  # noqa: S105
OURS = {"X-Requested-With": "supportbot"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    url: str
    store: Store
    rules: DeskRules
    bell: Bell = field(default_factory=lambda: Bell(None))

    def empty(self) -> None:
        """As on the first day; a process is expensive to start, rows are cheap to delete."""
        with self.store.begin() as tx:
            for table in reversed(metadata.sorted_tables):
                tx.execute(table.delete())

    def user(self, login: str, name: str, role: str = "agent") -> int:
        return add_user(self.store, login, name, role, PASSWORD)

    def sign_in(self, login: str) -> Person:
        person = Person(self.url)
        answer = person.http.post(f"{self.url}/login", json={"login": login, "password": PASSWORD}, timeout=20)
        assert answer.status_code == 200, answer.text
        person.user = answer.json()["user"]
        return person

    def agent(self, login: str, name: str, role: str = "agent") -> Person:
        self.user(login, name, role)
        return self.sign_in(login)

    def customer(self, language: str = "zh", **_: Any) -> str:
        return start_conversation(self.store, "web", language, time.time())

    def says(self, conversation_id: str, text: str) -> int:
        return receive(self.store, self.bell, conversation_id, secrets.token_hex(8), text, time.time()).seq

    def bot_answers(self, *utterances: Utterance, analysis: dict[str, Any] | None = None) -> None:
        """The bot's turn for the oldest waiting message."""
        turn = lease(self.store, "test", time.time() + 1)
        while turn is lease_again:
            turn = lease(self.store, "test", time.time() + 1)
        assert turn is not None, "no message waits for the bot"
        save_turn(self.store, self.bell, turn, 0, [], utterances, analysis, time.time())

    def calls_a_person(
        self, conversation_id: str, urgency: Urgency = Urgency.NORMAL, nature: Nature = Nature.REQUEST, **more: Any
    ) -> HandoffOutcome:
        request = HandoffRequest(conversation_id, HandoffReason.ASKED, urgency, nature, insist=True, **more)
        return request_handoff(self.store, self.bell, self.rules, request, time.time())

    def waiting(
        self, text: str = "我要转人工", urgency: Urgency = Urgency.NORMAL, language: str = "zh", **more: Any
    ) -> str:
        conversation_id = self.customer(language)
        self.says(conversation_id, text)
        self.calls_a_person(conversation_id, urgency, **more)
        return conversation_id


class Person:
    """Somebody with a browser's cookie jar."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers.update(OURS)
        self.user: dict[str, Any] = {}

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.http.get(f"{self.url}/api/desk{path}", params=params, timeout=20)

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.http.post(f"{self.url}/api/desk{path}", json=body, timeout=20)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.http.put(f"{self.url}/api/desk{path}", json=body, timeout=20)

    def claim(self, conversation_id: str) -> requests.Response:
        return self.post(f"/conversations/{conversation_id}/claim")

    def reply(
        self, conversation_id: str, text: str, client_id: str | None = None, note: bool = False
    ) -> requests.Response:
        chosen = client_id or secrets.token_hex(8)
        return self.put(f"/conversations/{conversation_id}/messages/{chosen}", {"text": text, "note": note})

    def messages(self, conversation_id: str, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/conversations/{conversation_id}/messages", after=after).json()[
            "messages"
        ]
        return found

    def listen(self) -> Stream:
        return Stream(self)


class Stream:
    """An open event stream, read in a thread."""

    def __init__(self, person: Person) -> None:
        self.events: list[tuple[str, str]] = []
        self._answer = person.http.get(f"{person.url}/api/desk/events", stream=True, timeout=30)
        assert self._answer.status_code == 200, self._answer.text
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        name = ""
        try:
            for raw in self._answer.iter_lines(chunk_size=1):
                line = raw.decode()
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self.events.append((name, line[6:]))
        except (requests.RequestException, AttributeError, ValueError):
            return

    def wait_for(self, name: str, part: str = "", seconds: float = 8.0) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for known, data in list(self.events):
                if known == name and part in data:
                    return data
            time.sleep(0.02)
        raise AssertionError(f"no event {name} with {part!r} among {self.events}")

    def close(self) -> None:
        # As when a browser goes: closing politely would wait for the next line.
        with socket.socket(fileno=os.dup(self._answer.raw._fp.fp.fileno())) as line:  # type: ignore[union-attr]
            line.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._answer.close()


def start_house(folder: Path, database_url: str | None = None, **more: str) -> tuple[House, subprocess.Popen[bytes]]:
    """`more` are environment variables of the process."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
        "SUPPORTBOT_DATA": str(folder),
        "SUPPORTBOT_WEB_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        **more,
    }
    if database_url:
        environment["DATABASE_URL"] = database_url
    settings = configuration.load(folder, environment)
    upgrade(settings.database_url)
    store = Store(settings.database_url)
    log = (folder / "web.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "bot.web"], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    # A busy machine needs a while; who waits longer than this waits in vain.
    for _ in range(800):
        try:
            if requests.get(f"{url}/health", timeout=1).ok:
                break
        except requests.RequestException:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.1)
    else:
        process.kill()
        process.wait(10)
    if process.poll() is not None:
        raise AssertionError((folder / "web.log").read_text("utf-8", "replace"))
    return House(url, store, desk_rules(settings)), process


def stop_house(house: House, process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
    house.store.close()


def an_answer(article: str, text: str, score: float = 0.91) -> Utterance:
    return Utterance(text, data={"article": {"id": article, "score": score, "title": text[:20]}})


def understood(
    urgency: str = "normal", nature: str = "fault", complexity: str = "standard", **why: Any
) -> dict[str, Any]:
    return {
        "triage": {
            "urgency": {"level": urgency, "confidence": 0.93, "reasons": why.get("reasons", [])},
            "nature": {"label": nature, "confidence": 0.88, "reasons": []},
            "complexity": {"level": complexity, "confidence": 0.8, "reasons": []},
        }
    }
