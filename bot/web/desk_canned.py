"""Canned replies for the desk: all at once, and one at a time to save or delete. Rules: docs/api.md."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from bot.store.bell import DESK
from bot.usecases.canned import delete_reply, replies_for, save_reply
from bot.web.app import services
from bot.web.body import json_object
from bot.web.knowledge_access import etag
from bot.web.sign_in import SignedIn, for_agents

desk_canned = Blueprint("desk_canned", url_prefix="/api/desk")


@desk_canned.get("/canned")
@for_agents
async def list_replies(request: Request, who: SignedIn) -> HTTPResponse:
    """`shop` is the name by language: the value of that variable, which belongs to no conversation."""
    service = services(request)
    found = await service.run(replies_for, service.store, who.agent)
    return json({**found, "shop": dict(service.settings.shop_name)})


@desk_canned.put("/canned/<reply_id:str>")
@for_agents
async def save(request: Request, who: SignedIn, reply_id: str) -> HTTPResponse:
    service = services(request)
    saved, new = await service.run(
        save_reply, service.store, service.bell, reply_id, json_object(request), who.agent, etag(request), service.now()
    )
    service.hub.changed(DESK)
    return json({"reply": saved}, status=201 if new else 200, headers={"ETag": f'"{saved["etag"]}"'})


@desk_canned.delete("/canned/<reply_id:str>")
@for_agents
async def delete(request: Request, who: SignedIn, reply_id: str) -> HTTPResponse:
    service = services(request)
    await service.run(delete_reply, service.store, service.bell, reply_id, who.agent, etag(request), service.now())
    service.hub.changed(DESK)
    return empty()
