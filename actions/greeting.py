"""`action_greet`: whoever comes back hears where their last matter stands, and is not asked about it again."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from bot.usecases.recap import last_matter


class Greet(Action):
    def name(self) -> str:
        return "action_greet"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        last = await house.in_thread(last_matter, house.store(), tracker.sender_id, house.now())
        if last is None or not last.ticket or (last.settled and not last.agent):
            dispatcher.utter_message(response="utter_greet")
        elif last.settled:
            dispatcher.utter_message(
                response="utter_greet_solved", matter=last.about, agent=last.agent, number=last.ticket
            )
        else:
            dispatcher.utter_message(response="utter_greet_open", matter=last.about, number=last.ticket)
        return []
