"""Language and triage of a message as a Rasa component."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.text import language_of
from bot.engine.turn import current
from bot.knowledge.live import CERTAIN


def _is_everyday(selector: Optional[Dict[Text, Any]]) -> bool:
    """Whether an article about nothing dangerous answers this message for certain."""
    from bot.engine.house import live_index

    found = (selector or {}).get("faq") or {}
    best = found.get("response") or {}
    # What may not be told in this channel still says what the matter is.
    article = found.get("unsaid") or str(best.get("intent_response_key") or "").partition("/")[2]
    return best.get("confidence", 0) >= CERTAIN and not live_index().is_emergency(article)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Triage(GraphComponent):
    """Writes `language` and `triage` into the parse result."""

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
    ) -> "Triage":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._judge(message, text)
        return messages

    @staticmethod
    def _judge(message: Message, text: str) -> None:
        from bot.engine.house import live_index, triage_model

        context = current()
        metadata = message.get("metadata") or {}
        language = language_of(text, metadata.get("language") or "zh")
        everyday = _is_everyday(message.get("response_selector"))
        # Danger typed as pinyin ("dianchi maoyan le") is danger.
        judged = (
            triage_model()
            .judge(live_index().in_characters(text) or text, context.history if context else (), everyday)
            .as_dict()
        )
        judged["language"] = language
        judged.pop("text", None)
        message.set("language", language, add_to_output=True)
        message.set("triage", judged, add_to_output=True)
