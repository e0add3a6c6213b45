"""Imports under way: one a person, done one after the other in a thread, kept in memory for an hour."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bot.knowledge.article import Article, Problem
from bot.usecases.importing import LookAgain, Plan
from bot.usecases.receive import Refused

log = logging.getLogger(__name__)
KEPT_SECONDS = 3600.0


class Stopped(Exception):
    """Somebody pressed cancel, or the process ends."""


@dataclass
class ImportJob:
    """`state`: running, looked (the plan waits to be applied), applied, wrong (the file), failed or cancelled."""

    login: str
    name: str
    format: str
    publish: bool
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: str = "running"
    stage: str = "waiting"
    done: int = 0
    total: int = 0
    articles: list[Article] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    digest: str = ""
    # The token of an earlier look, which this one has to find unchanged.
    expected: str = ""
    plan: Plan | None = None
    gate: dict[str, Any] | None = None
    outcome: dict[str, Any] | None = None
    refusal: Refused | None = None
    changed_at: float = field(default_factory=time.monotonic)
    future: asyncio.Future[None] | None = None
    stopping: bool = False

    def tell(self, stage: str, done: int = 0, total: int = 0) -> None:
        """How far it is; Stopped when it shall go no further."""
        if self.stopping:
            raise Stopped
        self.stage, self.done, self.total = stage, done, total

    @property
    def token(self) -> str:
        """The mark of what was looked at: the file, the state of the knowledge base, and whether to publish."""
        return f"{self.plan.state}.{self.digest}.{int(self.publish)}" if self.plan is not None else ""

    def shown(self) -> dict[str, Any]:
        error = self.refusal
        return {
            "id": self.id,
            "name": self.name,
            "format": self.format,
            "publish": self.publish,
            "state": self.state,
            "progress": {"stage": self.stage, "done": self.done, "total": self.total},
            "outcome": self.outcome,
            "error": None
            if error is None
            else {"code": error.code, "message": error.message, **getattr(error, "more", {})},
        }


class ImportJobs:
    """Called on the server's loop only, so nothing here needs a lock."""

    def __init__(self) -> None:
        # One at a time: two would halve each other's speed and hold two copies of everything.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._jobs: dict[str, ImportJob] = {}

    def of(self, login: str) -> ImportJob | None:
        return self._jobs.get(login)

    def named(self, login: str, job_id: str) -> ImportJob:
        """The person's job; Refused 404 when it is unknown, somebody else's, or too long ago."""
        job = self._jobs.get(login)
        if job is None or job.id != job_id:
            raise Refused(
                "unknown_import",
                "This import is not known any more: it is too long ago, or the service was restarted. Choose the file "
                "again; what was imported already shows as the same.",
                404,
            )
        return job

    def begin(self, job: ImportJob, work: Callable[[ImportJob], None]) -> None:
        """A new job in the place of the person's last one; Refused 409 while that one is at work."""
        last = self._jobs.get(job.login)
        if last is not None and last.state == "running":
            refused = Refused("import_runs", "Your last import is still at work. Wait for it, or cancel it.", 409)
            refused.more = {"id": last.id}  # type: ignore[attr-defined]
            raise refused
        self._jobs[job.login] = job
        self.go_on(job, work)

    def go_on(self, job: ImportJob, work: Callable[[ImportJob], None]) -> None:
        job.state, job.stage, job.done, job.total = "running", "waiting", 0, 0
        job.stopping, job.refusal = False, None
        loop = asyncio.get_running_loop()
        job.future = loop.run_in_executor(self._pool, _run, job, work)
        job.future.add_done_callback(lambda _: loop.call_later(KEPT_SECONDS, self._forget, job, time.monotonic()))

    def cancel(self, job: ImportJob) -> None:
        """A job at work stops at its next step; one that waits for a decision is forgotten."""
        if job.state == "running":
            job.stopping = True
        elif self._jobs.get(job.login) is job:
            del self._jobs[job.login]

    def close(self) -> None:
        for job in self._jobs.values():
            job.stopping = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _forget(self, job: ImportJob, ended: float) -> None:
        if job.state != "running" and job.changed_at <= ended and self._jobs.get(job.login) is job:
            del self._jobs[job.login]


def _run(job: ImportJob, work: Callable[[ImportJob], None]) -> None:
    try:
        job.tell("waiting")
        work(job)
    except Stopped:
        job.state, job.articles, job.plan = "cancelled", [], None
    except LookAgain as error:
        # The plan is worth nothing any more; the articles can be looked at again.
        job.refusal, job.plan, job.state = error, None, "failed"
    except Refused as error:
        job.refusal, job.state = error, "failed"
    except Exception:
        log.exception("an import failed in stage %s", job.stage)
        job.refusal = Refused(
            "internal", "Something went wrong on our side. Nothing was imported; please try again.", 500
        )
        job.state = "failed"
    finally:
        job.changed_at = time.monotonic()
