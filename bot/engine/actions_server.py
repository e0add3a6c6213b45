"""`python -m bot.engine.actions_server`: the action server, loopback only, for callers with our token only."""

from __future__ import annotations

import hmac
import logging
import os
from typing import Optional

LARGEST_BODY = 2 * 1024 * 1024


def main() -> None:
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    from rasa_sdk.endpoint import create_app
    from sanic import response
    from sanic.request import Request
    from sanic.response import HTTPResponse

    from bot import settings as configuration

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    settings = configuration.load()
    app = create_app("actions", cors_origins="")
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    expected = f"Bearer {settings.actions_token}"

    @app.middleware("request")
    async def known_caller(request: Request) -> Optional[HTTPResponse]:
        if request.path == "/health":
            return None
        if not hmac.compare_digest(request.headers.get("authorization", ""), expected):
            return response.json({"error": "a token is needed"}, status=401)
        if request.headers.get("content-encoding"):
            # The SDK inflates without a limit.
            return response.json({"error": "send plain JSON"}, status=415)
        return None

    app.run("127.0.0.1", settings.actions_port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
