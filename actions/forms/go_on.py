"""Back to the form that was set aside: because the customer says so, or tells a fact that only a form can want."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.aside import resume
from actions.forms.detour import back_to_form


class GoOn(Action):
    def name(self) -> str:
        return "action_go_on"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if tracker.active_loop_name:
            return back_to_form(tracker)
        events = resume(dispatcher, tracker)
        if not events:
            dispatcher.utter_message(response="utter_nothing_to_go_on")
        return events


class OutOfTheBlue(Action):
    """A number or a name while no form is open."""

    def name(self) -> str:
        return "action_inform"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        events = resume(dispatcher, tracker)
        if not events:
            dispatcher.utter_message(response="utter_inform")
        return events
