"""Import for editors: looked at first, then everything or nothing. Long work is a job that the page asks about."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.knowledge.articles import ArticleError, Problem, check
from bot.knowledge.files import FORMATS, LARGEST_FILE, read_bytes
from bot.store.bell import KNOWLEDGE
from bot.usecases.editor import Editor
from bot.usecases.importing import LookAgain, Plan, apply_import, plan_import
from bot.usecases.knowledge_room import KnowledgeRoom
from bot.usecases.receive import Refused
from bot.usecases.regression import recently_asked
from bot.web.app import services
from bot.web.body import json_object
from bot.web.import_jobs import ImportJob, ImportJobs
from bot.web.knowledge_access import for_right, room
from bot.web.knowledge_release import override_of
from bot.web.saying import told
from bot.web.services import Services

knowledge_import = Blueprint("knowledge_import", url_prefix="/api/knowledge")
MOST_LINES = 200
# Below the time that the server gives an answer, the upload included.
LONGEST_WAIT = 45.0


class Unreadable(Refused):
    """422: every problem names its place and what to do."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        super().__init__(
            "bad_file", Sentence("{count} problem(s) in this file; nothing was imported.", count=len(problems)), 422
        )
        self.more = {"problems": problems}


@knowledge_import.before_server_start
async def begin(app: Any) -> None:
    app.ctx.import_jobs = ImportJobs()


@knowledge_import.before_server_stop
async def end(app: Any) -> None:
    app.ctx.import_jobs.close()


@knowledge_import.post("/import", stream=True)
@for_right(Right.WRITE)
async def import_file(request: Request, mine: Editor) -> HTTPResponse:
    """The body is the file itself; `?name=` its name. Without `apply=1` nothing is written; 202 when it takes long."""
    service, jobs = services(request), _jobs(request)
    name = (request.args.get("name") or "upload")[:200]
    layout = request.args.get("format") or "auto"
    if layout not in FORMATS:
        raise Refused("bad_format", Sentence("The format must be one of {names}.", names=", ".join(FORMATS)), 400)
    publish = request.args.get("publish") == "1"
    if publish:
        mine.needs(Right.PUBLISH_ALONE)
    wait = min(float(_whole(request, "wait", int(LONGEST_WAIT))), LONGEST_WAIT)
    data = await _body(request)
    kind = name.rpartition(".")[2].lower() if layout == "auto" else layout
    job = ImportJob(mine.login, name, kind, publish)
    look = _looking(service, room(request), data, layout)
    applies = request.args.get("apply") == "1"
    job.expected = (request.args.get("token") or "") if applies else ""
    body = {"override": request.args.get("override")}

    def work(job: ImportJob) -> None:
        look(job)
        if applies:
            if job.state == "wrong":
                assert job.outcome is not None
                raise Unreadable(job.outcome["errors"])
            reason = override_of(body, job.gate, mine) if job.gate is not None else None
            _apply(service, mine, job, reason)

    jobs.begin(job, work)
    return await _answer(job, wait)


@knowledge_import.get("/import")
@for_right(Right.WRITE)
async def my_import(request: Request, mine: Editor) -> HTTPResponse:
    job = _jobs(request).of(mine.login)
    return json({"import": told(job.shown()) if job is not None else None})


@knowledge_import.get("/import/<job_id:str>")
@for_right(Right.WRITE)
async def one_import(request: Request, mine: Editor, job_id: str) -> HTTPResponse:
    return json(told(_jobs(request).named(mine.login, job_id).shown()))


@knowledge_import.post("/import/<job_id:str>/look")
@for_right(Right.WRITE)
async def look_again(request: Request, mine: Editor, job_id: str) -> HTTPResponse:
    """The same articles against the knowledge base as it is now, with or without `publish`."""
    service, jobs, body = services(request), _jobs(request), json_object(request, optional=True)
    job = jobs.named(mine.login, job_id)
    if job.state not in ("looked", "failed") or not job.articles:
        raise Refused("not_now", "This import cannot be looked at again now. Choose the file again.", 409)
    publish = bool(body.get("publish", job.publish))
    if publish:
        mine.needs(Right.PUBLISH_ALONE)
    job.publish = publish
    here = room(request)
    jobs.go_on(job, lambda job: _compare(service, here, job))
    return json(told(job.shown()), 202)


@knowledge_import.post("/import/<job_id:str>/apply")
@for_right(Right.WRITE)
async def apply(request: Request, mine: Editor, job_id: str) -> HTTPResponse:
    """Do what was looked at. Asking twice does it once."""
    service, jobs = services(request), _jobs(request)
    job, body = jobs.named(mine.login, job_id), json_object(request, optional=True)
    if job.state == "applied" or (job.state == "running" and job.stage in ("waiting", "writing") and job.plan):
        return json(told(job.shown()), 202)
    if job.state != "looked" or job.plan is None:
        raise Refused("not_now", "There is nothing to apply: look at the import first.", 409)
    if body.get("token") and body["token"] != job.token:
        raise LookAgain
    reason = override_of(body, job.gate, mine) if job.gate is not None else None
    jobs.go_on(job, lambda job: _apply(service, mine, job, reason))
    return json(told(job.shown()), 202)


