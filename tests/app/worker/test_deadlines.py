"""Real worker processes that are killed between the steps of one ladder: each step is taken once, by whoever comes next."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.core.deadlines import Deadline
from bot.core.words import HandoffReason, Urgency
from bot.settings import PROJECT
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import message, timer
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.receive import start_conversation

SECONDS = 60.0


class Workers:
    """One worker at a time, started and killed as by a bad day."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.folder / "settings.yml").write_text("opening_hours: {}\n", "utf-8")
        env = {**os.environ, "SUPPORTBOT_DATA": str(self.folder), "DATABASE_URL": self.database_url}
        env.pop("REDIS_URL", None)
        with (self.folder / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "bot.worker"]
            self.process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)

    def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + SECONDS
        while not is_so():
            assert self.process is not None and self.process.poll() is None and time.monotonic() < end, self.log()
            time.sleep(0.05)

    def log(self) -> str:
        return (self.folder / "worker.log").read_text("utf-8", "replace")


@pytest.fixture
def workers(tmp_path: Path, database_url: str) -> Iterator[Workers]:
    made = Workers(tmp_path, database_url)
    yield made
    made.kill()


def calls(store: Store, bell: Bell, rules: DeskRules) -> str:
    conversation = start_conversation(store, "web", "zh", time.time())
    # Danger waits by the wall clock, whatever the hour at which the tests run.
    request = HandoffRequest(conversation, HandoffReason.ASKED, Urgency.CRITICAL)
    request_handoff(store, bell, rules, request, time.time())
    return conversation


def falls_due(store: Store, conversation: str, kind: Deadline) -> None:
    with store.begin() as tx:
        wanted = (timer.c.conversation_id == conversation, timer.c.kind == kind.value, timer.c.fired_at.is_(None))
        assert tx.execute(sa.update(timer).where(*wanted).values(due_at=time.time())).rowcount == 1


def told(store: Store, conversation: str) -> int:
    with store.read() as tx:
        rows = tx.execute(sa.select(message.c.data).where(message.c.conversation_id == conversation)).scalars()
        return sum((one or {}).get("event") == "still_waiting" for one in rows)


def fired(store: Store, conversation: str) -> list[str]:
    with store.read() as tx:
        query = sa.select(timer.c.kind).where(timer.c.conversation_id == conversation, timer.c.fired_at.is_not(None))
        return list(tx.execute(query.order_by(timer.c.fired_at)).scalars())


def test_a_worker_killed_between_the_steps_takes_each_once(
    store: Store, bell: Bell, rules: DeskRules, workers: Workers
) -> None:
    conversation, other = calls(store, bell, rules), calls(store, bell, rules)
    for number, kind in enumerate((Deadline.CLAIM, Deadline.WAITING_LONG, Deadline.NOBODY_CAME), 1):
        # Due while nobody works, and found by the next one.
        falls_due(store, conversation, kind)
        workers.start()
        workers.until(lambda wanted=number: told(store, conversation) >= wanted)
        workers.kill()
    workers.start()
    falls_due(store, other, Deadline.CLAIM)
    workers.until(lambda: told(store, other) == 1)
    assert told(store, conversation) == 3
    assert fired(store, conversation) == ["claim", "waiting_long", "nobody_came"]
