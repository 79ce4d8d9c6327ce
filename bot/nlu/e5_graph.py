"""The transformer of multilingual-e5-small as an ONNX graph in 8-bit integers, for onnxruntime."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from bot.nlu.e5_weights import Array, E5Weights

INPUT, OUTPUT = "embedded", "mean"
# Oldest versions that have every operator used here: any onnxruntime of the last years reads them.
_OPSET, _IR = 18, 8
_FUSED = "com.microsoft"  # onnxruntime's own operators: a whole attention, a sum with its normalization


def e5_graph(weights: E5Weights) -> bytes:
    """The serialized graph: `embedded` (texts, pieces, hidden) float32 in, `mean` (texts, hidden) float32 out, not yet of length 1.

    Weights are 8 bits with a scale for each output (they were 4 bits with a scale for each 32: nothing coarser is made of them);
    activations are rounded to 8 bits as they come, by one scale a call, so that a text's vector depends on the texts beside it:
    give one text at a time.
    """
    graph = _Graph()
    state = INPUT
    for layer in weights.layers:
        packed, scales = _rounded(layer.attention[0])
        small, scale, zero = graph.quantized(state)
        attended = graph.fused(
            "QAttention",
            [
                small,
                graph.constant(packed),
                graph.constant(layer.attention[1]),
                scale,
                graph.constant(scales),
                "",  # no mask: one length a call
                zero,
                graph.constant(np.zeros(len(scales), np.int8)),
            ],
            num_heads=weights.heads,
        )
        state = graph.normed(graph.linear(attended, layer.output), state, layer.output_norm, weights.epsilon)
        wide = graph.fused("Gelu", [graph.linear(state, layer.widen)])
        state = graph.normed(graph.linear(wide, layer.narrow), state, layer.narrow_norm, weights.epsilon)
    graph.node("ReduceMean", [state, graph.constant(np.array([1], np.int64))], [OUTPUT], keepdims=0)
    return graph.serialized(len(weights.kind))


def _rounded(matrix: Array) -> tuple[NDArray[np.int8], Array]:
    """(inputs, outputs) int8, and the scale of each output."""
    scales = np.asarray(np.abs(matrix).max(axis=0) / 127, np.float32)
    scales[scales == 0] = 1
    return np.round(matrix / scales).astype(np.int8), scales


@dataclass
class _Graph:
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)

    def node(self, kind: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))

    def constant(self, values: NDArray[Any]) -> str:
        name = f"constant{next(self._numbers)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def fused(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        name = f"value{next(self._numbers)}"
        self.node(kind, inputs, [name], _FUSED, **attributes)
        return name

    def quantized(self, value: str) -> list[str]:
        """The value in 8 bits, its scale and its zero."""
        names = [f"{part}{next(self._numbers)}" for part in ("small", "scale", "zero")]
        self.node("DynamicQuantizeLinear", [value], names)
        return names

    def linear(self, value: str, weights: tuple[Array, Array]) -> str:
        packed, scales = _rounded(weights[0])
        small, scale, zero = self.quantized(value)
        zeros = self.constant(np.zeros(len(scales), np.int8))
        inputs = [small, self.constant(packed), scale, self.constant(scales), zero, zeros, self.constant(weights[1])]
        return self.fused("MatMulIntegerToFloat", inputs)

    def normed(self, value: str, before: str, norm: tuple[Array, Array], epsilon: float) -> str:
        inputs = [value, before, self.constant(norm[0]), self.constant(norm[1])]
        return self.fused("SkipLayerNormalization", inputs, epsilon=epsilon)

    def serialized(self, hidden: int) -> bytes:
        float32 = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            self.nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info(INPUT, float32, ["texts", "pieces", hidden])],
            [helper.make_tensor_value_info(OUTPUT, float32, ["texts", hidden])],
            self.constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=_IR).SerializeToString())
