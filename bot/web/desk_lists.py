"""The API of the desk's left pane: the lists, saved views, search, snoozing, and how far each agent has read."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from bot.store.bell import DESK
from bot.usecases.desk_lists import desk_list, list_page
from bot.usecases.read_marks import mark_seen
from bot.usecases.receive import Refused
from bot.usecases.saved_views import choice, drop_view, save_view, views_of
from bot.usecases.searching import search_desk
from bot.usecases.snoozing import end_snooze, snooze, snooze_times
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import known_shape
from bot.web.sign_in import SignedIn, for_agents
from bot.web.sse import HIGHEST

desk_lists_api = Blueprint("desk_lists_api", url_prefix="/api/desk")


@desk_lists_api.get("/conversations")
@for_agents
async def lists(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(await service.run(desk_list, service.store, service.now(), who.id, service.rules))


@desk_lists_api.get("/list")
@for_agents
async def page(request: Request, who: SignedIn) -> HTTPResponse:
    """A page of a long list; the choice stands in the query."""
    asked = {name: request.args.get(name) for name in request.args if name != "after"}
    if "overdue" in asked:
        asked["overdue"] = {"1": True, "0": False}.get(asked["overdue"], asked["overdue"])
    after = request.args.get("after") or ""
    service = services(request)
    return json(await service.run(list_page, service.store, service.now(), who.id, choice(asked), after))


@desk_lists_api.get("/snooze-times")
@for_agents
async def times(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(snooze_times(service.rules, service.now()))


@desk_lists_api.put("/conversations/<conversation_id:str>/snooze")
@for_agents
async def put_aside(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    until = json_object(request).get("until")
    service = services(request)
    await service.run(
        snooze, service.store, service.bell, known_shape(conversation_id), who.agent, until, service.now()
    )
    service.hub.changed(DESK)
    return json({"until": until})


@desk_lists_api.delete("/conversations/<conversation_id:str>/snooze")
@for_agents
async def take_back(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    await service.run(end_snooze, service.store, service.bell, known_shape(conversation_id), who.agent)
    service.hub.changed(DESK)
    return empty()


@desk_lists_api.post("/search")
@for_agents
async def search(request: Request, _who: SignedIn) -> HTTPResponse:
    """By POST: what is looked for is often a name or a number, and addresses end in logs."""
    body = json_object(request)
    before = body.get("before")
    if before is not None and (not isinstance(before, int) or isinstance(before, bool) or not 0 < before <= HIGHEST):
        raise Refused("bad_value", "before must be what the page before gave as next.", 400)
    service = services(request)
    return json(await service.run(search_desk, service.store, body.get("q"), before))


@desk_lists_api.get("/views")
@for_agents
async def views(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json({"views": await service.run(views_of, service.store, who.id)})


@desk_lists_api.post("/views")
@for_agents
async def save(request: Request, who: SignedIn) -> HTTPResponse:
    body = json_object(request)
    service = services(request)
    name, wanted = body.get("name"), body.get("choice")
    view_id, new = await service.run(save_view, service.store, who.id, name, wanted, service.now())
    return json({"id": view_id}, status=201 if new else 200)


@desk_lists_api.delete("/views/<view_id:int>")
@for_agents
async def drop(request: Request, who: SignedIn, view_id: int) -> HTTPResponse:
    service = services(request)
    # A number beyond the database's is nobody's view.
    await service.run(drop_view, service.store, who.id, min(view_id, HIGHEST))
    return empty()


@desk_lists_api.put("/conversations/<conversation_id:str>/seen")
@for_agents
async def seen(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    seq = json_object(request).get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq <= HIGHEST:
        raise Refused("bad_value", f"seq must be a whole number from 0 to {HIGHEST}.", 400)
    service = services(request)
    if await service.run(mark_seen, service.store, known_shape(conversation_id), who.id, seq, service.now()):
        # The same person's other windows count anew.
        service.hub.changed(DESK)
    return json({"seq": seq})
