"""The training sentences nearest to a text vote for its intent: what has been asked in nearly these words is known as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

# The directions in which the sentences differ most carry the meaning; more of them only cost memory.
_DIRECTIONS = 128
_VOTES = 40
_SHARPNESS = 12.0
_FLOOR = 1e-4
_BLOCK = 512


@dataclass(frozen=True)
class IntentNeighbours:
    """`directions` is (dimension, d), `sentences` (training sentences, d) of length 1, `wanted` their classes."""

    directions: Vectors
    sentences: Vectors
    wanted: NDArray[np.int64]
    classes: int

    @classmethod
    def fit(cls, shown: Vectors, wanted: NDArray[np.int64], classes: int) -> IntentNeighbours:
        """Keep the training sentences, as centred vectors (texts, dimension), in their main directions."""
        _, vectors = np.linalg.eigh((shown.T @ shown).astype(np.float64) / len(shown))
        directions = np.ascontiguousarray(vectors[:, -_DIRECTIONS:], np.float32)
        sentences = _unit(shown @ directions).astype(np.float16).astype(np.float32)
        return cls(directions, sentences, wanted, classes)

    def log_probabilities(self, shown: Vectors) -> Vectors:
        """(texts, classes) for centred vectors (texts, dimension)."""
        votes = min(_VOTES, len(self.sentences))
        result = np.empty((len(shown), self.classes), np.float32)
        for start in range(0, len(shown), _BLOCK):
            alike = _unit(shown[start : start + _BLOCK] @ self.directions) @ self.sentences.T
            nearest = np.argpartition(-alike, votes - 1, axis=1)[:, :votes]
            for row, found in enumerate(nearest):
                found = np.sort(found)  # sums do not depend on the order in which neighbours come
                weight = np.exp(_SHARPNESS * (alike[row, found] - alike[row, found].max()))
                shares = np.bincount(self.wanted[found], weight, self.classes) + _FLOOR
                result[start + row] = np.log(shares / shares.sum())
        return result

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file."""
        return {
            f"{prefix}_directions": self.directions,
            f"{prefix}_sentences": self.sentences.astype(np.float16),
            f"{prefix}_wanted": self.wanted.astype(np.int16),
            f"{prefix}_classes": np.array(self.classes),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> IntentNeighbours:
        """What `arrays` was made from."""
        return cls(
            np.ascontiguousarray(arrays[f"{prefix}_directions"], np.float32),
            np.ascontiguousarray(arrays[f"{prefix}_sentences"], np.float32),
            arrays[f"{prefix}_wanted"].astype(np.int64),
            int(arrays[f"{prefix}_classes"]),
        )


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
