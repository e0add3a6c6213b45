"""What the doors for programs have in common: who may call, what was said, into which conversation it goes."""

from __future__ import annotations

import secrets

from sanic import Request

from bot.channels.rasa_call import Call, parse, verify
from bot.usecases.receive import Receipt, Refused, receive, start_conversation
from bot.web.app import services
from bot.web.body import json_object


def check_token(request: Request) -> None:
    if not verify(request.headers.get("authorization"), services(request).settings.rest_token):
        raise Refused("bad_token", "Send `Authorization: Bearer TOKEN`; REST_TOKEN is in secrets.env.", 401)


def read_call(request: Request, channel: str) -> Call:
    check_token(request)
    call = parse(json_object(request), request.headers.get("x-message-id"))
    here = services(request)
    here.limits.messages.take(f"{channel}:{call.sender}", here.now())
    return call


async def conversation_of(request: Request, channel: str, call: Call) -> str:
    here = services(request)
    return await here.run(start_conversation, here.store, channel, call.language, here.now(), ext_user=call.sender)


async def take(request: Request, conversation_id: str, call: Call) -> Receipt:
    here = services(request)
    number = call.message_id or f"program-{secrets.token_urlsafe(16)}"
    receipt = await here.run(
        receive,
        here.store,
        here.bell,
        conversation_id,
        number,
        call.text,
        here.now(),
        button=call.button,
        patience=here.rules.patience,
        rules=here.rules,
    )
    here.hub.changed(conversation_id)
    return receipt
