"""`validate_<form>`: reads the message for the form, keeps what is good, explains what is not, answers detours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from actions.forms.aside import is_passed_over, set_aside
from actions.forms.reading import objections_to, read
from actions.heard import heard, last_said

# Detours whose answer has another name than `utter_<intent>`.
_ANSWERS = {"choose_article": "utter_faq_chosen", "decline_offer": "utter_ok_stay"}
_PERSON = {"zh": "转人工客服", "en": "Talk to a person"}
PATIENCE = 2


class Check(Action, ABC):
    """Rasa calls it after every message to an active form. No event at all means: not for me, let the rules decide."""

    @property
    @abstractmethod
    def form(self) -> str: ...

    def name(self) -> str:
        return f"validate_{self.form}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message, asked = heard(tracker), tracker.get_slot("requested_slot")
        reading = read(self.form, asked, message, tracker.slots, local_now())
        if reading is None:
            return self._detour(dispatcher, tracker, domain, message.intent, asked)
        if reading.objection:
            alike = objections_to(asked) | {reading.objection}
            stuck = sum(said in alike for said in list(last_said(tracker))[: 2 * PATIENCE]) >= PATIENCE - 1
            buttons = [{"title": _PERSON[message.language], "payload": "/ask_person"}] if stuck else []
            dispatcher.utter_message(response=reading.objection, buttons=buttons)
        events = [SlotSet(name, value) for name, value in reading.values.items()]
        if asked and asked not in reading.values:
            events.append(SlotSet(asked, None))
        elif reading.objection and not events:
            # At the start of a form an empty answer would make Rasa check, and object, a second time.
            events.append(SlotSet("confirmed", None))
        return events

    def _detour(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any], intent: str, asked: str | None
    ) -> list[dict[str, Any]]:
        """Small talk and questions are answered here and the form asks again, or is set aside when it is passed over.

        What needs an action goes to the rules.
        """
        response = _ANSWERS.get(intent, f"utter_{intent}")
        if not asked or response not in domain.get("responses", {}) or _resumed(tracker):
            return []
        dispatcher.utter_message(response=response)
        if is_passed_over(self.form, tracker):
            return set_aside(self.form, dispatcher, tracker)
        return [SlotSet(asked, tracker.get_slot(asked))]


def _resumed(tracker: Tracker) -> bool:
    """True when another action has just answered the detour and sent us back."""
    names = [event["name"] for event in tracker.events if event.get("event") == "action"]
    return len(names) > 1 and names[-2] != "action_listen"


def local_now() -> datetime:
    return datetime.fromtimestamp(house.now(), timezone.utc).astimezone(ZoneInfo(house.rules().zone))


class CheckRepair(Check):
    form = "repair_form"


class CheckReturn(Check):
    form = "return_form"


class CheckComplaint(Check):
    form = "complaint_form"


class CheckRequest(Check):
    form = "request_form"
