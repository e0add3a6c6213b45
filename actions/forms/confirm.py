"""`action_ask_<form>_confirmed`: reads back what was taken down, in short when only a detail is open."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.reading import ANSWERS, field_titles
from actions.forms.shapes import FORMS, NONE_GIVEN, RETURN_KINDS
from actions.forms.visit import in_words
from actions.heard import Heard, heard

_NO_ORDER = {"zh": "未提供", "en": "not given"}


class Confirm(Action, ABC):
    @property
    @abstractmethod
    def form(self) -> str: ...

    def name(self) -> str:
        return f"action_ask_{self.form}_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = heard(tracker)
        if something_new(self.form, tracker):
            name = self.form.removesuffix("_form")
            dispatcher.utter_message(
                response=f"utter_{name}_summary", **in_customer_words(tracker.slots, message.language)
            )
        elif _is_answer(self.form, message):
            buttons = [
                {"title": title, "payload": f"/correct_details{json.dumps({'field': slot})}"}
                for slot, title in field_titles(self.form, message.language)
            ]
            dispatcher.utter_message(response="utter_what_to_change", buttons=buttons)
        else:
            dispatcher.utter_message(response="utter_confirm_again")
        return []


def something_new(form: str, tracker: Tracker) -> bool:
    """Whether this message changed what there is to confirm."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "slot" and event.get("name") in FORMS[form].slots and event.get("value") is not None:
            return True
    return False


def in_customer_words(slots: dict[str, Any], language: str) -> dict[str, str]:
    """Values that are kept as codes, as a customer reads them."""
    order = slots.get("order_number")
    kind = RETURN_KINDS.get(slots.get("return_kind") or "", {})
    return {
        "visit": in_words(slots.get("visit_when"), language),
        "order": _NO_ORDER[language] if order in (None, NONE_GIVEN) else str(order),
        "kind": kind.get(language, ""),
    }


def _is_answer(form: str, message: Heard) -> bool:
    return message.intent in ANSWERS or message.intent == FORMS[form].intent


class ConfirmRepair(Confirm):
    form = "repair_form"


class ConfirmReturn(Confirm):
    form = "return_form"


class ConfirmComplaint(Confirm):
    form = "complaint_form"
