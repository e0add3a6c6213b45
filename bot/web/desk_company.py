"""A window of the desk says which conversation it has open and whether somebody writes there. Rules: docs/api.md."""

from __future__ import annotations

import re

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty

from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.body import json_object
from bot.web.company import STATES
from bot.web.desk import known_shape
from bot.web.sign_in import SignedIn, for_agents

desk_company = Blueprint("desk_company", url_prefix="/api/desk")
_WINDOW = re.compile(r"^[A-Za-z0-9-]{1,40}$")


@desk_company.put("/conversations/<conversation_id:str>/company")
@for_agents
async def here(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    body = json_object(request)
    window, state = body.get("window"), body.get("state")
    if not isinstance(window, str) or not _WINDOW.match(window):
        raise Refused("bad_value", "window must be 1 to 40 letters, digits or dashes, chosen by the page.", 400)
    if state not in STATES:
        raise Refused("bad_value", f"state must be one of {', '.join(STATES)}.", 400)
    service.hub.set_company(who.id, who.name, window, known_shape(conversation_id), state, service.now())
    return empty()
