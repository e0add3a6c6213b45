"""Which of a customer's questions the bot left open, and how: read from what was said afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.understood import REQUESTS
from bot.core.words import HandoffReason

# From the mildest to the dearest; a question is counted once, as the dearest that became of it.
KINDS = ("none", "half", "not_helped", "handoff")
UNKNOWN = frozenset({"not_understood", "out_of_scope"})
QUESTIONS = UNKNOWN | {"faq", "faq_choice"}
# Answered with what the bot can do: a miss only if a person is called for it.
ANSWERED_BY_A_MENU = "ask_capabilities"
# A person called so soon after a question was called for its sake.
RIGHT_AFTER = 600.0
# After these the customer speaks of something else, which articles do not do.
_OTHER_MATTERS = REQUESTS | {"report_danger", "leave_request", "switch_language"}
# People who come because of danger, a fault of ours or of their own accord say nothing about articles.
NO_ARTICLES_FAULT = frozenset(
    {HandoffReason.CRITICAL.value, HandoffReason.BOT_FAILED.value, HandoffReason.TAKEN_OVER.value}
)


@dataclass(frozen=True)
class Said:
    """One message that the bot read. `helped` is the verdict it gives on the answer before it."""

    number: int
    at: float
    intent: str
    # What the knowledge base said to it: answer, suggest, none; nothing when it was not asked.
    status: str | None = None
    pressed: bool = False
    helped: bool | None = None


@dataclass(frozen=True)
class Called:
    """A person was called; `minutes` as soon as it is known how long that took."""

    at: float
    minutes: float | None = None


@dataclass(frozen=True)
class Miss:
    number: int
    kind: str
    called: Called | None = None


def misses(said: Sequence[Said], calls: Sequence[Called]) -> list[Miss]:
    """The open questions of one conversation, in their order; `said` is in order as well."""
    story = _Story()
    waiting = sorted(calls, key=lambda call: call.at)
    for one in said:
        while waiting and waiting[0].at < one.at:
            story.person_called(waiting.pop(0))
        story.hear(one)
    for call in waiting:
        story.person_called(call)
    return sorted(story.found.values(), key=lambda miss: miss.number)


class _Story:
    def __init__(self) -> None:
        self.found: dict[int, Miss] = {}
        self._asked: Said | None = None
        # The question that the last article was shown for.
        self._answered: Said | None = None
        # What was answered with the menu, until something else is asked.
        self._shrugged: Said | None = None

    def hear(self, one: Said) -> None:
        if one.helped is not None:
            self._verdict(one.helped)
        elif one.intent in QUESTIONS and not one.pressed:
            self._question(one)
        elif one.intent == "choose_article":
            if self._asked and self._kind(self._asked) == "half":
                del self.found[self._asked.number]
            self._answered = self._asked
        elif one.intent == ANSWERED_BY_A_MENU and not one.pressed:
            self._shrugged = one
        elif one.intent in _OTHER_MATTERS:
            self._asked = self._answered = self._shrugged = None

    def person_called(self, call: Called) -> None:
        asked = self._asked or self._shrugged
        if asked and call.at - asked.at <= RIGHT_AFTER:
            self._miss(asked, "handoff", call)
        self._asked = self._answered = self._shrugged = None

    def _question(self, one: Said) -> None:
        self._asked, self._shrugged = one, None
        if one.intent in UNKNOWN or one.status == "none":
            self._miss(one, "none")
        elif one.intent == "faq_choice":
            # Until one of the titles is chosen.
            self._miss(one, "half")
        else:
            self._answered = one

    def _verdict(self, helped: bool) -> None:
        if helped:
            self._asked = self._answered = None
        elif self._answered:
            self._miss(self._answered, "not_helped")

    def _miss(self, one: Said, kind: str, call: Called | None = None) -> None:
        known = self._kind(one)
        if known is None or KINDS.index(kind) > KINDS.index(known):
            self.found[one.number] = Miss(one.number, kind, call)

    def _kind(self, one: Said) -> str | None:
        miss = self.found.get(one.number)
        return miss.kind if miss else None
