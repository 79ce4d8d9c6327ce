"""Whether a message goes on about what was answered before it: learnt from second messages and the topics they follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.nlu.centring import centred
from bot.nlu.intent_network import IntentNetwork, fit_network

Vectors = NDArray[np.float32]

_EPOCHS = 4
# How much the topic counts beside the sentence, whose vector has length 1 or 1.4.
_WEIGHT = np.float32(0.5)
# Each second message is learnt from so many times; of whole questions so many, each after so many topics drawn by chance.
_REPEATED, _QUESTIONS, _TOPICS_EACH = 3, 14_000, 2
_MOVES, _STAYS = 0, 1


@dataclass(frozen=True)
class SecondMessage:
    """A training sentence that was typed after the answer on a topic, and the intent that it has there."""

    text: str
    language: str
    after: str
    intent: str


@dataclass(frozen=True)
class ContinuationModel:
    """A network over a sentence's vector beside the topic answered last; of its two classes the second says that the topic stays."""

    topics: tuple[str, ...]
    means: Vectors
    blocks: tuple[int, ...]
    network: IntentNetwork

    def stays(self, vector: Vectors) -> dict[str, float]:
        """For each topic the probability that a message with this vector (dimension,) stays with it, had it just been answered."""
        shown = np.repeat(centred(vector[None, :], self.means, self.blocks), len(self.topics), axis=0)
        scores = self.network.scores(_after(shown, np.arange(len(self.topics)), len(self.topics)))
        margins = scores[:, _STAYS] - scores[:, _MOVES]
        return dict(zip(self.topics, (1 / (1 + np.exp(-margins))).tolist(), strict=True))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file."""
        return {
            "topics": np.array(self.topics, dtype=str),
            "means": self.means,
            "blocks": np.array(self.blocks),
            **self.network.arrays("network"),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> ContinuationModel:
        """The model that `arrays` was made from."""
        return cls(
            tuple(map(str, arrays["topics"])),
            np.asarray(arrays["means"], np.float32),
            tuple(int(column) for column in arrays["blocks"]),
            IntentNetwork.from_arrays(arrays, "network"),
        )


def fit_continuation(
    seconds: Vectors,
    messages: Sequence[SecondMessage],
    whole: Vectors,
    intents: Sequence[str],
    *,
    blocks: Sequence[int],
    seed: int = 0,
) -> ContinuationModel:
    """Learn from second messages and, since most messages need no last answer to be understood, from whole questions.

    `seconds` and `whole` are (texts, dimension) as SentenceVectors gives them; `intents` are those of the whole questions.
    The same input and seed give the same weights.
    """
    chance = np.random.default_rng(seed)
    topics = tuple(sorted({message.after for message in messages}))
    places = {topic: place for place, topic in enumerate(topics)}
    kept = np.sort(chance.permutation(len(whole))[:_QUESTIONS])
    whole, asked = whole[kept], np.array([places.get(intents[row], -1) for row in kept])
    both = np.vstack([seconds, whole])
    means = both.sum(axis=0) / np.maximum((both != 0).sum(axis=0), 1)
    seconds, whole = (centred(vectors, means, blocks) for vectors in (seconds, whole))

    after = np.array([places[message.after] for message in messages])
    meant = np.array([places.get(message.intent, -1) for message in messages])
    moved = np.flatnonzero((after != meant) & (meant >= 0))
    parts = [(seconds, after, after == meant)] * _REPEATED
    parts.append((seconds[moved], meant[moved], np.ones(len(moved), bool)))
    for _ in range(_TOPICS_EACH):
        drawn = chance.integers(0, len(topics), len(whole))
        parts.append((whole, drawn, drawn == asked))
    on_topic = np.flatnonzero(asked >= 0)
    parts.append((whole[on_topic], asked[on_topic], np.ones(len(on_topic), bool)))

    shown = np.vstack([_after(vectors, places_of, len(topics)) for vectors, places_of, _ in parts])
    wanted = np.concatenate([np.asarray(stays, np.int64) for _, _, stays in parts])
    columns = [slice(start, end) for start, end in pairwise(blocks)]
    # One thread in numpy: sums in another order would give other weights.
    with threadpool_limits(1, user_api="blas"):
        network = fit_network(shown, wanted, 2, columns, seed=seed, epochs=_EPOCHS)
    return ContinuationModel(topics, np.asarray(means, np.float32), tuple(blocks), network)


def _after(shown: Vectors, places: NDArray[np.int64], topics: int) -> Vectors:
    """Sentences (texts, dimension) with the topics answered before them, as further columns."""
    told = np.zeros((len(shown), topics), np.float32)
    told[np.arange(len(shown)), places] = _WEIGHT
    return np.hstack([shown, told])
