"""The transformer of multilingual-e5-small as an ONNX graph in 8-bit integers, for onnxruntime."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.nlu.e5_weights import Array, E5Weights
from bot.nlu.onnx_graph import FUSED, OnnxGraph

INPUT, OUTPUT = "embedded", "mean"


def e5_graph(weights: E5Weights) -> bytes:
    """The serialized graph: `embedded` (texts, pieces, hidden) float32 in, `mean` (texts, hidden) float32 out, not yet of length 1.

    Weights are 8 bits with a scale for each output (they were 4 bits with a scale for each 32: nothing coarser is made of them);
    activations are rounded to 8 bits as they come, by one scale a call, so that a text's vector depends on the texts beside it:
    give one text at a time.
    """
    graph = OnnxGraph()
    state = INPUT
    for layer in weights.layers:
        packed, scales = _rounded(layer.attention[0])
        small, scale, zero = _quantized(graph, state)
        attended = graph.value(
            "QAttention",
            small,
            graph.constant(packed),
            graph.constant(layer.attention[1]),
            scale,
            graph.constant(scales),
            "",  # no mask: one length a call
            zero,
            graph.constant(np.zeros(len(scales), np.int8)),
            domain=FUSED,
            num_heads=weights.heads,
        )
        state = _normed(graph, _linear(graph, attended, layer.output), state, layer.output_norm, weights.epsilon)
        wide = graph.value("Gelu", _linear(graph, state, layer.widen), domain=FUSED)
        state = _normed(graph, _linear(graph, wide, layer.narrow), state, layer.narrow_norm, weights.epsilon)
    mean = graph.value("ReduceMean", state, graph.numbers(1), keepdims=0)
    hidden = len(weights.kind)
    return graph.serialized(
        "multilingual-e5-small", {INPUT: ["texts", "pieces", hidden]}, mean, OUTPUT, ["texts", hidden]
    )


def _rounded(matrix: Array) -> tuple[NDArray[np.int8], Array]:
    """(inputs, outputs) int8, and the scale of each output."""
    scales = np.asarray(np.abs(matrix).max(axis=0) / 127, np.float32)
    scales[scales == 0] = 1
    return np.round(matrix / scales).astype(np.int8), scales


def _quantized(graph: OnnxGraph, value: str) -> list[str]:
    """The value in 8 bits, its scale and its zero."""
    return graph.values("DynamicQuantizeLinear", 3, value)


def _linear(graph: OnnxGraph, value: str, weights: tuple[Array, Array]) -> str:
    packed, scales = _rounded(weights[0])
    small, scale, zero = _quantized(graph, value)
    zeros = graph.constant(np.zeros(len(scales), np.int8))
    inputs = [small, graph.constant(packed), scale, graph.constant(scales), zero, zeros, graph.constant(weights[1])]
    return graph.value("MatMulIntegerToFloat", *inputs, domain=FUSED)


def _normed(graph: OnnxGraph, value: str, before: str, norm: tuple[Array, Array], epsilon: float) -> str:
    inputs = [value, before, graph.constant(norm[0]), graph.constant(norm[1])]
    return graph.value("SkipLayerNormalization", *inputs, domain=FUSED, epsilon=epsilon)
