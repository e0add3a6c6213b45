"""`action_begin_<form>`: the first sentence, and what is known from earlier in the conversation."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.aside import SLOT, told_before, waiting
from actions.forms.details import LONGEST, fault_in, real_characters, said
from actions.forms.detour import KEPT, forget, leave_form
from actions.forms.reading import reachable
from actions.forms.shapes import FORMS, MATTERS
from actions.heard import Heard, heard, heard_before
from bot.core.words import Urgency

_ASKS = re.compile(
    r"[，, ]*(?:是?(?:怎么办|咋办|怎么回事|咋回事)|what (?:can|should|do) i do)[呢啊呀?？]*$", re.IGNORECASE
)
# A product named this many messages ago is still what the customer talks about.
RECENT = 3


class Begin(Action, ABC):
    @property
    @abstractmethod
    def form(self) -> str: ...

    def name(self) -> str:
        return f"action_begin_{self.form.removesuffix('_form')}"

    def known(self, message: Heard, before: Sequence[Heard], slots: dict[str, Any]) -> dict[str, Any]:
        return known_before(self.form, before, slots)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message, before = heard(tracker), heard_before(tracker)[:-1]
        name = self.form.removesuffix("_form")
        urgent = message.urgency in (Urgency.HIGH, Urgency.CRITICAL)
        told = told_before(self.form, message, tracker)
        if told is not None:
            dispatcher.utter_message(response="utter_resumed", matter=MATTERS[self.form][message.language])
        else:
            dispatcher.utter_message(response=f"utter_{name}_start_urgent" if urgent else f"utter_{name}_start")
        known = {**self.known(message, before, tracker.slots), **(told or {})}
        kept = waiting(tracker)
        taken_up = [SlotSet(SLOT, None)] if kept and kept[0] == self.form else []
        return [
            *leave_form(tracker, keep=KEPT),
            *forget(self.form, tracker, keep=KEPT),
            *(SlotSet(slot, value) for slot, value in known.items()),
            *taken_up,
        ]


class BeginRequest(Begin):
    """The last question that nobody answered is what the customer wants to leave."""

    form = "request_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        open_question = unanswered(heard_before(tracker)[:-1])
        events = [*leave_form(tracker, keep=KEPT), *forget(self.form, tracker, keep=KEPT)]
        if open_question:
            dispatcher.utter_message(response="utter_request_start_known", question=open_question)
            events.append(SlotSet("request_details", open_question))
        else:
            dispatcher.utter_message(response="utter_request_start")
        contact = tracker.get_slot("contact") or tracker.get_slot("phone") or reach_told(heard_before(tracker))
        if contact:
            events.append(SlotSet("contact", contact))
        return events


def known_before(form: str, before: Sequence[Heard], slots: dict[str, Any]) -> dict[str, Any]:
    """Facts that the customer gave before asking for this: nothing is asked twice."""
    shape = FORMS[form]
    known: dict[str, Any] = {}
    for entity in ("order_number", "phone", "name"):
        told = next((one.first(entity) for one in reversed(before) if one.first(entity)), None)
        if told and entity in (*shape.slots, *shape.also) and not (entity in KEPT and slots.get(entity)):
            known[entity] = told
    for one in reversed(before[-RECENT:]):
        product = next((found for found in one.entities if found.get("entity") == "product"), None)
        if product and "product" in shape.slots:
            known["product_id"] = product.get("value")
            known["product"] = (
                product.get("text") or one.text[product["start"] : product["end"]] or product.get("value")
            )
            break
    return known


def reach_told(before: Sequence[Heard]) -> str | None:
    """A number or address that the customer has given already."""
    for one in reversed(before):
        for found in one.values("phone") + one.values("email"):
            if found and ("@" in str(found) or reachable(str(found))):
                return str(found)
    return None


def unanswered(before: Sequence[Heard]) -> str | None:
    """The last question without a good answer."""
    refused = True
    for one in reversed(before):
        if one.intent == "helped":
            return None
        open_matter = one.intent in ("not_understood", "faq_choice", "make_complaint", "inform")
        if one.intent == "ask_person":
            open_matter = said(one.text) >= 12
        if one.text and real_characters(one.text) >= 4 and (open_matter or (refused and one.intent == "faq")):
            return one.text[:LONGEST]
        refused = one.intent in ("not_helped", "ask_person", "accept_offer", "leave_request")
    return None


class BeginRepair(Begin):
    """What was wrong is often told before anybody asks for a visit."""

    form = "repair_form"

    def known(self, message: Heard, before: Sequence[Heard], slots: dict[str, Any]) -> dict[str, Any]:
        known = super().known(message, before, slots)
        product = known.get("product_id")
        if not product or message.first("product") or fault_in(message.text):
            # Another thing, or told anew: the form reads it from this message.
            return known
        for one in reversed(before[-RECENT:]):
            about = one.first("product") in (None, product) and one.intent not in ("helped", "not_helped")
            fault = fault_in(one.text, known["product"]) if about else None
            if fault:
                return {**known, "problem": _ASKS.sub("", fault) or fault}
        return known


class BeginReturn(Begin):
    form = "return_form"


class BeginComplaint(Begin):
    form = "complaint_form"
