"""The customer's API: one session, one conversation. The page itself is in customer_pages.py."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from bot.core.words import Channel
from bot.usecases import reading
from bot.usecases.call_person import call_person
from bot.usecases.choose_language import choose_language
from bot.usecases.handing_off import leave_queue
from bot.usecases.leave_request import leave_request
from bot.usecases.receive import Refused, receive, start_conversation
from bot.web.app import problem, services
from bot.web.body import json_object
from bot.web.customer_pages import pages
from bot.web.markdown import safe_html
from bot.web.sessions import NoSession, Session
from bot.web.sse import Event, Look, resume_after, send_events, whole_number

api = Blueprint("customer_api", url_prefix="/api")
customer = Blueprint.group(api, pages)
LANGUAGES = ("zh", "en")
PORTION = 200
LONGEST_WAIT = 25
# A typing mark lasts this long unless it is renewed.
TYPING_SECONDS = 6.0
_CLIENT_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,128}")


@api.exception(NoSession)
async def no_session(request: Request, error: NoSession) -> HTTPResponse:
    """401, and the bad cookie goes: the page can start anew, which it cannot do to an HttpOnly cookie itself."""
    response = problem(error.status, error.code, str(error))
    services(request).sessions.forget(response)
    return response


@api.post("/conversations")
async def start(request: Request) -> HTTPResponse:
    here = services(request)
    body = json_object(request, optional=True)
    language, page = _language(body.get("language", "zh")), _page(body.get("page"))
    now = here.now()
    session = here.sessions.find(request, now)
    if session is not None:
        try:
            state = await _state(request, session.conversation_id)
            return _with_token(request, {"conversation": state}, session.conversation_id)
        except Refused as gone:
            if gone.status != 404:
                raise
    here.limits.new_conversations.take(request.client_ip, now)
    conversation_id = await here.run(start_conversation, here.store, Channel.WEB.value, language, now, page=page)
    state = await _state(request, conversation_id)
    return _with_token(request, {"conversation": state}, conversation_id, status=201)


@api.get("/hours")
async def hours(request: Request) -> HTTPResponse:
    """For a page that has stood open without a conversation, which has a stream of its own."""
    here = services(request)
    return json(await here.run(reading.desk_now, here.store, here.rules, here.now()))


@api.get("/conversation")
async def where(request: Request) -> HTTPResponse:
    session = _session(request)
    state = await _state(request, session.conversation_id)
    if session.is_old:
        return _with_token(request, state, session.conversation_id)
    return json(state)


@api.put("/conversation")
async def choose(request: Request) -> HTTPResponse:
    here, session = services(request), _session(request)
    language = _language(json_object(request).get("language"))
    await here.run(choose_language, here.store, here.bell, session.conversation_id, language)
    return json(await _state(request, session.conversation_id))


@api.get("/conversation/messages")
async def messages(request: Request) -> HTTPResponse:
    here, session = services(request), _session(request)
    after = whole_number(request.args.get("after"), "after", 0)
    limit = max(1, whole_number(request.args.get("limit"), "limit", PORTION, 500))
    wait = whole_number(request.args.get("wait"), "wait", 0, LONGEST_WAIT)
    with here.hub.following(session.conversation_id) as changed:
        found = await _messages(request, session.conversation_id, after, limit)
        until = here.now() + wait
        while not found and here.now() < until and not here.hub.closing:
            await _sleep(changed, min(here.hub.look_seconds, until - here.now()))
            found = await _messages(request, session.conversation_id, after, limit)
    if not found:
        # Tells an empty portion from a conversation that is not there.
        await _state(request, session.conversation_id)
    return json({"messages": found, "more": len(found) == limit})


@api.put("/conversation/messages/<client_id:str>")
async def send(request: Request, client_id: str) -> HTTPResponse:
    here, session = services(request), _session(request)
    if not _CLIENT_ID.fullmatch(client_id):
        raise Refused("bad_id", "The message id must be 1 to 128 letters, digits or any of - _ . :", 400)
    body = json_object(request)
    text, button = body.get("text"), body.get("button")
    if button is not None and (text is not None or not isinstance(button, str) or len(button) > 64):
        raise Refused("bad_body", "Send either `text` or the id of a `button`.", 400)
    now = here.now()
    here.limits.messages.take(session.conversation_id, now)
    receipt = await here.run(
        receive,
        here.store,
        here.bell,
        session.conversation_id,
        client_id,
        text,
        now,
        button=button,
        patience=here.rules.patience,
        rules=here.rules,
    )
    here.hub.set_typing(session.conversation_id, "customer", 0)
    here.hub.changed(session.conversation_id)
    return json({"seq": receipt.seq, "repeated": receipt.repeated}, status=200 if receipt.repeated else 201)


@api.post("/conversation/person")
async def person(request: Request) -> HTTPResponse:
    here, session = services(request), _session(request)
    insist = json_object(request, optional=True).get("insist", False)
    if not isinstance(insist, bool):
        raise Refused("bad_body", "`insist` must be true or false.", 400)
    now = here.now()
    here.limits.people.take(session.conversation_id, now)
    outcome = await here.run(
        call_person, here.store, here.bell, here.rules, session.conversation_id, now, insist=insist
    )
    here.hub.changed(session.conversation_id)
    return json(
        {
            "state": outcome.state,
            "ticket": outcome.ticket,
            "position": outcome.position,
            "wait": list(outcome.wait) if outcome.wait else None,
            "next_opening": outcome.next_opening,
            "may_wait": outcome.may_wait,
            "closed": outcome.closing.as_dict() if outcome.closing else None,
        }
    )


@api.delete("/conversation/person")
async def no_person(request: Request) -> HTTPResponse:
    here, session = services(request), _session(request)
    here.limits.people.take(session.conversation_id, here.now())
    await here.run(leave_queue, here.store, here.bell, session.conversation_id, here.now())
    here.hub.changed(session.conversation_id)
    return json(await _state(request, session.conversation_id))


@api.post("/conversation/request")
async def leave(request: Request) -> HTTPResponse:
    here, session = services(request), _session(request)
    body = json_object(request)
    now = here.now()
    here.limits.requests.take(session.conversation_id, now)
    filed = await here.run(
        leave_request, here.store, here.bell, here.rules, session.conversation_id,
        body.get("client_id"), body.get("name"), body.get("contact"), body.get("text"), now,
    )  # fmt: skip
    here.hub.changed(session.conversation_id)
    return json(
        {"ticket": filed.ticket, "due": filed.due, "repeated": filed.repeated}, status=200 if filed.repeated else 201
    )


@api.post("/conversation/typing")
async def typing(request: Request) -> HTTPResponse:
    here, session = services(request), _session(request)
    here.hub.set_typing(session.conversation_id, "customer", here.now() + TYPING_SECONDS)
    return empty()


@api.get("/conversation/events")
async def events(request: Request) -> None:
    here, session = services(request), _session(request)
    conversation_id, after = session.conversation_id, resume_after(request)
    known: dict[str, Any] = {}

    async def look() -> Look:
        nonlocal after, known
        found: list[Event] = []
        while True:
            portion = await _messages(request, conversation_id, after, PORTION)
            found += [Event("message", message, id=message["seq"]) for message in portion]
            after = portion[-1]["seq"] if portion else after
            if len(portion) < PORTION:
                break
        state = await _state(request, conversation_id)
        if state != known:
            found.append(Event("state", state))
            known = state
        return Look(found, again=1.0 if state["typing"] else None)

    await send_events(request, here.hub, conversation_id, look)


def _session(request: Request) -> Session:
    here = services(request)
    return here.sessions.required(request, here.now())


async def _state(request: Request, conversation_id: str) -> dict[str, Any]:
    here = services(request)
    now = here.now()
    state = await here.run(reading.customer_state, here.store, here.rules, conversation_id, now)
    return {**state, "typing": here.hub.is_typing(conversation_id, "agent", now)}


async def _messages(request: Request, conversation_id: str, after: int, limit: int) -> list[dict[str, Any]]:
    here = services(request)
    found = await here.run(reading.messages_for_customer, here.store, conversation_id, after, limit)
    for message in found:
        if message["author"] == "bot":
            message["html"] = safe_html(message["text"])
    return found


async def _sleep(changed: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(changed.wait(), max(0.05, seconds))
    except asyncio.TimeoutError:
        pass
    changed.clear()


def _with_token(request: Request, data: dict[str, Any], conversation_id: str, status: int = 200) -> HTTPResponse:
    sessions = services(request).sessions
    token = sessions.token(conversation_id)
    response = json({**data, "token": token}, status=status)
    sessions.keep(request, response, token)
    return response


def _language(language: object) -> str:
    if language not in LANGUAGES:
        raise Refused("bad_language", f"`language` must be one of: {', '.join(LANGUAGES)}.", 400)
    return str(language)


def _page(page: object) -> dict[str, str] | None:
    """The address from which the customer writes, for the agent; at most 512 plain characters."""
    if page is None:
        return None
    if not isinstance(page, str) or len(page) > 512 or not re.fullmatch(r"https?://[!-~]+", page):
        raise Refused("bad_page", "`page` must be an http(s) address of at most 512 ASCII characters.", 400)
    return {"url": page}
