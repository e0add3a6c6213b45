"""The last component: one intent from all that was understood (the decision itself is core/ladder.py)."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.ladder import decide, language_wanted, nature_hinted
from bot.core.understood import REPLIES, REQUESTS, SMALL_TALK, Decision, Understood
from bot.engine.turn import channel, current

# Names that every bot has tell nothing about whose classifier this is.
_COMMON = frozenset({"greet", "goodbye", "thank", "chitchat", "affirm", "deny", "stop"})
# What says a fact and asks for nothing: an address in the middle of a form is no reason to hurry.
_DETAILS = frozenset({"inform", "correct_details", "affirm", "deny"})
_KNOWN = (SMALL_TALK | REQUESTS | REPLIES | {"faq", "ask_person", "report_danger", "out_of_scope"}) - _COMMON


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decide(GraphComponent):
    """Turns the classifier's guess into the intent that the dialogue rules see.

    Without a knowledge selector's output it leaves the message alone, so that the pipeline can be trained
    and measured on any other domain's data.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        return []

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Decide":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text, selector, triage = message.get(TEXT), message.get("response_selector"), message.get("triage")
            if text and selector and triage and not text.startswith("/"):
                self._decide(message, text, selector["faq"], triage)
        return messages

    @staticmethod
    def _decide(message: Message, text: str, selected: Dict[Text, Any], triage: Dict[Text, Any]) -> None:
        context = current()
        articles = [(one["intent_response_key"].partition("/")[2], one["confidence"]) for one in selected["ranking"]]
        ranking = message.get("intent_ranking") or []
        if ranking and not _ours(ranking):
            return
        seen = Understood(
            text=text,
            intents=[(one["name"], one["confidence"]) for one in ranking],
            knowledge_status=selected["status"],
            articles=articles,
            near_danger=_is_near_danger(selected, articles),
            urgency=triage["urgency"]["level"],
            urgency_confidence=triage["urgency"]["confidence"],
            nature=triage["nature"]["label"],
            wants_person=triage["wants_person"],
            person_confidence=triage["wants_person_confidence"],
            entities={one["entity"]: one["value"] for one in message.get(ENTITIES) or ()},
            form=context.form if context else None,
            slot=context.slot if context else None,
            asked=context.asked if context else None,
            offered=context.offered if context else (),
        )
        decision = decide(seen)
        if seen.urgency == "critical" and decision.intent != "report_danger":
            triage = _calmer(triage, decision.intent)
            message.set("triage", triage, add_to_output=True)
        answering = decision.article or (articles[0][0] if decision.intent == "faq" and articles else None)
        hinted = _as_the_article_says(triage, answering, message.get("language"), decision.confidence)
        if hinted:
            message.set("triage", hinted, add_to_output=True)
        _apply(message, text, decision, ranking)


def _ours(ranking: List[Dict[Text, Any]]) -> bool:
    """Whether the classifier learnt our intents. Of the ten best at least three are ours alone; others' bots may know
    one or two of these names as well."""
    return sum(one["name"] in _KNOWN for one in ranking) >= min(3, len(ranking))


def _is_near_danger(selected: Dict[Text, Any], articles: List[Tuple[Text, float]]) -> bool:
    """Whether the nearest article is one for emergencies, be it told in this channel or not."""
    from bot.engine.house import live_index

    nearest = selected.get("unsaid") or (articles[0][0] if articles else None)
    return nearest is not None and live_index().is_emergency(nearest)


def _calmer(triage: Dict[Text, Any], intent: Text) -> Dict[Text, Any]:
    """The triage of an alarm that was not believed: a person is still offered, unless it is a mere detail; and why."""
    level, why = ("normal", "a detail of the form") if intent in _DETAILS else ("high", "an everyday matter")
    urgency = {**triage["urgency"], "level": level, "reasons": [why]}
    return {**triage, "urgency": urgency}


def _as_the_article_says(
    triage: Dict[Text, Any], article_id: Optional[Text], language: Text, confidence: float
) -> Optional[Dict[Text, Any]]:
    """The triage with the nature that the answering article hints at; None where it changes nothing."""
    from bot.engine.house import live_index

    article = live_index().article(article_id, language) if article_id else None
    nature = triage["nature"]
    hint = nature_hinted(nature["label"], nature["confidence"], article.nature if article else None)
    if hint is None:
        return None
    # As sure as that this article is the right one. The desk translates the reason (static/desk/understood.js).
    hinted = {"label": hint, "confidence": round(float(confidence), 3), "reasons": ["the article says so"]}
    return {**triage, "nature": hinted}


def _apply(message: Message, text: str, decision: Decision, ranking: List[Dict[Text, Any]]) -> None:
    intent = {"name": decision.intent, "confidence": round(float(decision.confidence), 4)}
    message.set(INTENT, intent, add_to_output=True)
    rest = [one for one in ranking if one["name"] != decision.intent]
    message.set("intent_ranking", [intent, *rest][:10], add_to_output=True)
    if decision.article:
        entity = {
            "entity": "article",
            "value": decision.article,
            "start": 0,
            "end": len(text),
            "confidence_entity": 1.0,
            "extractor": "Decide",
        }
        message.set(ENTITIES, [*(message.get(ENTITIES) or []), entity], add_to_output=True)
    if decision.intent == "switch_language":
        message.set("language", language_wanted(text), add_to_output=True)
    if decision.intent == "report_danger":
        from bot.engine.house import live_index

        advice = live_index().nearest_emergency(text, channel(), message.get("language"))
        message.set("safety_article", getattr(advice, "id", advice), add_to_output=True)
