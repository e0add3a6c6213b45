"""Export for editors, and empty tables to begin with."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.knowledge.articles import Article, as_csv, as_xlsx, as_yaml
from bot.knowledge.writing import template
from bot.usecases.editor import Editor
from bot.usecases.knowledge import export_articles
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.knowledge_access import for_right

knowledge_files = Blueprint("knowledge_files", url_prefix="/api/knowledge")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/zip",
}


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
