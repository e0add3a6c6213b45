"""The extractor as Rasa runs it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.validation import validate
from rasa.shared.data import TrainingType
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.entities import SpacyRuleExtractor


@pytest.fixture
def extractor(tmp_path):
    config = {**SpacyRuleExtractor.get_default_config(), "time_zone": "Asia/Shanghai"}
    context = ExecutionContext(GraphSchema({}), "test")
    return SpacyRuleExtractor.create(config, LocalModelStorage(tmp_path), Resource("entities"), context)


def test_the_extractor_adds_to_the_entities_of_a_message(extractor):
    message = Message({TEXT: "T-10001 明天的空调", ENTITIES: [{"entity": "article", "value": "x"}]})
    empty = Message({})
    extractor.process([message, empty])
    tomorrow = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=1)
    assert [(one["entity"], one["value"]) for one in message.get(ENTITIES)] == [
        ("article", "x"),
        ("ticket_number", "T-10001"),
        ("when", tomorrow.isoformat()),
        ("product", "air_conditioner"),
    ]
    assert {one.get("extractor") for one in message.get(ENTITIES)[1:]} == {"SpacyEntityExtractor"}
    assert ENTITIES in message.as_dict(only_output_properties=True)
    assert empty.get(ENTITIES) == []


@pytest.mark.parametrize("name", ["SpacyRuleExtractor", "SpacyEntityExtractor"])
def test_rasa_accepts_it_in_a_pipeline_and_does_not_take_its_own_instead(name):
    config = {
        "language": "zh",
        "pipeline": [{"name": f"bot.engine.entities.{name}", "time_zone": "Asia/Shanghai"}],
        "policies": [{"name": "RulePolicy"}],
    }
    graph = DefaultV1Recipe().graph_config_for_recipe(config, {}, training_type=TrainingType.NLU)
    validate(graph)
    assert any(node.uses is SpacyRuleExtractor for node in graph.predict_schema.nodes.values())


def test_its_fingerprint_follows_the_list_of_products(tmp_path):
    shipped = SpacyRuleExtractor.get_default_config()
    other = tmp_path / "products.yml"
    other.write_text("products: [{id: tv, zh: [电视]}]", "utf-8")
    assert SpacyRuleExtractor.fingerprint_addon(shipped) == SpacyRuleExtractor.fingerprint_addon(shipped)
    assert SpacyRuleExtractor.fingerprint_addon(shipped) != SpacyRuleExtractor.fingerprint_addon(
        {"products": str(other)}
    )
