"""The door for programs that are sent the answers: the shapes of Rasa's `callback` channel, with a bearer token."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, text

from bot.core.words import Channel
from bot.usecases.receive import Refused
from bot.web.app import services
from bot.web.program import conversation_of, read_call, take

callback = Blueprint("callback", url_prefix="/webhooks/callback")
CHANNEL = Channel.CALLBACK.value


@callback.on_request
async def is_open(request: Request) -> None:
    # A message that was taken here could never be answered.
    if not services(request).settings.callback_url:
        raise Refused(
            "no_callback_url",
            "This door is closed: nobody has said where answers go. Set CALLBACK_URL, or callback_url in settings.yml, "
            "and start again.",
            404,
        )


@callback.get("/")
async def here_we_are(_request: Request) -> HTTPResponse:
    return json({"status": "ok"})


@callback.post("/webhook")
async def webhook(request: Request) -> HTTPResponse:
    """Taken; the answers are sent by the worker (T8)."""
    call = read_call(request, CHANNEL)
    await take(request, await conversation_of(request, CHANNEL, call), call)
    return text("success")
