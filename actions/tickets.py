"""Where a ticket stands, in words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from actions.forms.aside import on_with_it
from actions.heard import heard
from bot.core.notices import clock
from bot.usecases.tickets import find_ticket

_KINDS = {
    "handoff": ("人工服务", "request for a person"),
    "repair": ("上门维修", "repair visit"),
    "return": ("退换货", "return or exchange"),
    "complaint": ("投诉", "complaint"),
    "request": ("留言", "message"),
}
_DONE = ("solved", "closed")


class TicketStatus(Action):
    def name(self) -> str:
        return "action_ticket_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message, now = heard(tracker), house.now()
        number = message.first("ticket_number")
        ticket = await house.in_thread(find_ticket, house.store(), tracker.sender_id, number)
        if ticket is None:
            dispatcher.utter_message(
                response="utter_ticket_not_found" if number else "utter_ticket_none", number=number or ""
            )
            return on_with_it(dispatcher, tracker)
        due, response = standing(ticket, now)
        zh, en = _KINDS.get(ticket.kind, ("服务", "request"))
        dispatcher.utter_message(
            response=response,
            number=ticket.number,
            matter=en if message.language == "en" else zh,
            due=clock(due, house.rules().zone, message.language, now),
        )
        return on_with_it(dispatcher, tracker)


def standing(ticket: Any, now: float) -> tuple[float, str]:
    """The time to tell, and the response that tells it."""
    if ticket.state in _DONE:
        return ticket.solved_at or ticket.updated_at, "utter_ticket_solved"
    if ticket.state == "waiting":
        return ticket.resolution_due, "utter_ticket_waiting"
    if now <= ticket.first_response_due:
        return ticket.first_response_due, "utter_ticket_open"
    if now <= ticket.resolution_due:
        return ticket.resolution_due, "utter_ticket_in_progress"
    return ticket.resolution_due, "utter_ticket_late"
