"""Runs Rasa's graph node after node, in an order found once.

Rasa gives each run to dask, which schedules the same few nodes anew: about 1 ms a run, and a turn has three.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelStorage

Step = Tuple[Text, Tuple[Text, ...]]


class PlainRunner(DaskGraphRunner):
    """The same nodes as Rasa's runner, the same results, no scheduler."""

    def __init__(
        self,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[List[GraphNodeHook]] = None,
    ) -> None:
        super().__init__(graph_schema, model_storage, execution_context, hooks)
        self._orders: Dict[Tuple[Text, ...], List[Step]] = {}

    @classmethod
    def taking_over(cls, runner: DaskGraphRunner) -> PlainRunner:
        """With the nodes that `runner` has loaded."""
        found = cls.__new__(cls)
        found.__dict__.update(runner.__dict__)
        found._orders = {}
        return found

    def run(self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None) -> Dict[Text, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        done: Dict[Text, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._orders[wanted]:
            # A need that nobody provides is passed on by its name, as dask does; the node says what is missing.
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    def _order(self, targets: Tuple[Text, ...]) -> List[Step]:
        """Every node that the targets need, each after those it needs itself."""
        found: Dict[Text, Step] = {}
        under_way: List[Text] = []

        def visit(name: Text) -> None:
            node = self._graph_schema.nodes.get(name)
            if node is None or name in found:
                return
            if name in under_way:
                raise GraphRunError(f"The graph of the model goes in a circle at {name!r}.")
            under_way.append(name)
            needs = tuple(node.needs.values())
            for need in needs:
                visit(need)
            under_way.pop()
            found[name] = (name, needs)

        for target in targets:
            visit(target)
        return list(found.values())
