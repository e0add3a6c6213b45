"""The Sanic application: pages, APIs, errors, headers."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import BaseHTTPResponse, HTTPResponse, json

from bot.core.text import BadText
from bot.settings import Settings
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk_settings import desk_rules
from bot.usecases.receive import Refused
from bot.web.hub import Hub
from bot.web.limits import CustomerLimits, TooMany
from bot.web.saying import told, told_message
from bot.web.services import Services
from bot.web.sessions import Sessions

log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 64 * 1024
CODES = {401: "not_signed_in", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def create_app(settings: Settings, name: str = "supportbot") -> Sanic:
    from bot.web.callback import callback
    from bot.web.customer import customer
    from bot.web.desk import desk
    from bot.web.desk_board import desk_board
    from bot.web.desk_bulk import desk_bulk
    from bot.web.desk_canned import desk_canned
    from bot.web.desk_company import desk_company
    from bot.web.desk_customers import desk_customers
    from bot.web.desk_lists import desk_lists_api
    from bot.web.desk_macros import desk_macros
    from bot.web.desk_people import desk_people
    from bot.web.desk_proposals import desk_proposals
    from bot.web.desk_sla import desk_sla
    from bot.web.desk_suggestions import desk_suggestions
    from bot.web.desk_supervising import desk_supervising
    from bot.web.desk_transfer import desk_transfer
    from bot.web.desk_waits import desk_waits
    from bot.web.knowledge import knowledge
    from bot.web.knowledge_pages import knowledge_pages
    from bot.web.rest import rest

    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.RESPONSE_TIMEOUT = 60
    app.config.KEEP_ALIVE_TIMEOUT = 30
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.ACCESS_LOG = False
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5
    bell = Bell(settings.redis_url)
    app.ctx.services = Services(
        settings=settings,
        store=Store(settings.database_url),
        bell=bell,
        rules=desk_rules(settings),
        hub=Hub(bell),
        sessions=Sessions(settings),
        limits=CustomerLimits(settings.new_conversations_per_hour),
    )
    for blueprint in (
        customer,
        desk,
        desk_board,
        desk_bulk,
        desk_canned,
        desk_company,
        desk_customers,
        desk_lists_api,
        desk_people,
        desk_macros,
        desk_proposals,
        desk_sla,
        desk_suggestions,
        desk_transfer,
        desk_supervising,
        desk_waits,
        rest,
        callback,
        knowledge,
        knowledge_pages,
    ):
        app.blueprint(blueprint)
    app.static("/static", STATIC, name="static", use_content_range=False)

    @app.get("/health", name="health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.after_server_start
    async def started(app: Sanic) -> None:
        app.add_task(app.ctx.services.hub.run(), name="hub")

    @app.before_server_stop
    async def stopping(app: Sanic) -> None:
        app.ctx.services.hub.close()

    @app.after_server_stop
    async def stopped(app: Sanic) -> None:
        app.ctx.services.store.close()

    app.error_handler.add(Refused, _refused)
    app.error_handler.add(BadText, _bad_text)
    app.error_handler.add(Exception, _failed)
    app.register_middleware(_headers, "response")
    return app


def services(request: Request) -> Services:
    return request.app.ctx.services  # type: ignore[no-any-return]


def problem(status: int, code: str, message: str, **more: Any) -> HTTPResponse:
    """Every refusal has this shape: a code for machines, a sentence for people."""
    return json({"error": {"code": code, "message": told_message(message), **told(more)}}, status=status)


def _refused(_request: Request, error: Refused) -> HTTPResponse:
    more = {"holder": error.holder} if hasattr(error, "holder") else getattr(error, "more", {})
    response = problem(error.status, error.code, error.message, **more)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _bad_text(_request: Request, error: BadText) -> HTTPResponse:
    return problem(413 if error.code == "too_long" else 400, error.code, error.args[0])


def _failed(request: Request, error: Exception) -> HTTPResponse:
    if isinstance(error, asyncio.CancelledError):
        raise error
    if isinstance(error, SanicException):
        status = error.status_code or 500
        if status < 500:
            return problem(status, CODES.get(status, "bad_request"), error.args[0] if error.args else str(error))
    import sqlalchemy.exc

    if isinstance(error, (sqlalchemy.exc.OperationalError, sqlalchemy.exc.TimeoutError)):
        log.error("database unavailable on %s: %s", request.path, error.__class__.__name__)
        return HTTPResponse(
            problem(503, "busy", "The service is busy. Please try again in a few seconds.").body,
            status=503,
            headers={"Retry-After": "3"},
            content_type="application/json",
        )
    log.exception("failed on %s %s", request.method, request.path)
    return problem(500, "internal", "Something went wrong on our side. Please try again.")


async def _headers(request: Request, response: BaseHTTPResponse) -> None:
    framed = request.path == "/widget"
    ancestors = " ".join(services(request).settings.frame_ancestors) if framed else "'none'"
    # A page that needs an import map sets `request.ctx.nonce` and writes it on that one script.
    nonce = getattr(request.ctx, "nonce", None)
    scripts = f"script-src 'self' 'nonce-{nonce}'; " if nonce else ""
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; {scripts}img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {ancestors}",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.path.startswith(("/api", "/login", "/desk")):
        response.headers.setdefault("Cache-Control", "no-store")
    elif request.path.startswith("/static"):
        # Asked again each time (304 when unchanged): a module of yesterday must not meet one of today.
        response.headers.setdefault("Cache-Control", "no-cache")
