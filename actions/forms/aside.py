"""A form that the customer passes over is set aside with what it has gathered, and taken up again where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.detour import KEPT, back_to_form, forget
from actions.forms.reading import ANSWERS
from actions.forms.shapes import FORMS, MATTERS, facts
from actions.heard import Heard, heard, heard_before
from bot.core.giving_up import gives_up

SLOT = "set_aside"
# So many other things in a row, without a word for the form, and it waits until it is wanted.
PATIENCE = 3
# Verdicts and courtesies belong to what went before: they neither answer the form nor ask for something else.
_NEUTRAL = frozenset(
    {"helped", "not_helped", "none_of_these", "choose_article", "thank", "decline_offer", "switch_language"}
)


def interruptions(form: str, messages: Sequence[Heard]) -> int:
    """How many of the last messages asked for something else, back to the last word for this form."""
    count = 0
    for one in reversed(messages):
        if one.intent in ANSWERS or one.intent in (FORMS[form].intent, "go_on"):
            break
        count += one.intent not in _NEUTRAL
    return count


def is_passed_over(form: str, tracker: Tracker) -> bool:
    """Asked for other things too often, or dropped in the same breath as the last question was asked."""
    messages = heard_before(tracker)
    counts = messages[-1].intent not in _NEUTRAL if messages else False
    return gives_up(form, heard(tracker).text) or (counts and interruptions(form, messages) >= PATIENCE)


def set_aside(form: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Says that it can go on later, and keeps what was told."""
    dispatcher.utter_message(response="utter_set_aside", matter=MATTERS[form][heard(tracker).language])
    return [
        SlotSet(SLOT, {"form": form, "told": facts(form, tracker.slots)}),
        *forget(form, tracker, keep=KEPT),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        # Nothing is filed: the rules would take a form that ends for one that is complete.
        FollowupAction("action_listen"),
    ]


def on_with_it(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """After a detour that an action has answered: the form asks again, or is set aside."""
    form = tracker.active_loop_name
    if form in FORMS and is_passed_over(form, tracker):
        return set_aside(form, dispatcher, tracker)
    return back_to_form(tracker)


def waiting(tracker: Tracker) -> tuple[str, dict[str, Any]] | None:
    """The form that was set aside, and what had been told to it."""
    kept = tracker.get_slot(SLOT) or {}
    return (kept["form"], dict(kept.get("told") or {})) if kept.get("form") in FORMS else None


def told_before(form: str, message: Heard, tracker: Tracker) -> dict[str, Any] | None:
    """What was told to this form when it was set aside; None when the message opens another matter."""
    kept = waiting(tracker)
    if kept is None or kept[0] != form:
        return None
    for entity, slot in (("product", "product_id"), ("order_number", "order_number")):
        named = message.first(entity)
        if named and kept[1].get(slot) and str(named) != str(kept[1][slot]):
            return None
    return kept[1]


def resume(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Takes up what was set aside; no event when nothing was."""
    kept = waiting(tracker)
    if kept is None:
        return []
    form, told = kept
    dispatcher.utter_message(response="utter_resumed", matter=MATTERS[form][heard(tracker).language])
    return [*(SlotSet(name, value) for name, value in told.items()), SlotSet(SLOT, None), FollowupAction(form)]
