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
_CANDIDATES = 12
_SHARPNESS = 12.0
_FLOOR = 1e-4


@dataclass(frozen=True)
class IntentNeighbours:
    """`directions` is (dimension, d); `sentences` (training sentences, d), each of length 1, those of a class together; the
    sentences of class c are the rows from `starts[c]` to `starts[c + 1]`.
    """

    directions: Vectors
    sentences: Vectors
    starts: NDArray[np.int64]

    @classmethod
    def fit(cls, shown: Vectors, wanted: NDArray[np.int64], classes: int) -> IntentNeighbours:
        """Keep the training sentences, as centred vectors (texts, dimension), in their main directions."""
        _, vectors = np.linalg.eigh((shown.T @ shown).astype(np.float64) / len(shown))
        directions = np.ascontiguousarray(vectors[:, -_DIRECTIONS:], np.float32)
        by_class = np.argsort(wanted, kind="stable")
        sentences = _unit(shown[by_class] @ directions).astype(np.float16).astype(np.float32)
        return cls(directions, sentences, np.searchsorted(wanted[by_class], np.arange(classes + 1)))

    def log_probabilities(self, shown: Vectors, seeming: Vectors) -> Vectors:
        """(texts, classes) for centred vectors (texts, dimension). `seeming` (texts, classes) is what the rest of the model says:
        only the sentences of the classes that are foremost in it are looked at (all of them are 19 MB, the slowest of all there
        is to do). The others get what a class without a vote gets.
        """
        classes = len(self.starts) - 1
        result = np.empty((len(shown), classes), np.float32)
        foremost = np.argsort(-seeming, axis=1, kind="stable")[:, :_CANDIDATES]
        turned = _unit(shown @ self.directions)
        for row, (vector, candidates) in enumerate(zip(turned, np.sort(foremost, axis=1), strict=True)):
            spans = [slice(self.starts[name], self.starts[name + 1]) for name in candidates]
            alike = np.concatenate([self.sentences[span] @ vector for span in spans])
            voters = np.repeat(candidates, [span.stop - span.start for span in spans])
            if len(alike) > _VOTES:
                nearest = np.sort(np.argpartition(-alike, _VOTES - 1)[:_VOTES])  # sums do not depend on their order
                alike, voters = alike[nearest], voters[nearest]
            shares = np.bincount(voters, np.exp(_SHARPNESS * (alike - alike.max())), classes) + _FLOOR
            result[row] = np.log(shares / shares.sum())
        return result

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file."""
        return {
            f"{prefix}_directions": self.directions,
            f"{prefix}_sentences": self.sentences.astype(np.float16),
            f"{prefix}_starts": self.starts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> IntentNeighbours:
        """What `arrays` was made from."""
        return cls(
            np.ascontiguousarray(arrays[f"{prefix}_directions"], np.float32),
            np.ascontiguousarray(arrays[f"{prefix}_sentences"], np.float32),
            arrays[f"{prefix}_starts"],
        )


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
