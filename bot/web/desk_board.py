"""The leads' board: the page, what it shows, its live stream, and the conversations behind a figure. Rules: docs/api.md."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request
from sanic.response import BaseHTTPResponse, HTTPResponse, json

from bot.store import people
from bot.store.bell import DESK
from bot.usecases.board import behind, board
from bot.web.app import services
from bot.web.desk_feed import Feed
from bot.web.desk_pages import refused, shell, to_sign_in
from bot.web.sign_in import COOKIE, SignedIn, be_seen, find_session, for_roles, signed_in
from bot.web.sse import Event, Look, send_events

board_api = Blueprint("desk_board_api", url_prefix="/api/desk/board")
board_page = Blueprint("desk_board_page")
desk_board = Blueprint.group(board_api, board_page)
for_leads = for_roles(*people.LEADS)


@board_page.get("/desk/board")
async def page(request: Request) -> HTTPResponse:
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    if who.role not in people.LEADS:
        return refused(request, "no_board", who)
    return shell(request, "board", "desk")


@board_api.get("/")
@for_leads
async def now(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(await service.run(board, service.store, service.rules, service.now()))


@board_api.get("/<figure:str>")
@for_leads
async def conversations_behind(request: Request, _who: SignedIn, figure: str) -> HTTPResponse:
    service = services(request)
    return json(await service.run(behind, service.store, service.rules, figure, service.now()))


@board_api.get("/events")
@for_leads
async def events(request: Request, who: SignedIn) -> BaseHTTPResponse | None:
    """`board`: all of it, at the start and whenever something of it changes. An open board keeps its lead online."""
    service = services(request)
    feed: Feed = request.app.ctx.desk_feed
    token = request.cookies.get(COOKIE) or ""
    heard: dict[str, Any] = {}
    checked_at = service.now()

    async def look() -> Look:
        nonlocal heard, checked_at
        if service.now() - checked_at >= 5.0:
            checked_at = service.now()
            still = await service.run(find_session, service.store, token, checked_at)
            if still is None or still.role not in people.LEADS:
                return Look([Event("signed_out", {})], again=60.0)
            await be_seen(service, still)
        found = (await feed.current()).board
        # The clock alone is no news.
        without_clock = {name: value for name, value in (found or heard).items() if name != "now"}
        if found is None or without_clock == heard:
            return Look()
        heard = without_clock
        return Look([Event("board", found)])

    with feed.watching_board():
        await send_events(request, service.hub, DESK, look)
    return None
