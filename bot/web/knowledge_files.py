"""Import and export for editors: a dry run first, then everything or nothing."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, raw

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.knowledge.articles import Article, ArticleError, Change, Problem, as_csv, as_xlsx, as_yaml, changes, check
from bot.knowledge.files import FORMATS, LARGEST_FILE, read_bytes
from bot.knowledge.writing import template
from bot.store.bell import KNOWLEDGE
from bot.usecases.editor import Editor
from bot.usecases.knowledge import export_articles, import_articles
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.knowledge_access import for_right
from bot.web.saying import told

knowledge_files = Blueprint("knowledge_files", url_prefix="/api/knowledge")
MOST_LINES = 200
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/zip",
}


class Unreadable(Refused):
    """422: every problem names its place and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            "bad_file", Sentence("{count} problem(s) in this file; nothing was imported.", count=len(problems)), 422
        )
        self.more = {"problems": [_shown(one) for one in problems[:MOST_LINES]]}


@knowledge_files.post("/import", stream=True)
@for_right(Right.WRITE)
async def import_file(request: Request, mine: Editor) -> HTTPResponse:
    """The body is the file itself; `?name=` its name. Without `apply=1` nothing is written."""
    service = services(request)
    name = (request.args.get("name") or "upload")[:200]
    layout = request.args.get("format") or "auto"
    if layout not in FORMATS:
        raise Refused("bad_format", Sentence("The format must be one of {names}.", names=", ".join(FORMATS)), 400)
    apply, publish = request.args.get("apply") == "1", request.args.get("publish") == "1"
    if publish:
        mine.needs(Right.PUBLISH_ALONE)
    data = await _body(request)

    def work() -> dict[str, Any]:
        notes: list[Problem] = []
        try:
            articles = read_bytes(name, data, layout, notes)
            problems = check(articles)
            errors = [one for one in problems if one.level == "error"]
        except ArticleError as error:
            articles, problems, errors = [], [], list(error.problems)
        if errors and apply:
            raise Unreadable(errors)
        if errors:
            return _outcome([], notes, publish) | {"errors": [_shown(one) for one in errors[:MOST_LINES]]}
        found = changes(export_articles(service.store), articles)
        if apply:
            import_articles(service.store, articles, mine.who, f"import of {name}", publish, service.now())
            service.bell.ring(KNOWLEDGE)
        return _outcome(found, [*notes, *problems], publish)

    kind = name.rpartition(".")[2].lower() if layout == "auto" else layout
    return json({"name": name, "format": kind, "applied": apply, **told(await service.run(work))})


async def _body(request: Request) -> bytes:
    # Only here: every other body stays small.
    request.stream.request_max_size = LARGEST_FILE  # type: ignore[union-attr]
    parts: list[bytes] = []
    while True:
        part = await request.stream.read()  # type: ignore[union-attr]
        if part is None:
            return b"".join(parts)
        parts.append(part)


def _outcome(found: list[Change], notes: list[Problem], publish: bool) -> dict[str, Any]:
    kinds = ["added" if one.old is None else "changed" if one.fields else "same" for one in found]
    # Published articles stay as they are until somebody says that customers shall get the new ones.
    waiting = (
        0
        if publish
        else sum(
            kind == "changed" and one.old is not None and one.old.status == "published"
            for one, kind in zip(found, kinds)
        )
    )
    lines = [
        {"id": one.new.id, "language": one.new.language, "what": kind, "fields": list(one.fields)}
        for one, kind in zip(found, kinds)
        if kind != "same"
    ]
    return {
        **{kind: kinds.count(kind) for kind in ("added", "changed", "same")},
        "waiting": waiting,
        "errors": [],
        "warnings": [_shown(one) for one in notes[:MOST_LINES]],
        "lines": lines[:MOST_LINES],
    }


def _shown(problem: Problem) -> dict[str, str]:
    return {"level": problem.level, "where": problem.where, "what": problem.what, "how": problem.how}


@knowledge_files.get("/export")
@for_right(Right.READ)
async def export(request: Request, _mine: Editor) -> HTTPResponse:
    service, kind = services(request), _kind(request, ("csv", "xlsx", "yaml"))
    language = request.args.get("language") or ""

    def work() -> bytes:
        articles = [one for one in export_articles(service.store) if not language or one.language == language]
        return _zipped(articles) if kind == "yaml" else as_csv(articles) if kind == "csv" else as_xlsx(articles)

    return _file(await service.run(work), kind, "knowledge.zip" if kind == "yaml" else f"knowledge.{kind}")


@knowledge_files.get("/template")
@for_right(Right.READ)
async def empty_table(request: Request, _mine: Editor) -> HTTPResponse:
    kind = _kind(request, ("csv", "xlsx"))
    return _file(template(kind), kind, f"knowledge-template.{kind}")


def _kind(request: Request, known: tuple[str, ...]) -> str:
    kind = request.args.get("format") or known[0]
    if kind not in known:
        raise Refused("bad_format", Sentence("The format must be one of {names}.", names=", ".join(known)), 400)
    return kind


def _zipped(articles: list[Article]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in as_yaml(articles).items():
            archive.writestr(name, content)
    return made.getvalue()


def _file(data: bytes, kind: str, name: str) -> HTTPResponse:
    return raw(
        data,
        content_type=KINDS[kind],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"},
    )
