"""`action_submit_<form>`: opens the ticket, tells its number and by when somebody acts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from actions.forms.confirm import in_customer_words
from actions.forms.detour import KEPT, forget
from actions.forms.shapes import FORMS, facts
from actions.heard import heard, heard_before
from bot.core.notices import clock
from bot.core.text import shorten
from bot.core.words import Urgency
from bot.usecases.tickets import open_ticket


class Submit(Action, ABC):
    @property
    @abstractmethod
    def form(self) -> str: ...

    def name(self) -> str:
        return f"action_submit_{self.form.removesuffix('_form')}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        shape, message, now = FORMS[self.form], heard(tracker), house.now()
        given = facts(self.form, tracker.slots)
        reach = given.pop("contact", None)
        if reach:
            given["email" if "@" in str(reach) else "phone"] = reach
        words = {**given, **in_customer_words(tracker.slots, message.language)}
        ticket = await house.in_thread(
            open_ticket,
            house.store(),
            house.bell(),
            house.rules(),
            tracker.sender_id,
            f"form:{message.message_id}",
            shape.kind,
            shorten(shape.subject[message.language].format_map(_Words(words)), 120),
            str(given.get(shape.details, "")),
            {**given, **({"visit": words["visit"]} if "visit_when" in shape.slots else {})},
            max_urgency(tracker),
            shape.nature,
            now,
        )
        zone = house.rules().zone
        dispatcher.utter_message(
            response=f"utter_{self.form.removesuffix('_form')}_filed",
            number=ticket.number,
            due=clock(ticket.first_response_due, zone, message.language, now),
            closed=clock(ticket.resolution_due, zone, message.language, now),
            reach=str(reach or given.get("phone", "")),
            **in_customer_words(tracker.slots, message.language),
        )
        return forget(self.form, tracker, keep=KEPT)


class _Words(dict[str, Any]):
    """Values for a subject line; what is not known stays away."""

    def __missing__(self, key: str) -> str:
        return ""


def max_urgency(tracker: Tracker) -> Urgency:
    """Normal, unless something the customer said was more urgent."""
    return min((Urgency.NORMAL, *(one.urgency for one in heard_before(tracker))), key=lambda level: level.rank)


class SubmitRepair(Submit):
    form = "repair_form"


class SubmitReturn(Submit):
    form = "return_form"


class SubmitComplaint(Submit):
    form = "complaint_form"


class SubmitRequest(Submit):
    form = "request_form"
