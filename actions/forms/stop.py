"""The customer does not want to go on with what was begun."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.aside import SLOT, waiting
from actions.forms.detour import leave_form


class Stop(Action):
    def name(self) -> str:
        return "action_stop"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        set_aside = not tracker.active_loop_name and waiting(tracker) is not None
        stopped = bool(tracker.active_loop_name) or set_aside
        dispatcher.utter_message(response="utter_form_stopped" if stopped else "utter_nothing_to_stop")
        return [*leave_form(tracker), *([SlotSet(SLOT, None)] if set_aside else [])]
