"""Rasa's graph gives the same without dask, and the replacement is held to one Rasa version."""

from __future__ import annotations

import importlib.metadata
import inspect
import random
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import dask
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import graph_runs


class Node:
    """As Rasa's: takes (name, output) pairs, gives one; a name that was not replaced is an input that was not given."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *given: Any) -> tuple[str, Any]:
        return self.name, (self.name, *given)


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == graph_runs.RASA_VERSION


def test_the_replaced_method_is_still_there_and_still_so_called() -> None:
    from pathlib import Path

    import rasa

    source = (Path(inspect.getfile(rasa)).parent / "engine" / "runner" / "dask.py").read_text("utf-8")
    assert "dask_result = dask.get(run_graph, run_targets)" in source
    assert "graph[input_name] = (input_name, input_value)" in source
    assert "*schema_node.needs.values()," in source


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_every_graph_gives_what_dask_gives(seed: int, size: int) -> None:
    chance = random.Random(seed)
    needs = {
        f"n{number}": (*chance.sample([f"n{n}" for n in range(number)], chance.randint(0, number)), "__given__", "__absent__")
        for number in range(size)
    }  # fmt: skip
    nodes = {name: Node(name) for name in needs}
    targets = chance.sample(list(needs), chance.randint(1, size))
    by_dask = dict(
        dask.get({**{name: (nodes[name], *of) for name, of in needs.items()}, "__given__": ("__given__", 7)}, targets)
    )
    plan = [(name, nodes[name], needs[name]) for name in graph_runs.ordered(needs)]
    assert graph_runs.executed(plan, {"__given__": 7}, targets) == by_dask


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Any:
    class DaskGraphRunner:
        asked = 0

        def __init__(self, nodes: dict[str, Any]) -> None:
            self._instantiated_nodes = nodes
            self._graph_schema = self
            self.target_names = list(nodes)

        def minimal_graph_schema(self, targets: list[str]) -> Any:
            self.asked += 1
            return SimpleNamespace(nodes={name: SimpleNamespace(needs={}) for name in targets})

    module = ModuleType("rasa.engine.runner.dask")
    module.DaskGraphRunner = DaskGraphRunner  # type: ignore[attr-defined]
    module.GraphRunError = type("GraphRunError", (Exception,), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert graph_runs.install() is True
    return DaskGraphRunner


def test_the_order_is_worked_out_once(runner: Any) -> None:
    one = runner({"a": Node("a"), "b": Node("b")})
    assert one.run(inputs=None, targets=["a"]) == {"a": ("a",)}
    assert one.run(targets=["a"]) == {"a": ("a",)}
    assert one.asked == 1
    assert one.run() == {"a": ("a",), "b": ("b",)}


def test_a_nodes_own_error_is_rasas_error(runner: Any) -> None:
    def broken(*_given: Any) -> Any:
        raise RuntimeError("no weights")

    with pytest.raises(sys.modules["rasa.engine.runner.dask"].GraphRunError):  # type: ignore[attr-defined]
        runner({"a": broken}).run()


def test_a_process_without_rasas_runner_does_not_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "rasa.engine.runner.dask", raising=False)
    assert graph_runs.install() is False
