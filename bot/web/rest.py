"""The door for programs: the request and reply shapes of Rasa's `rest` channel, with a bearer token."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.core.text import clean
from bot.core.words import BOT
from bot.usecases import reading
from bot.usecases.answered import Answer, answer_to
from bot.usecases.receive import Receipt, Refused, receive, start_conversation
from bot.web.app import services
from bot.web.body import json_object
from bot.web.sse import whole_number

rest = Blueprint("rest", url_prefix="/webhooks/rest")
CHANNEL = "rest"
# Rasa's own clients give up after 30 s or later; the answer may be fetched afterwards.
LONGEST_WAIT = 25.0
LONGEST_SENDER = 255
BUTTON = "btn:"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,128}")


@rest.get("/")
async def here_we_are(_request: Request) -> HTTPResponse:
    return json({"status": "ok"})


@rest.post("/webhook")
async def webhook(request: Request) -> HTTPResponse:
    _check_token(request)
    here = services(request)
    body = json_object(request)
    sender, message = _sender(body.get("sender")), body.get("message")
    client_id = _message_id(request.headers.get("x-message-id") or body.get("message_id"))
    now = here.now()
    here.limits.messages.take(f"rest:{sender}", now)
    if not isinstance(message, str) or not message.startswith(BUTTON):
        button, text = None, clean(message)
    else:
        button, text = message[len(BUTTON) :], None
        if not 1 <= len(button) <= 64:
            raise Refused("unknown_button", "This button is not known here.", 422)
    conversation_id = await here.run(
        start_conversation, here.store, CHANNEL, _language(body.get("metadata")), now, ext_user=sender
    )
    with here.hub.following(conversation_id) as changed:
        receipt = await here.run(receive, here.store, here.bell, conversation_id, client_id, text, now, button=button)
        here.hub.changed(conversation_id)
        changed.clear()
        answer = await _wait(request, conversation_id, receipt, changed)
    headers = {} if answer.finished else {"X-Supportbot-Pending": "true"}
    return json([_reply(sender, one) for one in answer.messages], headers=headers)


@rest.get("/messages")
async def messages(request: Request) -> HTTPResponse:
    """What was said after number `after`, for instance by a person."""
    _check_token(request)
    here = services(request)
    sender = _sender(request.args.get("sender"))
    after = whole_number(request.args.get("after"), "after", 0)
    conversation_id = await here.run(reading.conversation_of, here.store, CHANNEL, sender)
    if conversation_id is None:
        raise Refused("unknown_sender", "This sender has not written yet.", 404)
    found = await here.run(reading.messages_for_customer, here.store, conversation_id, after)
    return json({"messages": [_with_payloads(one) for one in found], "more": len(found) == 200})


async def _wait(request: Request, conversation_id: str, receipt: Receipt, changed: asyncio.Event) -> Answer:
    here = services(request)
    until = here.now() + LONGEST_WAIT
    # A lost ring must not cost five seconds when somebody waits on the line.
    look_seconds = min(0.5, here.hub.look_seconds)
    # Nobody answers in no time: a first look is worth it only where the message was known before or went to people.
    patient = receipt.owner == BOT and not receipt.repeated
    while True:
        if patient:
            try:
                await asyncio.wait_for(changed.wait(), max(0.0, min(look_seconds, until - here.now())))
            except asyncio.TimeoutError:
                pass
            changed.clear()
        patient = True
        answer = await here.run(answer_to, here.store, conversation_id, receipt.seq)
        if answer.finished or until <= here.now() or here.hub.closing:
            return answer


def _check_token(request: Request) -> None:
    scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
    expected = services(request).settings.rest_token
    good = hmac.compare_digest(token.strip().encode("utf-8", "surrogateescape"), expected.encode())
    if scheme.lower() != "bearer" or not good or not expected:
        raise Refused("bad_token", "Send `Authorization: Bearer TOKEN`; REST_TOKEN is in secrets.env.", 401)


def _sender(sender: object) -> str:
    if not isinstance(sender, str) or not 1 <= len(sender) <= LONGEST_SENDER:
        raise Refused("bad_sender", f"`sender` must be a text of 1 to {LONGEST_SENDER} characters.", 400)
    # Cleaning a name could turn it into somebody else's, so an unclean one is refused.
    if clean(sender, LONGEST_SENDER) != sender:
        raise Refused(
            "bad_sender", "`sender` must be plain text in NFC without control characters or outer spaces.", 400
        )
    return sender


def _message_id(given: object) -> str:
    if given is None:
        return f"rest-{secrets.token_urlsafe(16)}"
    if not isinstance(given, str) or not _MESSAGE_ID.fullmatch(given):
        raise Refused("bad_id", "`message_id` must be 1 to 128 letters, digits or any of - _ . :", 400)
    return given


def _language(metadata: object) -> str:
    locale = metadata.get("locale") if isinstance(metadata, dict) else None
    return "en" if isinstance(locale, str) and locale.lower().startswith("en") else "zh"


def _reply(sender: str, one: dict[str, Any]) -> dict[str, Any]:
    reply = {"recipient_id": sender, "text": one["text"]}
    if one["buttons"]:
        reply["buttons"] = _payloads(one["buttons"])
    return reply


def _with_payloads(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "buttons": _payloads(message["buttons"])} if message.get("buttons") else message


def _payloads(buttons: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"title": one["title"], "payload": BUTTON + one["id"]} for one in buttons]
