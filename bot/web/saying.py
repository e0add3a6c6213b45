"""What the server says to editors, in the language that the page asks for with `Accept-Language`.

The sentences stand in English where they are needed; `texts/problems.zh.json` holds each of them in Chinese, by
its English template. Programs that ask for no language get English, as the command line does.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from sanic import Request
from sanic.exceptions import ServerError

from bot.core.sentence import Sentence, sentence

TEXTS = Path(__file__).parent / "texts"
SPOKEN = ("zh", "en")
# The rooms whose sentences are translated; other doors speak to programs, and their pages have words of their own.
ROOMS = (
    "/api/knowledge",
    "/knowledge",
    "/api/desk/canned",
    "/api/desk/people",
    "/api/desk/teams",
    "/api/desk/service-levels",
    "/api/desk/conversations",
    "/api/desk/words",
    "/api/desk/team",
    "/api/desk/board",
    "/api/desk/customers",
    "/api/desk/bulk",
    "/api/desk/macros",
)


@cache
def catalogue(language: str) -> dict[str, str]:
    """English template → template in this language; empty for English itself."""
    path = TEXTS / f"problems.{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def language_of(request: Request) -> str:
    """The first language of `Accept-Language` that is spoken here; English without one."""
    if not request.path.startswith(ROOMS):
        return "en"
    for part in request.headers.get("accept-language", "").lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in SPOKEN:
            return tag
    return "en"


def say(value: Any, language: str) -> Any:
    """The value with every sentence in it, however deep, in this language; what is no sentence stays."""
    if isinstance(value, Sentence):
        template = catalogue(language).get(value.template)
        if template is None:
            return str(value)
        said = {name: _joined(say(one, language)) for name, one in value.values.items()}
        return template.format(**said) if value.values else template
    if isinstance(value, dict):
        return {name: say(one, language) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(say(one, language) for one in value)
    return value


def _joined(value: Any) -> Any:
    return "".join(value) if isinstance(value, tuple) else value


def told(value: Any) -> Any:
    """`say` in the language of the request that is being answered; English when it broke off before it was one."""
    try:
        language = language_of(Request.get_current())
    except ServerError:
        language = "en"
    return say(value, language)


def told_message(message: str) -> str:
    return str(told(sentence(message)))
