"""The intent model: two small networks and the nearest neighbours over sentence vectors, n-grams over the words, mixed and calibrated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from bot.nlu.centring import LanguageShift, centred
from bot.nlu.intent_grams import IntentGrams, count_grams
from bot.nlu.intent_neighbours import IntentNeighbours
from bot.nlu.intent_network import IntentNetwork, fit_network

Vectors = NDArray[np.float32]
Parts = tuple[Vectors, Vectors, Vectors]
Mixture = tuple[float, float, float]

NETWORKS = 2
# One sentence in ten is kept aside to find the temperature; then everything is learnt from.
HELD_OUT = 10
_ENOUGH = 1000
# Weights of neighbours and n-grams beside the networks, and the temperature where too few sentences are there to find it.
_USUAL: Mixture = (0.35, 0.8, 1.0)
# The weight of neighbours where n-grams are silent.
_UNTAUGHT_NEIGHBOURS = 1.0
# The sentences kept aside have the authors of the others: real ones are stranger, so the model is never made surer than this.
_COOLEST = 1.0
_SHARPENED = np.float32(2.0)
_SMALLEST = 1e-6


@dataclass(frozen=True)
class IntentModel:
    """What was learnt, and how it is mixed.

    `means` is the mean sentence vector of training: encoders' vectors lie in a narrow cone, centring spreads them. `blocks` are
    the first columns of the encoders, and the end. `mixture` is (neighbours, n-grams, temperature): how much those two count beside
    the networks, and what the sum is divided by. `untaught` are the languages that nothing was learnt of but where their sentences lie.
    """

    classes: tuple[str, ...]
    means: Vectors
    blocks: tuple[int, ...]
    networks: tuple[IntentNetwork, ...]
    neighbours: IntentNeighbours
    grams: IntentGrams
    mixture: Mixture = _USUAL
    untaught: Mapping[str, LanguageShift] = field(default_factory=dict)

    def probabilities(self, vectors: Vectors, texts: Sequence[str], language: str = "") -> Vectors:
        """(texts, classes), rows summing to 1. `vectors` as SentenceVectors gives them, `texts` in their n-gram form.

        Of a language without training sentences no n-gram is known: those that look alike mean something else, and are not listened to.
        """
        shift = self.untaught.get(language)
        if shift is None:
            return mix(self.parts(vectors, texts), self.mixture)
        shown = shift.shown(vectors, self.blocks)
        networks = self._networks(shown)
        parts = networks, self.neighbours.log_probabilities(shown, networks), np.zeros_like(networks)
        return mix(parts, (_UNTAUGHT_NEIGHBOURS, 0.0, self.mixture[2]))

    def parts(self, vectors: Vectors, texts: Sequence[str]) -> Parts:
        """Log-probabilities of networks, neighbours and n-grams, (texts, classes) each."""
        shown = centred(vectors, self.means, self.blocks)
        networks = self._networks(shown)
        grams = self.glance(texts)
        seeming = np.asarray(networks + np.float32(self.mixture[1]) * grams)
        return networks, self.neighbours.log_probabilities(shown, seeming), grams

    def _networks(self, shown: Vectors) -> Vectors:
        found = sum(_log_softmax(network.scores(shown)) for network in self.networks)
        return np.asarray(found / np.float32(len(self.networks)))

    def glance(self, texts: Sequence[str]) -> Vectors:
        """Log-probabilities of the n-grams alone, (texts, classes): quick, as nothing has to be encoded."""
        return self.grams.log_probabilities(texts)

    @staticmethod
    def sharpened(grams: Vectors) -> Vectors:
        """Probabilities from n-grams alone, which by themselves are far less sure than they are right."""
        return np.exp(_log_softmax(_SHARPENED * grams))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file."""
        result: dict[str, NDArray[Any]] = {
            "classes": np.array(self.classes),
            "means": self.means,
            "blocks": np.array(self.blocks),
            "mixture": np.array(self.mixture),
            "networks": np.array(len(self.networks)),
            "untaught": np.array(list(self.untaught), dtype=str),
            **self.neighbours.arrays("neighbours"),
            **self.grams.arrays("grams"),
        }
        for index, network in enumerate(self.networks):
            result |= network.arrays(f"network{index}")
        for language, shift in self.untaught.items():
            result |= shift.arrays(f"untaught_{language}")
        return result

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> IntentModel:
        """The model that `arrays` was made from."""
        neighbours, grams, temperature = (float(value) for value in arrays["mixture"])
        blocks = tuple(int(column) for column in arrays["blocks"])
        untaught = [str(language) for language in arrays.get("untaught", ())]  # models of before have none
        return cls(
            tuple(str(name) for name in arrays["classes"]),
            np.asarray(arrays["means"], np.float32),
            blocks,
            tuple(IntentNetwork.from_arrays(arrays, f"network{index}") for index in range(int(arrays["networks"]))),
            IntentNeighbours.from_arrays(arrays, "neighbours"),
            IntentGrams.from_arrays(arrays, "grams"),
            (neighbours, grams, temperature),
            {
                language: LanguageShift.from_arrays(arrays, f"untaught_{language}", len(blocks) - 1)
                for language in untaught
            },
        )


