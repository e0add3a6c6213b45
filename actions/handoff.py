"""Calling a person: because the customer asks, because the bot cannot help, because there is danger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from actions.forms.aside import waiting
from actions.forms.detour import KEPT, back_to_form, leave_form
from actions.forms.shapes import NONE_GIVEN
from actions.heard import Heard, heard, heard_before, last_said
from actions.patience import why_called
from bot.core.opening_words import opens
from bot.core.words import Complexity, HandoffReason, Nature, Urgency
from bot.usecases.feedback import advice
from bot.usecases.handing_off import HandoffOutcome, HandoffRequest, request_handoff

# What is said when one only wants a person: the matter was told before.
_BARE = frozenset({"ask_person", "accept_offer", "wait_anyway"})
# Slots that tell how the talk goes, not what the matter is.
_INNER = frozenset({"language", "requested_slot", "confirmed", "contact", "set_aside", "session_started_metadata"})
# Below this an article for emergencies is about another danger, and its advice would harm.
FITTING = 0.45
# Said when the knowledge base has no safety article for what happens.
_ADVICE = {
    "zh": "**请先保证安全：** 立即停止使用，能安全断电就断电，远离设备，不要触碰。\n\n"
    "有火情请拨打 **119**，有人受伤请拨打 **120**，钱或账户正在被盗请拨打 **110**。",
    "en": "**Safety first:** stop using it, cut the power if you can do so safely, keep away and do not touch it.\n\n"
    "In China call **119** for fire, **120** for an injury, **110** for theft; elsewhere call your local emergency number.",
}


class Handoff(Action):
    def name(self) -> str:
        return "action_handoff"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message, before = heard(tracker), heard_before(tracker)
        reason = why_called(message.intent, next(last_said(tracker), ""))
        # Nobody was there, the customer was told so and would rather wait in the queue.
        outcome = await ask(request_of(tracker, message, before, reason, insist=message.intent == "wait_anyway"))
        if outcome.state == "queued":
            return leave_form(tracker, keep=KEPT)
        if outcome.state == "with_person":
            dispatcher.utter_message(response="utter_with_person")
            return leave_form(tracker, keep=KEPT)
        response = f"utter_handoff_{outcome.state}{'_in_form' if tracker.active_loop_name else ''}"
        when = opens(outcome.closing, house.rules().zone, message.language, house.now())
        dispatcher.utter_message(response=response, opens=when)
        return back_to_form(tracker)


class Emergency(Action):
    """First what to do at once, then a person, at any hour."""

    def name(self) -> str:
        return "action_emergency"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = heard(tracker)
        article = message.safety_article or next(
            (name for name, score in message.ranking if name.startswith("safety.") and score >= FITTING), None
        )
        found = None
        if article:
            found = await house.in_thread(advice, house.store(), tracker.sender_id, article, message.language)
        request = request_of(
            tracker, message, heard_before(tracker), HandoffReason.CRITICAL,
            urgency=Urgency.CRITICAL, say_first=(found or _ADVICE[message.language],),
        )  # fmt: skip
        outcome = await ask(request)
        if outcome.state != "queued":
            dispatcher.utter_message(response="utter_with_person")
        return leave_form(tracker, keep=KEPT)


async def ask(request: HandoffRequest) -> HandoffOutcome:
    return await house.in_thread(request_handoff, house.store(), house.bell(), house.rules(), request, house.now())


def request_of(
    tracker: Tracker, message: Heard, before: Sequence[Heard], reason: HandoffReason, **more: Any
) -> HandoffRequest:
    """What the agent gets: how urgent and of what nature, and everything the customer has told."""
    values: dict[str, Any] = {
        "urgency": urgency_of(message, before),
        "nature": nature_of(message, before),
        "complexity": min((one.complexity for one in before or (message,)), key=_SIMPLER),
        "inbox_id": message.inbox_id,
        "triage": dict(message.triage) or None,
        "facts": facts_of(tracker),
        "entities": entities_of(before),
        **more,
    }
    return HandoffRequest(tracker.sender_id, reason, **values)


def urgency_of(message: Heard, before: Sequence[Heard]) -> Urgency:
    """Of the message; "a person, please" alone says nothing, then of what was said before. Who waits is never low."""
    level = message.urgency
    if message.intent in _BARE or level is Urgency.LOW:
        level = min((level, *(one.urgency for one in before)), key=lambda one: one.rank)
    return Urgency.NORMAL if level is Urgency.LOW else level


def nature_of(message: Heard, before: Sequence[Heard]) -> Nature:
    bare = message.nature is Nature.OTHER or (message.intent in _BARE and message.nature is Nature.REQUEST)
    earlier = [one.nature for one in before if one.nature is not Nature.OTHER and one.intent not in _BARE]
    if bare and earlier:
        return earlier[-1]
    return Nature.REQUEST if message.nature is Nature.OTHER else message.nature


def facts_of(tracker: Tracker) -> dict[str, Any]:
    """What the forms know, one that was set aside included."""
    kept = waiting(tracker)
    told = {**(kept[1] if kept else {}), **{name: value for name, value in tracker.slots.items() if value is not None}}
    return {name: value for name, value in told.items() if name not in _INNER and value not in ("", NONE_GIVEN)}


def entities_of(before: Sequence[Heard]) -> list[dict[str, Any]]:
    """Everything recognised in this session, newest last, nothing twice."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in before:
        for entity in one.entities:
            name, value = str(entity.get("entity")), entity.get("value")
            if value not in (None, "") and name not in ("article", "field"):
                found[name, str(value)] = {"entity": name, "value": value, "text": entity.get("text")}
    return list(found.values())


_SIMPLER = {Complexity.COMPLEX: 0, Complexity.STANDARD: 1, Complexity.SIMPLE: 2}.__getitem__
