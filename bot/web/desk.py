"""The agents' API: the lists, one conversation, and every verb of the desk. Rules: docs/api.md."""

from __future__ import annotations

import re
from typing import Any

from sanic import Blueprint, Request, Sanic
from sanic.response import BaseHTTPResponse, HTTPResponse, empty, json

from bot.store import handoffs, people
from bot.store.bell import DESK
from bot.usecases import desk as verbs
from bot.usecases.lead_words import words_in
from bot.usecases.outcome import correct_outcome, end_follow_up, must_have_cause, resolution_of
from bot.usecases.reading import desk_conversation, messages_for_desk
from bot.usecases.receive import Refused
from bot.usecases.suggested import checked
from bot.usecases.triage_correction import correct_triage
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk_feed import Ear, Feed
from bot.web.desk_pages import desk_pages
from bot.web.markdown import safe_html
from bot.web.services import Services
from bot.web.sign_in import COOKIE, SignedIn, be_seen, find_session, for_agents
from bot.web.sse import Event, Look, resume_after, send_events

desk_api = Blueprint("desk_api", url_prefix="/api/desk")
desk = Blueprint.group(desk_api, desk_pages)

TYPING_SECONDS = 6.0
_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")


@desk_api.before_server_start
async def begin(app: Sanic) -> None:
    app.ctx.desk_feed = Feed(app.ctx.services)


def known_shape(conversation_id: str) -> str:
    if not _ID.match(conversation_id):
        raise Refused("unknown_conversation", "There is no such conversation.", 404)
    return conversation_id


def changed(service: Services, conversation_id: str) -> None:
    service.hub.changed(conversation_id)


@desk_api.get("/me")
@for_agents
async def me(_request: Request, who: SignedIn) -> HTTPResponse:
    return json(_me(who, who.presence))


@desk_api.put("/me")
@for_agents
async def set_presence(request: Request, who: SignedIn) -> HTTPResponse:
    presence = json_object(request).get("presence")
    if presence not in people.PRESENCES:
        raise Refused("bad_value", f"presence must be one of {', '.join(people.PRESENCES)}.", 400)
    service = services(request)
    await service.run(_save_presence, service, who.id, presence)
    service.hub.changed(DESK)
    service.bell.ring(DESK)
    return json(_me(who, presence))


def _save_presence(service: Services, user_id: int, presence: str) -> None:
    with service.store.begin() as tx:
        people.update(tx, user_id, presence=presence, seen_at=service.now())


def _me(who: SignedIn, presence: str) -> dict[str, Any]:
    return {
        "user": {"id": who.id, "login": who.login, "name": who.name, "role": who.role, "owner": who.owner},
        "presence": presence,
    }


