"""Writes a network as an ONNX graph, operator by operator, and opens it in onnxruntime."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

# Oldest versions that have every operator used here: any onnxruntime of the last years reads them.
_OPSET, _IR = 18, 8
# onnxruntime's own operators: a whole attention, a sum with its normalization.
FUSED = "com.microsoft"


@dataclass
class OnnxGraph:
    """Operators and constants as they are added; each method gives the name of the value it made."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)

    def constant(self, values: NDArray[Any]) -> str:
        """A tensor that stays as it is."""
        name = f"constant{next(self._numbers)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def numbers(self, *values: int) -> str:
        """Whole numbers, as axes and sizes are given."""
        return self.constant(np.array(values, np.int64))

    def value(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """What one operator gives."""
        return self.values(kind, 1, *inputs, domain=domain, **attributes)[0]

    def values(self, kind: str, count: int, *inputs: str, domain: str = "", **attributes: Any) -> list[str]:
        """What an operator of several outputs gives."""
        names = [f"value{next(self._numbers)}" for _ in range(count)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names

    def serialized(
        self, name: str, inputs: dict[str, list[str | int]], result: str, output: str, shape: list[str | int]
    ) -> bytes:
        """The graph: `inputs` (name to shape, float32) in, the value `result` as `output` of that shape, float32, out."""
        float32 = onnx.TensorProto.FLOAT
        self.nodes.append(helper.make_node("Identity", [result], [output]))
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(each, float32, sizes) for each, sizes in inputs.items()],
            [helper.make_tensor_value_info(output, float32, shape)],
            self.constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(FUSED, 1)]
        return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=_IR).SerializeToString())


def open_session(graph: bytes, **entries: str) -> Any:
    """An onnxruntime session on one thread; `entries` are set in its configuration as "session.<name>"."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # More threads than one spin against all other work on the machine: a text takes ten times as long when it is busy.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    for name, value in entries.items():
        options.add_session_config_entry(f"session.{name}", value)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
