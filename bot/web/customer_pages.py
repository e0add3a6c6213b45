"""The chat page, the same page inside a frame (`/widget`), and the loader that puts the frame into a site."""

from __future__ import annotations

import json
import secrets
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, file, html

from bot.usecases import reading
from bot.usecases.receive import Refused
from bot.web.app import services

pages = Blueprint("customer_pages")
HERE = Path(__file__).parent
LANGUAGE_COOKIE = "supportbot_lang"
IMPORTS = {
    "preact": "/static/vendor/preact.module.js",
    "preact/hooks": "/static/vendor/hooks.module.js",
    "@preact/signals-core": "/static/vendor/signals-core.module.js",
    "@preact/signals": "/static/vendor/signals.module.js",
    "htm": "/static/vendor/htm.module.js",
}


@pages.get("/")
async def chat_page(request: Request) -> HTTPResponse:
    return await _page(request, "page")


@pages.get("/widget")
async def widget_page(request: Request) -> HTTPResponse:
    return await _page(request, "widget")


@pages.get("/widget.js")
async def widget_loader(_request: Request) -> HTTPResponse:
    return await file(
        HERE / "static" / "widget.js",
        mime_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"},
    )


async def _page(request: Request, variant: str) -> HTTPResponse:
    here = services(request)
    settings = here.settings
    language = _language(request)
    request.ctx.nonce = secrets.token_urlsafe(16)
    now = here.now()
    config = {
        "variant": variant,
        "language": language,
        "session": await _has_conversation(request),
        "shop": dict(settings.shop_name),
        "hotline": settings.hotline,
        "hours": {day: list(spans or ()) for day, spans in settings.opening_hours.items()},
        "zone": settings.time_zone,
        "desk": await here.run(reading.desk_now, here.store, here.rules, now),
        "texts": {"zh": _texts("zh"), "en": _texts("en")},
    }
    shop = settings.shop_name.get(language) or next(iter(settings.shop_name.values()), "")
    texts = _texts(language)
    return html(
        _template().substitute(
            language="zh-CN" if language == "zh" else "en",
            variant=variant,
            nonce=request.ctx.nonce,
            title=escape(f"{texts['page_title']} · {shop}"),
            noscript=escape(texts["noscript"].replace("{hotline}", settings.hotline)),
            imports=_for_script({"imports": IMPORTS}),
            config=_for_script(config),
        ),
        headers={"Cache-Control": "no-store"},
    )


async def _has_conversation(request: Request) -> bool:
    """Whether the page may ask for its history at once; otherwise it asks only when the customer writes."""
    here = services(request)
    now = here.now()
    try:
        session = here.sessions.find(request, now)
        if session is None:
            return False
        await here.run(reading.customer_state, here.store, here.rules, session.conversation_id, now)
    except Refused:
        return False
    return True


def _language(request: Request) -> str:
    """?lang, then the stored choice, then what the browser prefers, then Chinese."""
    for wish in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish:
            return "en" if wish.lower().startswith("en") else "zh"
    for part in (request.headers.get("accept-language") or "").split(","):
        tag = part.partition(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return tag[:2]
    return "zh"


@cache
def _template() -> Template:
    return Template((HERE / "pages" / "customer.html").read_text("utf-8"))


@cache
def _texts(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "static" / "texts" / f"chat.{language}.json").read_text("utf-8"))
    return found


def _for_script(data: Any) -> str:
    """JSON that may stand inside a script element."""
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return made.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
