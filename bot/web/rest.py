"""The door for programs: the request and reply shapes of Rasa's `rest` channel, with a bearer token."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.channels.rasa_call import parse_sender, payloads, reply
from bot.core.words import BOT, Channel
from bot.usecases import reading
from bot.usecases.answered import Answer, answer_to
from bot.usecases.receive import Receipt, Refused
from bot.web.app import services
from bot.web.program import check_token, conversation_of, read_call, take
from bot.web.sse import whole_number

rest = Blueprint("rest", url_prefix="/webhooks/rest")
CHANNEL = Channel.REST.value
# Rasa's own clients give up after 30 s or later; the answer may be fetched afterwards.
LONGEST_WAIT = 25.0


@rest.get("/")
async def here_we_are(_request: Request) -> HTTPResponse:
    return json({"status": "ok"})


@rest.post("/webhook")
async def webhook(request: Request) -> HTTPResponse:
    call = read_call(request, CHANNEL)
    here = services(request)
    conversation_id = await conversation_of(request, CHANNEL, call)
    with here.hub.following(conversation_id) as changed:
        receipt = await take(request, conversation_id, call)
        changed.clear()
        answer = await _wait(request, conversation_id, receipt, changed)
    headers = {} if answer.finished else {"X-Supportbot-Pending": "true"}
    return json([reply(call.sender, one["text"], one["buttons"]) for one in answer.messages], headers=headers)


@rest.get("/messages")
async def messages(request: Request) -> HTTPResponse:
    """What was said after number `after`, for instance by a person."""
    check_token(request)
    here = services(request)
    sender = parse_sender(request.args.get("sender"))
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


def _with_payloads(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "buttons": payloads(message["buttons"])} if message.get("buttons") else message
