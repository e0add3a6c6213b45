"""Canned replies: the rules of their codes and words, and the places that a conversation fills.

Filling is the desk page's (`static/desk/canned.js`): the agent sees the words before anybody else does.
"""

from __future__ import annotations

import re
import unicodedata

from bot.core.sentence import Sentence

LANGUAGES = ("zh", "en")
# What `{{…}}` may name. The page knows where each value comes from, and leaves the place open where there is none.
VARIABLES = ("customer.name", "agent.name", "ticket.number", "order.number", "shop")
# Whoever has one of these roles changes what everybody uses.
SHARING_ROLES = ("manager", "admin")
LONGEST_CODE = 40
LONGEST_TEXT = 4000

_PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_SHOWN = re.compile(r"\{\{(?:[^{}\n]{0,30}\}\}|[^{}\s]{0,20})")


def code_of(written: str) -> str:
    """The code as it is kept: full-width letters as plain ones, without the slash that people write before it."""
    return unicodedata.normalize("NFKC", written).strip().lstrip("/、").strip()


def key_of(code: str) -> str:
    """What makes two codes the same one."""
    return code.casefold()


def wrong_with_code(code: str) -> Sentence | None:
    if not code:
        return Sentence("The code is missing. Write a short word, for example thanks.")
    if len(code) > LONGEST_CODE:
        return Sentence(
            "The code has {count} characters. At most {longest} can be typed quickly.",
            count=len(code), longest=LONGEST_CODE,
        )  # fmt: skip
    if any(char.isspace() for char in code):
        better = "-".join(code.split())
        return Sentence("A code has no blanks. Write it in one piece, for example {better}.", better=better)
    return None


def wrong_with_text(text: str) -> Sentence | None:
    """A place that nothing fills would hold up every message made of it."""
    rest = _PLACE.sub(lambda match: " " if match.group(1) in VARIABLES else match.group(), text)
    found = _SHOWN.search(rest)
    if found is None:
        return None
    names = ", ".join("{{" + name + "}}" for name in VARIABLES)
    return Sentence("{place} is no variable. Known are {names}.", place=found.group(), names=names)
