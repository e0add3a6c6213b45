"""The sign-in page, signing out, and the shell of the desk. Sign-in works without JavaScript."""

from __future__ import annotations

import json as jsons
import secrets
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, Request, Sanic
from sanic.response import HTTPResponse, html, json, redirect

from bot.store import people
from bot.store.bell import DESK
from bot.usecases.users import User
from bot.web.app import problem, services
from bot.web.body import json_object
from bot.web.limits import TooMany
from bot.web.sign_in import (
    COOKIE,
    Doors,
    SignedIn,
    close_session,
    comes_from_here,
    local_path,
    open_session,
    set_cookie,
    signed_in,
    try_password,
)

desk_pages = Blueprint("desk_pages")

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
LANGUAGE_COOKIE = "supportbot_language"


@desk_pages.before_server_start
async def begin(app: Sanic) -> None:
    app.ctx.doors = Doors.new()


@cache
def texts(language: str, of: str = "desk") -> dict[str, Any]:
    found: dict[str, Any] = jsons.loads((HERE / "static" / "texts" / f"{of}.{language}.json").read_text("utf-8"))
    return found


@cache
def _page(name: str) -> Template:
    return Template((HERE / "pages" / f"{name}.html").read_text("utf-8"))


def language_for(request: Request) -> str:
    """?lang, then the stored choice, then what the browser asks for, then Chinese."""
    for wanted in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    for part in request.headers.get("accept-language", "").lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in LANGUAGES:
            return tag
    return "zh"


def _shop(request: Request, language: str) -> str:
    names = services(request).settings.shop_name
    return names.get(language) or next(iter(names.values()), "")


def _remember_language(request: Request, response: HTTPResponse) -> HTTPResponse:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        # Read by the page's script too, so not HttpOnly; it holds no secret.
        response.add_cookie(
            LANGUAGE_COOKIE, wanted, path="/", samesite="Lax", httponly=False, secure=False, max_age=365 * 86400
        )
    return response


@desk_pages.get("/login")
async def login_page(request: Request) -> HTTPResponse:
    who = await signed_in(request)
    if who is not None and who.role in people.ANSWERING:
        return redirect(local_path(request.args.get("next")), status=303)
    return _remember_language(request, _login(request))


def _login(request: Request, problem_key: str = "", login: str = "", status: int = 200, **values: Any) -> HTTPResponse:
    language = language_for(request)
    said = texts(language)["login"]
    note = said[problem_key].format(**values) if problem_key else ""
    wanted = local_path(_field(request, "next") or request.args.get("next"))
    other = "en" if language == "zh" else "zh"
    page = _page("login").substitute(
        {name: escape(text) for name, text in said.items()},
        lang="zh-CN" if language == "zh" else "en",
        shop=escape(_shop(request, language)),
        next=escape(wanted),
        login=escape(login),
        problem=f'<p class="problem" role="alert" id="problem">{escape(note)}</p>' if note else "",
        described='aria-describedby="problem" aria-invalid="true"' if problem_key == "wrong" else "",
        other_href=escape(f"/login?lang={other}&next={quote(wanted)}"),
        other_lang="en" if other == "en" else "zh-CN",
        focus_login="" if login else "autofocus",
        focus_password="autofocus" if login else "",
    )
    return html(page, status=status)


def _field(request: Request, name: str) -> str:
    return str(request.form.get(name) or "") if request.form else ""


@desk_pages.post("/login")
async def login(request: Request) -> HTTPResponse:
    wants_json = request.content_type.startswith("application/json")
    if not comes_from_here(request, strict=False):
        return problem(403, "foreign_origin", "Please sign in on this site's own page.")
    if wants_json:
        body = json_object(request)
        name, password, wanted = body.get("login"), body.get("password"), None
    else:
        name, password, wanted = _field(request, "login"), _field(request, "password"), _field(request, "next")
    try:
        user = await try_password(request, request.app.ctx.doors, name, password)
    except TooMany as error:
        if wants_json:
            raise
        minutes = max(1, -(-error.retry_after // 60))
        page = _login(request, "too_many", str(name), 429, minutes=minutes)
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    if user is None:
        if wants_json:
            return problem(401, "wrong", "Login or password is wrong.")
        return _login(request, "wrong", str(name), 401)
    response = json({"user": _shown(user)}) if wants_json else redirect(_landing(user, wanted), status=303)
    service = services(request)
    token = await service.run(open_session, service.store, user, request.cookies.get(COOKIE), service.now())
    set_cookie(response, request, token)
    return response


def _landing(user: User, wanted: str | None) -> str:
    """The page that was wanted; an editor, whom the desk would refuse, goes to the knowledge page instead of it."""
    path = local_path(wanted)
    at_desk = path.split("?")[0] == "/desk"
    return "/knowledge" if at_desk and user.role not in people.ANSWERING else path


def _shown(user: User) -> dict[str, Any]:
    return {"id": user.id, "login": user.login, "name": user.name, "role": user.role}


@desk_pages.post("/logout")
async def logout(request: Request) -> HTTPResponse:
    if not comes_from_here(request):
        return problem(403, "foreign_origin", "Please sign out on this site's own page.")
    who = await signed_in(request)
    service = services(request)
    if who is not None:
        await service.run(close_session, service.store, who, service.now())
        service.hub.changed(DESK)
        service.bell.ring(DESK)
    response = redirect("/login", status=303)
    response.delete_cookie(COOKIE, path="/")
    return response


def refused(request: Request, why: str, who: SignedIn) -> HTTPResponse:
    """Signed in, but with a role that may not see the page: the sign-in page says so."""
    return _login(request, why, who.login, 403, name=who.name)


def to_sign_in(request: Request) -> HTTPResponse:
    """To the sign-in page, and from there back to what was wanted."""
    wanted = request.path + (f"?{request.query_string}" if request.query_string else "")
    return redirect(f"/login?next={quote(wanted, safe='')}", status=303)


def shell(request: Request, name: str, words_of: str = "") -> HTTPResponse:
    """A page that its script fills: title, the words for those without JavaScript, the nonce of the import map.

    `words_of` names the page whose texts it speaks, where these are not its own.
    """
    language = language_for(request)
    request.ctx.nonce = secrets.token_urlsafe(16)
    said = texts(language, words_of or name)[words_of or name]
    page = _page(name).substitute(
        lang="zh-CN" if language == "zh" else "en",
        language=language,
        nonce=request.ctx.nonce,
        title=escape(said["title"]),
        shop=escape(_shop(request, language)),
        needs_script=escape(said["needs_script"]),
    )
    return _remember_language(request, html(page))


@desk_pages.get("/desk")
async def desk_page(request: Request) -> HTTPResponse:
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    if who.role not in people.ANSWERING:
        return refused(request, "no_desk", who)
    return shell(request, "desk")
