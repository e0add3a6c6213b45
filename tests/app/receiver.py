"""A program that is sent what is said: a real HTTP server that takes notes, and behaves badly when told to."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Heard:
    key: str
    authorization: str | None
    body: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.body["text"])


class Receiver:
    """Answers 200 unless `will` says what a recipient's next calls get: a status, a status with headers, or
    "hang" (no answer until `let_go`), or "break" (the connection is closed without a word)."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._planned: dict[str, deque[Any]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._let_go = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/bot"

    def will(self, recipient: str, *answers: Any) -> None:
        self._planned[recipient].extend(answers)

    def let_go(self) -> None:
        self._let_go.set()

    def texts(self, recipient: str) -> list[str]:
        return [one.text for one in list(self.heard) if one.body["recipient_id"] == recipient]

    def wait_for(self, count: int, recipient: str | None = None, seconds: float = 20) -> None:
        """Until that many calls have come in (of this recipient)."""

        def enough() -> bool:
            return len(self.heard if recipient is None else self.texts(recipient)) >= count

        with self._changed:
            assert self._changed.wait_for(enough, seconds), f"only {[one.text for one in self.heard]}"

    def close(self) -> None:
        self.let_go()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _take(self, call: Heard) -> Any:
        with self._changed:
            self.heard.append(call)
            self._changed.notify_all()
            planned = self._planned[call.body["recipient_id"]]
            return planned.popleft() if planned else 200

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                planned = receiver._take(Heard(self.headers["X-Message-Id"], self.headers["Authorization"], body))
                if planned == "hang":
                    receiver._let_go.wait(60)
                if planned in ("hang", "break"):
                    self.close_connection = True
                    return
                status, headers = planned if isinstance(planned, tuple) else (planned, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def eventually(holds: Any, seconds: float = 20) -> None:
    """Wait until `holds()` is true; what other threads write is seen a moment later."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)