@knowledge_import.delete("/import/<job_id:str>")
@for_right(Right.WRITE)
async def cancel(request: Request, mine: Editor, job_id: str) -> HTTPResponse:
    jobs = _jobs(request)
    job = jobs.named(mine.login, job_id)
    jobs.cancel(job)
    return json(told(job.shown()))


def _jobs(request: Request) -> ImportJobs:
    return request.app.ctx.import_jobs  # type: ignore[no-any-return]


def _whole(request: Request, name: str, usual: int) -> int:
    value = request.args.get(name)
    if value is None:
        return usual
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise Refused("bad_value", Sentence("`{name}` must be a whole number of seconds.", name=name), 400)
    return int(value)


async def _body(request: Request) -> bytes:
    # Only here: every other body stays small.
    request.stream.request_max_size = LARGEST_FILE  # type: ignore[union-attr]
    parts: list[bytes] = []
    while True:
        part = await request.stream.read()  # type: ignore[union-attr]
        if part is None:
            return b"".join(parts)
        parts.append(part)


async def _answer(job: ImportJob, wait: float) -> HTTPResponse:
    """What came of it, or 202 and how far it is when it takes longer."""
    assert job.future is not None
    if wait:
        await asyncio.wait({job.future}, timeout=wait)
    if job.state == "running" or not wait:
        return json(told(job.shown()), 202)
    if job.refusal is not None:
        raise job.refusal
    return json({"id": job.id, "name": job.name, "format": job.format, "applied": False, **told(job.outcome or {})})


def _looking(service: Services, here: KnowledgeRoom, data: bytes, layout: str) -> Callable[[ImportJob], None]:
    def look(job: ImportJob) -> None:
        job.tell("reading")
        try:
            job.articles = read_bytes(job.name, data, layout, job.notes, lambda done: job.tell("reading", done))
            job.tell("checking", len(job.articles), len(job.articles))
            problems = check(job.articles)
            errors = [one for one in problems if one.level == "error"]
        except ArticleError as error:
            problems, errors = [], list(error.problems)
        if errors:
            job.articles = []
            job.outcome = {**_outcome(None, job.notes), "errors": [_shown(one) for one in errors[:MOST_LINES]]}
            job.state = "wrong"
            return
        job.notes += problems
        job.digest = hashlib.sha256(layout.encode() + b"\0" + data).hexdigest()[:24]
        _compare(service, here, job)

    return look


def _compare(service: Services, here: KnowledgeRoom, job: ImportJob) -> None:
    job.tell("comparing", len(job.articles), len(job.articles))
    job.plan = plan_import(service.store, job.articles, job.publish)
    job.gate = None
    if job.expected and job.expected != job.token:
        raise LookAgain
    if job.plan.told:
        job.gate = here.gate_of_many(job.plan.told, recently_asked(service.store, service.now()), job.tell)
    job.outcome = {**_outcome(job.plan, job.notes), "gate": job.gate, "token": job.token}
    job.state = "looked"


def _apply(service: Services, mine: Editor, job: ImportJob, override: str | None) -> None:
    assert job.plan is not None
    job.state = "running"
    job.tell("writing", 0, len(job.plan.writes))
    failing = job.gate["failing"] if job.gate is not None else []
    why = f"import of {job.name}"
    if apply_import(
        service.store, job.plan, mine.login, mine.who, why, service.now(), override, failing, job.tell
    ):  # fmt: skip
        service.bell.ring(KNOWLEDGE)
    job.outcome = {**(job.outcome or {}), "applied": True}
    # What was applied needs no memory any more.
    job.state, job.articles = "applied", []


def _outcome(plan: Plan | None, notes: list[Problem]) -> dict[str, Any]:
    counts = {what: plan.count(what) if plan is not None else 0 for what in ("added", "changed", "same", "waiting")}
    lines = [
        {"id": one.new.id, "language": one.new.language, "what": one.what, "fields": list(one.fields)}
        for one in (plan.lines if plan is not None else ())
        if one.what != "same"
    ]
    drafts = [asdict(one) for one in plan.drafts] if plan is not None else []
    return {
        **counts,
        "unpublished": plan.unpublished if plan is not None else 0,
        "applied": False,
        "errors": [],
        "warnings": [_shown(one) for one in notes[:MOST_LINES]],
        "warnings_total": len(notes),
        "lines": lines[:MOST_LINES],
        "lines_total": len(lines),
        "drafts": drafts[:MOST_LINES],
        "drafts_total": len(drafts),
        "gate": None,
        "token": "",
    }


def _shown(problem: Problem) -> dict[str, str]:
    return {"level": problem.level, "where": problem.where, "what": problem.what, "how": problem.how}
