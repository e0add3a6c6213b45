"""The way to the action server, watched: a call that fails makes the whole turn fail.

Rasa logs such a failure, records the action as done and goes on without a word. We would rather try again,
and after some tries call a person.
"""

from __future__ import annotations

from typing import Any, Optional, Text

from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.engine.turn import current


class WatchedEndpoint(EndpointConfig):
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
