"""Macros: what a step is, and which sequences make sense. Doing them is `bot/usecases/running_macros.py`.

A step is a plain object: `{"do": "say", "reply": id of a canned reply}`, `{"do": "note", "text"}`, `{"do": "urgency", "level"}`,
`{"do": "nature", "level"}`, `{"do": "snooze", "until": "hour" | "opening" | "reply"}`, `{"do": "resolve", "reason"}`,
`{"do": "claim"}` or `{"do": "release"}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.sentence import Sentence
from bot.core.text import BadText, clean
from bot.core.words import Nature, Urgency

MOST_STEPS = 10
LONGEST_NAME = 60
LONGEST_TEXT = 4000
LONGEST_REASON = 500
SNOOZES = ("hour", "opening", "reply")
# What each step says beside what it does.
FIELD = {
    "claim": None,
    "say": "reply",
    "note": "text",
    "urgency": "level",
    "nature": "level",
    "snooze": "until",
    "release": None,
    "resolve": "reason",
}
# After these the conversation has left the agent's hands or sight.
LAST = ("snooze", "release", "resolve")
_CHOICES = {"urgency": [one.value for one in Urgency], "nature": [one.value for one in Nature], "snooze": list(SNOOZES)}


def checked_steps(steps: object) -> list[dict[str, str]] | Sentence:
    """The steps as they are kept, or what is wrong with them."""
    if not isinstance(steps, list) or not all(isinstance(one, Mapping) for one in steps):
        return Sentence("The steps must be a list of objects.")
    if not steps:
        return Sentence("Add at least one step.")
    if len(steps) > MOST_STEPS:
        return Sentence("A macro has at most {most} steps; these are {count}.", most=MOST_STEPS, count=len(steps))
    kept = []
    for number, one in enumerate(steps, 1):
        step = _step(one)
        if isinstance(step, Sentence):
            return Sentence("Step {number}: {wrong}", number=number, wrong=step)
        kept.append(step)
    return _order(kept) or kept


def _order(steps: Sequence[Mapping[str, str]]) -> Sentence | None:
    for number, one in enumerate(steps[:-1], 1):
        if one["do"] in LAST:
            return Sentence("Step {number} ends the work on the conversation. Put it last.", number=number)
    return None


def _step(one: Mapping[str, Any]) -> dict[str, str] | Sentence:
    what = one.get("do")
    if not isinstance(what, str) or what not in FIELD:
        return Sentence("Known: {names}.", names=", ".join(FIELD))
    field = FIELD[what]
    if set(one) - {"do", field}:
        return Sentence("It has a field that is not known.")
    if field is None:
        return {"do": what}
    value = one.get(field)
    if what in _CHOICES:
        if value not in _CHOICES[what]:
            return Sentence("Choose one of {names}.", names=", ".join(_CHOICES[what]))
        return {"do": what, field: str(value)}
    if what == "say":
        if not isinstance(value, str) or not 0 < len(value) <= 64:
            return Sentence("Choose a canned reply.")
        return {"do": what, field: value}
    try:
        return {"do": what, field: clean(value, LONGEST_REASON if what == "resolve" else LONGEST_TEXT)}
    except BadText as error:
        return Sentence("Write a text.") if error.code in ("empty", "not_text") else Sentence("The text is too long.")
