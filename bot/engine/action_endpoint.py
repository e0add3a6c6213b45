"""The way to the action server, watched: a call that fails makes the whole turn fail.

Rasa logs such a failure, records the action as done and goes on without a word. We would rather try again,
and after some tries call a person.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Optional, Text

import aiohttp
import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, ClientResponseError, EndpointConfig

from bot.engine.turn import current

# Shorter than the action server keeps an idle connection (Sanic: 5 s), so that none is used while it closes.
IDLE_SECONDS = 4.0


class WatchedEndpoint(EndpointConfig):
    """Connections are kept between calls; Rasa would open one for each."""

    _kept: Optional[aiohttp.ClientSession] = None

    def session(self) -> _Lasting:  # type: ignore[override]
        if self._kept is None or self._kept.closed:
            self._kept = aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
            )
        return _Lasting(self._kept)

    async def close(self) -> None:
        if self._kept is not None:
            await self._kept.close()

    async def request(
        self,
        method: Text = "post",
        subpath: Optional[Text] = None,
        content_type: Optional[Text] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Optional[Any]:
        try:
            return await super().request(method, subpath, content_type, compress, **kwargs)
        except Exception as error:
            context = current()
            # 400 is a form's way to say "this is not for me": a part of the dialogue, no failure.
            rejected = isinstance(error, ClientResponseError) and error.status == 400
            if context is not None and not rejected:
                context.turn.problem = f"the action server failed: {error.__class__.__name__}"
            raise


class _Lasting:
    """Rasa uses a session as a context for one call; this one stays open after it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_error: Any) -> None:
        return None


@lru_cache(maxsize=1)
def _answer_schema() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _check_answer(_action: RemoteAction, answer: Dict[Text, Any]) -> bool:
    problem = jsonschema.exceptions.best_match(_answer_schema().iter_errors(answer))
    if problem is not None:
        raise problem
    return True


def check_schema_once() -> None:
    """Rasa checks its own constant schema again with each action's answer: 25 ms a call, half a turn."""
    RemoteAction._validate_action_result = _check_answer
