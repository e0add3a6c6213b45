"""The live knowledge base as a Rasa component: retrieval without retraining, in `response_selector` shape."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.text import language_of
from bot.engine.turn import channel

FAQ = "faq"
# An article is about all orders: "cancel order QH2025110001" asks it without the number.
_NUMBERS = frozenset({"order_number", "ticket_number", "phone", "serial_number"})
_LEAST = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class KnowledgeSelector(GraphComponent):
    """Asks the published articles. The index lives outside the model and is swapped whole at each publish."""

    @staticmethod
    def required_packages() -> List[Text]:
        return ["numpy"]

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
    ) -> "KnowledgeSelector":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._select(message, text)
        return messages

    @staticmethod
    def _select(message: Message, text: str) -> None:
        from bot.engine.house import live_index

        language = language_of(text, (message.get("metadata") or {}).get("language") or "zh")
        answer = live_index().ask(_without_numbers(text, message.get(ENTITIES) or ()), channel(), language)
        ranking = [
            {"intent_response_key": f"{FAQ}/{one.id}", "confidence": round(float(one.score), 4)}
            for one in answer.ranking
        ]
        best = answer.ranking[0] if answer.ranking else None
        selected: Dict[Text, Any] = {
            "status": answer.status,
            "unsaid": answer.unsaid,
            "response": {
                "responses": [],
                "confidence": round(float(best.score), 4) if best else 0.0,
                "intent_response_key": f"{FAQ}/{best.id}" if best else None,
                "utter_action": f"utter_{FAQ}/{best.id}" if best else None,
            },
            "ranking": ranking,
        }
        message.set("response_selector", {"all_retrieval_intents": [FAQ], FAQ: selected}, add_to_output=True)


def _without_numbers(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The text without the customer's own numbers, unless hardly anything is left."""
    kept = text
    for one in sorted(entities, key=lambda one: -int(one["start"])):
        if one["entity"] in _NUMBERS:
            kept = kept[: one["start"]] + kept[one["end"] :]
    return kept if len(kept.strip()) >= _LEAST else text
