"""JSON bodies from strangers: any bytes in, a plain object out, or a 400 that says what is wrong."""

from __future__ import annotations

import json
from typing import Any

from sanic import Request

from bot.core.sentence import Sentence
from bot.usecases.receive import Refused

DEEPEST = 20


def json_object(request: Request, optional: bool = False) -> dict[str, Any]:
    """The body as an object; with `optional` an empty body is an empty object."""
    raw = request.body or b""
    if optional and not raw.strip():
        return {}
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        # ValueError covers broken UTF-8, broken JSON, NaN and numbers with thousands of digits.
        raise Refused("bad_json", "The body must be valid JSON in UTF-8.", 400) from error
    if not isinstance(found, dict):
        raise Refused("bad_json", "The body must be a JSON object.", 400)
    if _is_deeper(found, DEEPEST):
        raise Refused(
            "bad_json", Sentence("The body is nested too deeply: at most {deepest} levels.", deepest=DEEPEST), 400
        )
    return found


def _not_a_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_deeper(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return any(isinstance(one, (dict, list)) for one in level)
