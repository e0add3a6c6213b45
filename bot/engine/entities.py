"""Rasa's extractor of numbers, contact data, times, amounts, products, names and addresses: rules, nothing learned."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Optional
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.engine.extract.gazetteer import read_gazetteer
from bot.engine.extract.message import entities_of
from bot.engine.extract.product import ProductNames, product_names


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SpacyRuleExtractor(GraphComponent, EntityExtractorMixin):
    """Configuration: `products`, the list of product names; `time_zone`, by default the shop's from settings.yml."""

    # Rasa's registry goes by the bare class name and has a SpacyEntityExtractor of its own, so ours may not be called that.
    # What it finds carries that name all the same: `rasa test nlu` leaves such entities out of its count, and our
    # training examples are not annotated.
    @property
    def name(self) -> str:
        return "SpacyEntityExtractor"

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"products": "data/products.yml", "time_zone": None}

    @staticmethod
    def required_packages() -> List[str]:
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyRuleExtractor:
        zone = config.get("time_zone") or settings.load().time_zone
        return cls(product_names(read_gazetteer(_products_file(config))), ZoneInfo(zone))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Rules and product names are this component's knowledge: when they change, so does what it finds."""
        files = (_products_file(config), *sorted((Path(__file__).parent / "extract").glob("*.py")))
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    def __init__(self, products: ProductNames, zone: ZoneInfo) -> None:
        self._products = products
        self._zone = zone

    def process(self, messages: List[Message]) -> List[Message]:
        now = datetime.now(self._zone)
        for message in messages:
            found = self.add_extractor_name(entities_of(message.get(TEXT) or "", now, self._products))
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Examples stay as they are: nothing learns from entities that rules will find again."""
        return training_data


def _products_file(config: Dict[str, Any]) -> Path:
    return settings.PROJECT / config["products"]


# The path in config.yml; Rasa looks at the class behind it.
SpacyEntityExtractor = SpacyRuleExtractor
