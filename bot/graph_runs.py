"""Runs of Rasa's graph (understanding, policies) in an order that is worked out once, not by dask at each message.

Rasa hands the graph of components to dask for every message and every choice of an action: dask sorts it, keeps books for
workers that do not exist and runs it in this very thread; that took a tenth of Rasa's time. The graph of a loaded model
never changes. `install` replaces `DaskGraphRunner.run`; a test holds it to rasa 3.6.21.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

RASA_VERSION = "3.6.21"
_MODULE = "rasa.engine.runner.dask"
_PLANS = "_orders_of_runs"

Step = tuple[str, Any, tuple[str, ...]]


def install() -> bool:
    """Replace Rasa's way of running; doing it again changes nothing. False where Rasa's runner is not loaded."""
    module = sys.modules.get(_MODULE)
    if module is None:
        return False
    error = module.GraphRunError

    def run(
        runner: Any, inputs: Mapping[str, Any] | None = None, targets: Sequence[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or runner._graph_schema.target_names)
        try:
            return executed(_plan(runner, wanted), inputs or {}, wanted)
        except RuntimeError as problem:
            raise error("Error running runner.") from problem

    runner: Any = module.DaskGraphRunner
    runner.run = run
    return True


def ordered(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Names of nodes, each after those that it needs. What is needed and is no node is an input."""
    sorter = TopologicalSorter({name: [each for each in of if each in needs] for name, of in needs.items()})
    return list(sorter.static_order())


def executed(plan: Sequence[Step], inputs: Mapping[str, Any], targets: Sequence[str]) -> dict[str, Any]:
    """The outputs of `targets` by name. A node takes (name, output) of what it needs, or the name of an input not given."""
    known: dict[str, Any] = {name: (name, value) for name, value in inputs.items()}
    for name, node, needs in plan:
        known[name] = node(*[known.get(each, each) for each in needs])
    return dict(known[target] for target in targets)


def _plan(runner: Any, targets: tuple[str, ...]) -> Sequence[Step]:
    plans: dict[tuple[str, ...], Sequence[Step]] = vars(runner).setdefault(_PLANS, {})
    if targets not in plans:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        plans[targets] = [(name, runner._instantiated_nodes[name], needs[name]) for name in ordered(needs)]
    return plans[targets]
