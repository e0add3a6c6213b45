"""Leaving a form for a moment, and for good."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.forms.shapes import FORMS

# Who the customer is stays known for the next request of the same conversation; what it was about does not.
KEPT = frozenset({"phone", "name", "address", "contact"})


def back_to_form(tracker: Tracker) -> list[dict[str, Any]]:
    """After a detour the form asks its pending question again."""
    return [FollowupAction(tracker.active_loop_name)] if tracker.active_loop_name in FORMS else []


def forget(form: str | None, tracker: Tracker, keep: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Empty what a form has gathered, but for the slots named."""
    shape = FORMS.get(form or "")
    if shape is None:
        return []
    names = (*shape.slots, *shape.also)
    return [SlotSet(name, None) for name in names if name not in keep and tracker.get_slot(name) is not None]


def leave_form(tracker: Tracker, keep: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """No form is active any more."""
    if not tracker.active_loop_name:
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None), *forget(tracker.active_loop_name, tracker, keep)]