def mix(parts: Parts, mixture: Mixture) -> Vectors:
    """Probabilities of networks, neighbours and n-grams together."""
    networks, neighbours, grams = parts
    return np.exp(_log_softmax((networks + mixture[0] * neighbours + mixture[1] * grams) / mixture[2]))


def fit_intents(
    vectors: Vectors,
    texts: Sequence[str],
    intents: Sequence[str],
    *,
    blocks: Sequence[int] | None = None,
    seed: int = 0,
    calibrates: bool = True,
    networks: int = NETWORKS,
) -> IntentModel:
    """Learn from sentences: their vectors, their n-gram texts and their intents. `blocks` are the first columns of the encoders, and
    the end (default: one encoder). The same input gives the same weights. Without `calibrates` (where only the best intent counts)
    the temperature is the usual one. `networks`, two or more to calibrate, vote together. Raises ValueError when there are fewer than two intents.
    """
    if len(set(intents)) < 2:
        raise ValueError(f"The classifier needs at least two intents, not {sorted(set(intents))}. Add training data.")
    classes, wanted = np.unique(np.array(intents), return_inverse=True)
    held = np.zeros(len(wanted), bool)
    held[np.random.default_rng(seed).permutation(len(wanted))[: len(wanted) // HELD_OUT]] = True
    calibrates = calibrates and networks > 1 and len(wanted) >= _ENOUGH and len(set(wanted[~held])) == len(classes)
    # One thread in numpy: sums in another order would give other weights. The pieces are learnt side by side instead.
    with threadpool_limits(1), ThreadPoolExecutor(2) as pool:
        blocks, means = tuple(blocks or (0, vectors.shape[1])), vectors.mean(axis=0).astype(np.float32)
        shown = centred(vectors, means, blocks)
        lesson = _Lesson(tuple(str(name) for name in classes), means, blocks, shown, texts, wanted)
        everything, most = np.arange(len(wanted)), np.flatnonzero(~held)
        if not calibrates:
            return lesson.begin(pool, everything, range(seed, seed + networks))()
        begun = lesson.begin(pool, most, [seed])
        rest = lesson.begin(pool, everything, range(seed + 1, seed + networks), before=begun)
        trial, final = begun(), rest()
        aside = [text for text, out in zip(texts, held, strict=True) if out]
        mixture = _calibrate(trial.parts(vectors[held], aside), wanted[held])
        # A network that has not seen a tenth is as good a voice among others as one that has, and is there already.
        return replace(final, networks=(*trial.networks, *final.networks), mixture=mixture)


@dataclass(frozen=True)
class _Lesson:
    """What is to be learnt from: all sentences, of which `begin` takes some."""

    classes: tuple[str, ...]
    means: Vectors
    blocks: tuple[int, ...]
    shown: Vectors
    texts: Sequence[str]
    wanted: NDArray[np.int64]

    @cached_property
    def counted(self) -> csr_matrix:
        """The n-grams of all sentences."""
        return count_grams(self.texts)

    def begin(
        self, pool: Executor, rows: NDArray[np.int64], seeds: Iterable[int], *, before: _Learning | None = None
    ) -> _Learning:
        """Start learning from `rows`; calling the result waits for the model. The n-grams go on from those learnt `before`."""
        shown, wanted, number = self.shown[rows], self.wanted[rows], len(self.classes)
        spans = [slice(start, end) for start, end in pairwise(self.blocks)]
        counted, known = self.counted[rows], before.grams if before else None
        return _Learning(
            self,
            [pool.submit(fit_network, shown, wanted, number, spans, seed=seed) for seed in seeds],
            pool.submit(lambda: IntentGrams.fit(counted, wanted, before=known.result() if known else None)),
            pool.submit(IntentNeighbours.fit, shown, wanted, number),
        )


@dataclass(frozen=True)
class _Learning:
    """The parts of a model while they are learnt side by side; calling it waits for the model."""

    lesson: _Lesson
    networks: list[Future[IntentNetwork]]
    grams: Future[IntentGrams]
    neighbours: Future[IntentNeighbours]

    def __call__(self) -> IntentModel:
        return IntentModel(
            self.lesson.classes,
            self.lesson.means,
            self.lesson.blocks,
            tuple(job.result() for job in self.networks),
            self.neighbours.result(),
            self.grams.result(),
        )


def _calibrate(parts: Parts, wanted: NDArray[np.int64]) -> Mixture:
    """The usual mixture, at the temperature under which sentences that were not learnt from are most probable."""
    rows = np.arange(len(wanted))

    def loss(mixture: Mixture) -> float:
        return float(-np.log(np.maximum(mix(parts, mixture)[rows, wanted], _SMALLEST)).mean())

    temperatures = [round(float(value), 2) for value in np.arange(_COOLEST, 2.51, 0.05)]
    return min(((_USUAL[0], _USUAL[1], temperature) for temperature in temperatures), key=loss)


def _log_softmax(scores: Vectors) -> Vectors:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(
        np.log(np.maximum(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True), _SMALLEST)), np.float32
    )
