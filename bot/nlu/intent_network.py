"""A network of one hidden layer over sentence vectors, trained in numpy: dropout, label smoothing, one encoder silenced at times."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

HIDDEN = 384
EPOCHS = 8
_BATCH = 256
_RATE = 3.5e-3
_WARM_UP = 100  # steps until the full learning rate
_DECAY = 1e-3
# Of 256: chance is drawn in bytes, which costs an eighth of drawing numbers.
_HIDDEN_DROPPED, _INPUT_DROPPED = 102, 26
# In so many of the examples, one encoder says nothing: the network learns to do with the other (as it must for Vietnamese).
_SILENCED = 0.15
_SMOOTHING = 0.05
_SCALE = np.float32(8)  # unit vectors are small for a network's first steps


@dataclass(frozen=True)
class IntentNetwork:
    """`first` is (dimension, HIDDEN), `second` (HIDDEN, classes); the biases belong to them."""

    first: Vectors
    first_bias: Vectors
    second: Vectors
    second_bias: Vectors

    def scores(self, shown: Vectors) -> Vectors:
        """(texts, classes) before softmax, for centred vectors (texts, dimension)."""
        hidden = np.maximum(_SCALE * shown @ self.first + self.first_bias, 0)
        return np.asarray(hidden @ self.second + self.second_bias, np.float32)

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file; the large ones in half precision, as they were rounded to in training."""
        return {
            f"{prefix}_first": self.first.astype(np.float16),
            f"{prefix}_first_bias": self.first_bias,
            f"{prefix}_second": self.second.astype(np.float16),
            f"{prefix}_second_bias": self.second_bias,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> IntentNetwork:
        """The network that `arrays` was made from."""
        names = ("first", "first_bias", "second", "second_bias")
        return cls(*(np.ascontiguousarray(arrays[f"{prefix}_{name}"], np.float32) for name in names))


def fit_network(
    shown: Vectors,
    wanted: NDArray[np.int64],
    classes: int,
    blocks: Sequence[slice],
    *,
    seed: int = 0,
    epochs: int = EPOCHS,
) -> IntentNetwork:
    """Learn from centred vectors (texts, dimension) and the class of each; `blocks` are the columns of each encoder.

    The same input and seed give the same weights.
    """
    chance = np.random.default_rng(seed)
    weights = _first_weights(chance, shown.shape[1], classes)
    optimizer = _Adam(weights)
    number = len(shown)
    steps = epochs * -(-number // _BATCH)
    step = 0
    for _ in range(epochs):
        order = chance.permutation(number)
        for start in range(0, number, _BATCH):
            rows = order[start : start + _BATCH]
            step += 1
            cosine = 0.5 * (1 + np.cos(np.pi * step / steps))
            gradients = _gradients(weights, _with_noise(shown[rows] * _SCALE, blocks, chance), wanted[rows], chance)
            optimizer.step(gradients, _RATE * min(1.0, step / _WARM_UP) * float(cosine))
    first, first_bias, second, second_bias = weights
    return IntentNetwork(_half(first), first_bias, _half(second), second_bias)


def _first_weights(chance: np.random.Generator, dimension: int, classes: int) -> list[Vectors]:
    return [
        chance.standard_normal((dimension, HIDDEN), dtype=np.float32) * np.float32((2 / dimension) ** 0.5),
        np.zeros(HIDDEN, np.float32),
        chance.standard_normal((HIDDEN, classes), dtype=np.float32) * np.float32(0.5 / HIDDEN**0.5),
        np.zeros(classes, np.float32),
    ]


def _with_noise(batch: Vectors, blocks: Sequence[slice], chance: np.random.Generator) -> Vectors:
    if len(blocks) > 1:
        drawn = chance.random(len(batch))
        for index, block in enumerate(blocks):
            silent = (drawn >= index * _SILENCED) & (drawn < (index + 1) * _SILENCED)
            batch[silent, block] = 0
            # What is left keeps the length that it has when an encoder is silent in earnest.
            batch[silent] *= np.float32((len(blocks) / (len(blocks) - 1)) ** 0.5)
    batch *= _kept(batch.shape, _INPUT_DROPPED, chance)
    batch *= _boost(_INPUT_DROPPED)
    return batch


def _gradients(
    weights: Sequence[Vectors], batch: Vectors, wanted: NDArray[np.int64], chance: np.random.Generator
) -> tuple[Vectors, ...]:
    """Of the smoothed cross-entropy, by the four weights."""
    first, first_bias, second, second_bias = weights
    hidden = batch @ first + first_bias
    kept = (hidden > 0) & _kept(hidden.shape, _HIDDEN_DROPPED, chance)
    boost = _boost(_HIDDEN_DROPPED)
    hidden *= kept
    hidden *= boost
    scores = hidden @ second + second_bias
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    scores -= np.float32(_SMOOTHING / scores.shape[1])
    scores[np.arange(len(batch)), wanted] -= np.float32(1 - _SMOOTHING)
    scores /= np.float32(len(batch))
    back = scores @ second.T
    back *= kept
    back *= boost
    return batch.T @ back, back.sum(axis=0), hidden.T @ scores, scores.sum(axis=0)


def _kept(shape: tuple[int, ...], dropped: int, chance: np.random.Generator) -> NDArray[np.bool_]:
    """True where a number stays: `dropped` of 256 do not."""
    drawn = np.frombuffer(chance.bytes(math.prod(shape)), np.uint8)
    return drawn.reshape(shape) >= np.uint8(dropped)


def _boost(dropped: int) -> np.float32:
    """What the numbers that stay are multiplied by, so that their sum is expected to stay the same."""
    return np.float32(256 / (256 - dropped))


class _Adam:
    """Adam with decoupled weight decay on the matrices; changes the weights in place, in memory taken once."""

    def __init__(self, weights: list[Vectors]) -> None:
        self._weights = weights
        self._means = [np.zeros_like(weight) for weight in weights]
        self._squares = [np.zeros_like(weight) for weight in weights]
        self._aside = [np.empty_like(weight) for weight in weights]
        self._steps = 0

    def step(self, gradients: Sequence[Vectors], rate: float) -> None:
        self._steps += 1
        mean_share, square_share = np.float32(0.9), np.float32(0.999)
        mean_rate = np.float32(rate / (1 - 0.9**self._steps))
        square_part = np.float32((1 - 0.999**self._steps) ** -0.5)
        for weight, gradient, mean, square, aside in zip(
            self._weights, gradients, self._means, self._squares, self._aside, strict=True
        ):
            mean *= mean_share
            mean += np.multiply(gradient, 1 - mean_share, out=aside)
            square *= square_share
            np.multiply(gradient, gradient, out=aside)
            aside *= 1 - square_share
            square += aside
            np.sqrt(square, out=aside)
            aside *= square_part
            aside += np.float32(1e-8)
            np.divide(mean, aside, out=aside)
            aside *= mean_rate
            if weight.ndim > 1:
                weight *= np.float32(1 - rate * _DECAY)
            weight -= aside


def _half(array: Vectors) -> Vectors:
    """Rounded as it will be saved, so that a saved model and a fresh one say the same."""
    return np.ascontiguousarray(array.astype(np.float16), np.float32)
