"""The customer beside the conversation: former conversations, contact, one customer or two, and the export. Rules: docs/api.md."""

from __future__ import annotations

import json as jsons
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.store import people
from bot.usecases import one_customer
from bot.usecases.contact_edit import edit_contact
from bot.usecases.export_conversation import export_conversation
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import changed, known_shape
from bot.web.desk_pages import language_for, texts
from bot.web.export_page import readable
from bot.web.sign_in import SignedIn, for_agents, for_roles

desk_customers = Blueprint("desk_customers", url_prefix="/api/desk")
for_leads = for_roles(*people.LEADS)
_LARGEST = 2**31 - 1


@desk_customers.get("/conversations/<conversation_id:str>/customer")
@for_agents
async def customer(request: Request, _who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    return json(await service.run(one_customer.customer_of, service.store, known_shape(conversation_id)))


@desk_customers.put("/conversations/<conversation_id:str>/contact")
@for_agents
async def contact(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    conversation_id, body = known_shape(conversation_id), json_object(request)
    found = await service.run(
        edit_contact, service.store, service.bell, conversation_id, who.agent, body, service.now()
    )
    changed(service, conversation_id)
    return json(found)


@desk_customers.get("/conversations/<conversation_id:str>/same/<other:str>")
@for_leads
async def compare(request: Request, _who: SignedIn, conversation_id: str, other: str) -> HTTPResponse:
    service = services(request)
    one, two = known_shape(conversation_id), known_shape(other)
    return json(await service.run(one_customer.side_by_side, service.store, one, two))


@desk_customers.post("/conversations/<conversation_id:str>/same/<other:str>")
@for_leads
async def join(request: Request, who: SignedIn, conversation_id: str, other: str) -> HTTPResponse:
    service = services(request)
    one, two, why = known_shape(conversation_id), known_shape(other), json_object(request).get("why")
    link = await service.run(one_customer.join, service.store, service.bell, one, two, who.agent, why, service.now())
    changed(service, one)
    return json({"id": link}, status=201)


@desk_customers.post("/customers/links/<link_id:int>/undo")
@for_leads
async def split(request: Request, who: SignedIn, link_id: int) -> HTTPResponse:
    service = services(request)
    if not 0 < link_id <= _LARGEST:
        raise Refused("unknown_link", "Nobody has joined these customers. Reload the page.", 404)
    why = json_object(request).get("why")
    await service.run(one_customer.split, service.store, service.bell, link_id, who.agent, why, service.now())
    service.hub.changed("desk")
    return json({"id": link_id})


@desk_customers.get("/conversations/<conversation_id:str>/export")
@for_agents
async def export(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    """A download. `format`: json or html; `notes` and `mask`: 1 or 0."""
    service = services(request)
    conversation_id, kind, now = known_shape(conversation_id), request.args.get("format", "json"), service.now()
    if kind not in ("json", "html"):
        raise Refused("bad_value", "format must be json or html.", 400)
    notes, mask = (request.args.get(name, "0") == "1" for name in ("notes", "mask"))
    found = await service.run(
        export_conversation, service.store, service.rules, conversation_id, who.agent, notes, mask, now
    )
    if kind == "json":
        body, shape = jsons.dumps(found, ensure_ascii=False, indent=1), "application/json"
    else:
        language = language_for(request)
        body, shape = await service.run(readable, found, texts(language)["desk"], language), "text/html; charset=utf-8"
    at = datetime.fromtimestamp(now, ZoneInfo(service.rules.zone)).strftime("%Y%m%d-%H%M")
    # Ids are ASCII already; a name of a customer has no place in a file name.
    name = re.sub(r"[^A-Za-z0-9-]", "", f"conversation-{conversation_id[:12]}-{at}") + f".{kind}"
    return HTTPResponse(body, content_type=shape, headers={"Content-Disposition": f'attachment; filename="{name}"'})
