"""The plain runner gives what Rasa's own gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.engine.runner import PlainRunner


class Add(GraphComponent):
    """Adds its inputs to `plus`, and remembers how often it ran."""

    def __init__(self, plus: int) -> None:
        self.plus, self.runs = plus, 0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Add:
        return cls(config["plus"])

    def add(self, left: int, right: int) -> int:
        self.runs += 1
        return left + right + self.plus


def node(plus: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Add, constructor_name="create", fn="add", config={"plus": plus}, eager=True)


def graph() -> GraphSchema:
    # `both` needs `first` twice over, once through `second`.
    return GraphSchema(
        {
            "both": node(100, left="second", right="first"),
            "second": node(10, left="first", right="__given__"),
            "first": node(1, left="__given__", right="__given__"),
            "beside": node(1000, left="__given__", right="__given__"),
        }
    )


@pytest.fixture
def rasas(tmp_path: Path) -> DaskGraphRunner:
    return DaskGraphRunner.create(graph(), LocalModelStorage.create(tmp_path), ExecutionContext(graph(), "test"))


@pytest.mark.parametrize("targets", [["both"], ["first"], ["both", "beside"]])
def test_it_gives_what_rasas_runner_gives(rasas: DaskGraphRunner, targets: list[str]) -> None:
    given = {"__given__": 5}
    assert PlainRunner.taking_over(rasas).run(given, targets) == rasas.run(given, targets)


def test_a_node_runs_once_and_only_where_it_is_needed(rasas: DaskGraphRunner) -> None:
    plain = PlainRunner.taking_over(rasas)
    assert plain.run({"__given__": 5}, ["both"]) == {"both": 137}
    runs = {name: one._component.runs for name, one in plain._instantiated_nodes.items()}
    assert runs == {"both": 1, "second": 1, "first": 1, "beside": 0}


def test_a_missing_input_is_named(rasas: DaskGraphRunner) -> None:
    with pytest.raises(GraphRunError, match="__given__"):
        PlainRunner.taking_over(rasas).run({}, ["first"])


def test_a_circle_is_refused(tmp_path: Path) -> None:
    schema = GraphSchema({"a": node(1, left="b", right="b"), "b": node(1, left="a", right="a")})
    runner = DaskGraphRunner.create(schema, LocalModelStorage.create(tmp_path), ExecutionContext(schema, "test"))
    with pytest.raises(GraphRunError, match="circle"):
        PlainRunner.taking_over(runner).run({}, ["a"])
