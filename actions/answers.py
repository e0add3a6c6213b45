"""When an answer helped, when it did not, and when the bot did not understand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from actions.forms.detour import back_to_form
from actions.heard import Heard, heard, heard_before
from actions.patience import misses_in_a_row, offer_now
from bot.core.words import Urgency
from bot.usecases.choose_language import choose_language
from bot.usecases.feedback import keep_verdict, untried

MOST_TITLES = 2
# Below this an article is not even worth a title.
WORTH_SHOWING = 0.04
_NONE = {"zh": "都不是", "en": "None of these"}


class NotUnderstood(Action):
    """First miss: please say it in other words. Second in a row, or anything urgent: a person."""

    def name(self) -> str:
        return "action_not_understood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if tracker.active_loop_name:
            return back_to_form(tracker)
        message, intents = heard(tracker), [one.intent for one in heard_before(tracker)]
        dispatcher.utter_message(response=_response(message, intents))
        return []


class NotHelped(Action):
    """Sorry; then the next best titles that were not tried yet, or a rephrasing; the second "no" brings a person."""

    def name(self) -> str:
        return "action_not_helped"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message, before = heard(tracker), heard_before(tracker)
        await house.in_thread(keep_verdict, house.store(), tracker.sender_id, message.inbox_id, False, house.now())
        if tracker.active_loop_name:
            dispatcher.utter_message(response="utter_not_helped_in_form")
            return back_to_form(tracker)
        intents = [one.intent for one in before]
        asked = _question_answered(before)
        urgent = asked is not None and asked.urgency in (Urgency.HIGH, Urgency.CRITICAL)
        if urgent or misses_in_a_row(intents) >= 2:
            dispatcher.utter_message(
                response="utter_offer_person_urgent" if urgent else "utter_offer_person_not_helped"
            )
            return []
        ids = [name for name, score in asked.ranking if score >= WORTH_SHOWING] if asked else []
        titles = await house.in_thread(untried, house.store(), tracker.sender_id, ids, message.language, MOST_TITLES)
        if not titles:
            dispatcher.utter_message(response="utter_not_helped_rephrase")
            return []
        buttons = [
            {"title": title, "payload": f"/choose_article{json.dumps({'article': name})}"} for name, title in titles
        ]
        buttons.append({"title": _NONE[message.language], "payload": "/none_of_these"})
        dispatcher.utter_message(
            response="utter_not_helped_others", buttons=buttons, offered=[name for name, _ in titles]
        )
        return []


class Helped(Action):
    def name(self) -> str:
        return "action_helped"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = heard(tracker)
        await house.in_thread(keep_verdict, house.store(), tracker.sender_id, message.inbox_id, True, house.now())
        dispatcher.utter_message(response="utter_glad")
        return back_to_form(tracker)


class SwitchLanguage(Action):
    """ "说英文" and "please speak Chinese": the answer comes in the language that was asked for."""

    def name(self) -> str:
        return "action_switch_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = heard(tracker)
        wanted = language_asked_for(message.text, message.language)
        await house.in_thread(choose_language, house.store(), house.bell(), tracker.sender_id, wanted)
        dispatcher.utter_message(response="utter_now_english" if wanted == "en" else "utter_now_chinese")
        return back_to_form(tracker)


def language_asked_for(text: str, otherwise: str) -> str:
    folded = text.lower()
    english = any(word in folded for word in ("english", "英文", "英语", "英語"))
    chinese = any(
        word in folded for word in ("chinese", "mandarin", "中文", "普通话", "普通話", "汉语", "國語", "国语")
    )
    if english == chinese:
        return otherwise
    return "en" if english else "zh"


def _response(message: Heard, intents: Sequence[str]) -> str:
    if message.urgency in (Urgency.HIGH, Urgency.CRITICAL):
        return "utter_offer_person_urgent"
    return "utter_offer_person_not_understood" if offer_now(intents, message.urgency) else "utter_rephrase"


def _question_answered(before: Sequence[Heard]) -> Heard | None:
    """The last question the knowledge base was asked."""
    return next((one for one in reversed(before) if one.intent in ("faq", "faq_choice") and one.ranking), None)
