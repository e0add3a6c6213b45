"""Calls to the action server share a connection, and an idle one is not used too long."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.utils.endpoints import ClientResponseError

from bot.engine.action_endpoint import WatchedEndpoint


@pytest.fixture
async def calls() -> AsyncIterator[tuple[WatchedEndpoint, set[str]]]:
    """An endpoint, and the client's ports that the server has seen: one for each connection."""
    seen: set[str] = set()

    async def answer(request: web.Request) -> web.Response:
        seen.add(str(request.transport.get_extra_info("peername")) if request.transport else "")
        if (await request.json()).get("refuse"):
            return web.json_response({"error": "no"}, status=400)
        return web.json_response({"events": [], "token": request.headers.get("Authorization")})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    async with TestServer(app) as server:
        endpoint = WatchedEndpoint(str(server.make_url("/webhook")), headers={"Authorization": "Bearer x"})
        yield endpoint, seen
        await endpoint.close()


async def test_one_connection_serves_many_calls(calls: tuple[WatchedEndpoint, set[str]]) -> None:
    endpoint, seen = calls
    for _ in range(5):
        assert await endpoint.request(json={}) == {"events": [], "token": "Bearer x"}
    assert len(seen) == 1


async def test_a_refusal_is_told_and_the_next_call_goes_through(calls: tuple[WatchedEndpoint, set[str]]) -> None:
    endpoint, seen = calls
    with pytest.raises(ClientResponseError):
        await endpoint.request(json={"refuse": True})
    assert await endpoint.request(json={}) is not None
    assert len(seen) == 1


async def test_a_closed_endpoint_opens_again(calls: tuple[WatchedEndpoint, set[str]]) -> None:
    endpoint, seen = calls
    await endpoint.request(json={})
    await endpoint.close()
    assert await endpoint.request(json={}) is not None
    assert len(seen) == 2
