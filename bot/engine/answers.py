"""What the bot says: articles from the live knowledge base, everything else from the domain's templates.

Article text never meets `str.format`: a brace in an answer is an ordinary character.
"""

from __future__ import annotations

import json
import logging
from typing import Any, Dict, List, Optional, Text

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.turn import channel, current

log = logging.getLogger(__name__)
MOST_CHOICES = 3
SURELY_URGENT = 0.5
_WORDS = {
    "helped": {"zh": "有帮助", "en": "That helped"},
    "not_helped": {"zh": "没解决", "en": "Not solved"},
    "person": {"zh": "转人工客服", "en": "Talk to a person"},
    "none": {"zh": "都不是", "en": "None of these"},
    "did_it_help": {"zh": "请问这解决您的问题了吗？", "en": "Did that help?"},
    "urgent": {
        "zh": "这件事听起来比较急，需要的话我马上为您转人工客服。",
        "en": "This sounds urgent. I can put you through to a person right away.",
    },
    "which": {"zh": "您想问的是下面哪一个？", "en": "Which of these do you mean?"},
    "gone": {
        "zh": "抱歉，这条内容刚刚更新，请再问我一次。",
        "en": "Sorry, this article has just changed. Please ask me once more.",
    },
}


class KnowledgeAnswers(TemplatedNaturalLanguageGenerator):
    """Rasa's generator with three more responses: `utter_faq`, `utter_faq_choice`, `utter_faq_chosen`."""

    def __init__(self, endpoint_config: Any = None, domain: Optional[Domain] = None) -> None:
        super().__init__((domain or Domain.empty()).responses)

    async def generate(
        self, utter_action: Text, tracker: DialogueStateTracker, output_channel: Text, **kwargs: Any
    ) -> Optional[Dict[Text, Any]]:
        try:
            return self._generate(utter_action, tracker, output_channel, **kwargs)
        except Exception as error:
            # Rasa would log this and go on in silence; the customer must get an answer or a person.
            context = current()
            if context is not None:
                context.turn.problem = f"{utter_action} could not be said: {error}"
            raise

    def _generate(
        self, utter_action: Text, tracker: DialogueStateTracker, output_channel: Text, **kwargs: Any
    ) -> Optional[Dict[Text, Any]]:
        language = language_of_turn(tracker)
        if utter_action == "utter_faq":
            ranking = _ranking(tracker)
            return (
                self._article(ranking[0][0], ranking[0][1], tracker, language)
                if ranking
                else self._say("gone", language)
            )
        if utter_action == "utter_faq_chosen":
            chosen = next(tracker.get_latest_entity_values("article"), None)
            return self._article(str(chosen), 1.0, tracker, language) if chosen else self._say("gone", language)
        if utter_action == "utter_faq_choice":
            return self._choice([name for name, _ in _ranking(tracker)], language)
        if utter_action.startswith("utter_faq/"):
            return self._article(utter_action.partition("/")[2], 1.0, tracker, language)
        slots = {**tracker.current_slot_values(), "language": language}
        said = self.generate_from_slots(utter_action, slots, output_channel, **kwargs)
        if said is None:
            raise LookupError(f"the domain has no response {utter_action!r} in {language!r}")
        return said

    @staticmethod
    def _say(word: str, language: str) -> Dict[Text, Any]:
        return {"text": _WORDS[word][language]}

    def _article(self, article_id: str, score: float, tracker: DialogueStateTracker, language: str) -> Dict[Text, Any]:
        from bot.engine.house import live_index

        article = live_index().article(article_id, language)
        # Its limit may be newer than the ranking or the button that led here.
        if article is None or not article.is_told_in(channel()):
            return self._say("gone", language)
        buttons = [
            {"title": _WORDS["helped"][language], "payload": "/helped"},
            {"title": _WORDS["not_helped"][language], "payload": "/not_helped"},
        ]
        text = article.answer.strip()
        triage = (tracker.latest_message.parse_data or {}).get("triage") or {} if tracker.latest_message else {}
        if _is_urgent(triage.get("urgency") or {}):
            buttons.insert(0, {"title": _WORDS["person"][language], "payload": "/ask_person"})
            text = f"{text}\n\n{_WORDS['urgent'][language]}"
        return {
            "text": f"{text}\n\n{_WORDS['did_it_help'][language]}",
            "buttons": buttons,
            "asked": "helped",
            "article": {"id": article.id, "title": article.question, "score": round(score, 4)},
        }

    def _choice(self, ids: List[str], language: str) -> Dict[Text, Any]:
        from bot.engine.house import live_index

        found = [live_index().article(name, language) for name in ids[:MOST_CHOICES]]
        articles = [one for one in found if one is not None and one.is_told_in(channel())]
        if not articles:
            return self._say("gone", language)
        buttons = [
            {"title": one.question, "payload": "/choose_article" + json.dumps({"article": one.id})} for one in articles
        ]
        buttons.append({"title": _WORDS["none"][language], "payload": "/none_of_these"})
        return {
            "text": _WORDS["which"][language],
            "buttons": buttons,
            "asked": "choose",
            "offered": [one.id for one in articles],
        }


def _is_urgent(urgency: Dict[Text, Any]) -> bool:
    """Whether to offer a person beside the answer; half-sure alarms over everyday questions only annoy."""
    return urgency.get("level") == "high" and (urgency.get("confidence") or 0.0) >= SURELY_URGENT


def language_of_turn(tracker: DialogueStateTracker) -> str:
    """`zh` or `en`: of the message, else (buttons) of the conversation."""
    message = tracker.latest_message
    found = None
    if message is not None:
        found = (message.parse_data or {}).get("language") or (message.metadata or {}).get("language")
    return "en" if found == "en" else "zh"


def _ranking(tracker: DialogueStateTracker) -> list[tuple[str, float]]:
    message = tracker.latest_message
    selected = ((message.parse_data or {}).get("response_selector") or {}).get("faq") or {} if message else {}
    return [(one["intent_response_key"].partition("/")[2], one["confidence"]) for one in selected.get("ranking") or ()]
