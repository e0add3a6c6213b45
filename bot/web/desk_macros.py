"""Macros for the desk: all at once, one to save or delete, and one to do in a conversation. Rules: docs/api.md."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from bot.usecases.macros import delete_macro, macros_for, save_macro
from bot.usecases.running_macros import run_macro
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import changed, known_shape
from bot.web.knowledge_access import etag
from bot.web.saying import told_message
from bot.web.sign_in import SignedIn, for_agents

desk_macros = Blueprint("desk_macros", url_prefix="/api/desk/macros")


@desk_macros.get("/")
@for_agents
async def list_macros(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(await service.run(macros_for, service.store, who.agent))


@desk_macros.put("/<macro_id:str>")
@for_agents
async def save(request: Request, who: SignedIn, macro_id: str) -> HTTPResponse:
    service = services(request)
    content, before = json_object(request), etag(request)
    saved, new = await service.run(save_macro, service.store, macro_id, content, who.agent, before, service.now())
    return json({"macro": saved}, status=201 if new else 200, headers={"ETag": f'"{saved["etag"]}"'})


@desk_macros.delete("/<macro_id:str>")
@for_agents
async def delete(request: Request, who: SignedIn, macro_id: str) -> HTTPResponse:
    service = services(request)
    await service.run(delete_macro, service.store, macro_id, who.agent, etag(request), service.now())
    return empty()


@desk_macros.post("/<macro_id:str>/run")
@for_agents
async def run(request: Request, who: SignedIn, macro_id: str) -> HTTPResponse:
    """In one conversation; 200 also when a step could not be done, with what was."""
    service = services(request)
    body = json_object(request)
    conversation_id = known_shape(str(body.get("conversation")))
    outcome = await service.run(
        run_macro,
        service.store,
        service.bell,
        service.rules,
        conversation_id,
        macro_id,
        etag(request),
        body.get("run"),
        body.get("texts"),
        who.agent,
        service.now(),
    )
    service.hub.set_typing(conversation_id, "agent", 0.0)
    changed(service, conversation_id)
    if stopped := outcome["stopped"]:
        stopped["message"] = told_message(stopped["message"])
    return json(outcome)