@desk_api.get("/conversations/<conversation_id:str>")
@for_agents
async def conversation(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    conversation_id = known_shape(conversation_id)
    found = await service.run(desk_conversation, service.store, conversation_id, service.now(), who.id)
    found["words"] = await service.run(words_in, service.store, conversation_id, who.agent)
    return json(found)


@desk_api.get("/conversations/<conversation_id:str>/messages")
@for_agents
async def messages(request: Request, _who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    after = resume_after(request)
    found = await service.run(messages_for_desk, service.store, known_shape(conversation_id), after)
    for one in found:
        if one["author"] == "bot":
            one["html"] = safe_html(one["text"])
    return json({"messages": found})


@desk_api.post("/conversations/<conversation_id:str>/claim")
@for_agents
async def claim(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    await service.run(
        verbs.claim, service.store, service.bell, service.rules, known_shape(conversation_id), who.agent, service.now()
    )
    changed(service, conversation_id)
    return json({"owner": who.owner})


@desk_api.put("/conversations/<conversation_id:str>/messages/<client_id:strorempty>")
@for_agents
async def reply(request: Request, who: SignedIn, conversation_id: str, client_id: str) -> HTTPResponse:
    service = services(request)
    body = json_object(request)
    note = body.get("note", False)
    if not isinstance(note, bool):
        raise Refused("bad_value", "note must be true or false.", 400)
    sent = await service.run(
        verbs.reply,
        service.store,
        service.bell,
        known_shape(conversation_id),
        who.agent,
        client_id,
        body.get("text"),
        service.now(),
        note=note,
        used=checked(body.get("used")),
        patience=service.rules.patience,
    )
    if not note:
        service.hub.set_typing(conversation_id, "agent", 0.0)
    changed(service, conversation_id)
    return json({"seq": sent.seq, "repeated": sent.repeated}, status=200 if sent.repeated else 201)


@desk_api.post("/conversations/<conversation_id:str>/release")
@for_agents
async def release(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    await service.run(
        verbs.release, service.store, service.bell, known_shape(conversation_id), who.agent, service.now()
    )
    changed(service, conversation_id)
    return json({"owner": "bot"})


@desk_api.post("/conversations/<conversation_id:str>/resolve")
@for_agents
async def resolve(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    body = json_object(request)
    said = resolution_of(body, service.now())
    if "outcome" in body:
        # Programs of before the outcome send the reason alone.
        await service.run(must_have_cause, service.store, known_shape(conversation_id), said)
    await service.run(
        verbs.resolve,
        service.store,
        service.bell,
        known_shape(conversation_id),
        who.agent,
        said.done,
        service.now(),
        patience=service.rules.patience,
        resolution=said,
        wrap_up=service.settings.wrap_up_seconds,
    )
    changed(service, conversation_id)
    return json({"owner": "bot"})


@desk_api.delete("/me/wrap-up")
@for_agents
async def end_wrap_up(request: Request, who: SignedIn) -> HTTPResponse:
    service = services(request)
    await service.run(_end_wrap_up, service, who.id)
    service.hub.changed(DESK)
    service.bell.ring(DESK)
    return empty()


def _end_wrap_up(service: Services, user_id: int) -> None:
    with service.store.begin() as tx:
        handoffs.end_wrap_up(tx, user_id, service.now())


@desk_api.put("/conversations/<conversation_id:str>/handoffs/<handoff_id:int>/outcome")
@for_agents
async def outcome(request: Request, who: SignedIn, conversation_id: str, handoff_id: int) -> HTTPResponse:
    service, body = services(request), json_object(request)
    there = (service.store, service.bell, known_shape(conversation_id), handoff_id, who.agent)
    await service.run(correct_outcome, *there, body, service.now())
    changed(service, conversation_id)
    return empty()


@desk_api.delete("/conversations/<conversation_id:str>/handoffs/<handoff_id:int>/follow-up")
@for_agents
async def follow_up(request: Request, who: SignedIn, conversation_id: str, handoff_id: int) -> HTTPResponse:
    service = services(request)
    there = (service.store, service.bell, known_shape(conversation_id), handoff_id, who.agent)
    await service.run(end_follow_up, *there, service.now())
    changed(service, conversation_id)
    return empty()


@desk_api.post("/conversations/<conversation_id:str>/typing")
@for_agents
async def typing(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    if await service.run(verbs.holds, service.store, known_shape(conversation_id), who.agent):
        service.hub.set_typing(conversation_id, "agent", service.now() + TYPING_SECONDS)
    return empty()


@desk_api.post("/conversations/<conversation_id:str>/triage")
@for_agents
async def triage(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    done = await service.run(
        correct_triage,
        service.store,
        service.bell,
        service.rules,
        known_shape(conversation_id),
        who.agent,
        json_object(request),
        service.now(),
    )
    changed(service, conversation_id)
    return json({"changed": done})


@desk_api.get("/events")
@for_agents
async def events(request: Request, who: SignedIn) -> BaseHTTPResponse | None:
    """`desk`: all lists; `conversation`: something happened there; `typing`: which customers are writing.

    An open stream keeps its agent online and the session from idling; it ends with the session.
    """
    service = services(request)
    feed: Feed = request.app.ctx.desk_feed
    ear = Ear(who.id)
    token = request.cookies.get(COOKIE) or ""
    checked_at = service.now()

    async def look() -> Look:
        nonlocal checked_at
        now = service.now()
        if now - checked_at >= 5.0:
            checked_at = now
            still = await service.run(find_session, service.store, token, now)
            if still is None:
                return Look([Event("signed_out", {})], again=60.0)
            await be_seen(service, still)
        view = await feed.current()
        soon = [2.0] if view.typing else []
        if view.company_until is not None:
            soon.append(max(0.1, view.company_until))
        return Look(ear.hear(view), again=min(soon, default=None))

    with feed.listening(who.id):
        await send_events(request, service.hub, DESK, look)
    return None
