"""The intent model: a small network and a linear model over sentence vectors, a linear one over n-grams, mixed and calibrated."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.nlu.ngram_classifier import bucket_counts

Vectors = NDArray[np.float32]

HIDDEN = 256
EPOCHS = 10
LONGEST, BUCKETS = 4, 1 << 16
# One sentence in ten is kept aside to find mixture and temperature; then everything is learnt from.
HELD_OUT = 10
_SCALE = float(3 * np.sqrt(2))  # unit vectors are small for a network's first steps
_SMALLEST = 1e-6
# Weights of linear model and n-grams beside the network, where too few sentences are there to find them.
_USUAL = (0.7, 0.7, 1.5)


@dataclass(frozen=True)
class IntentModel:
    """Weights of the three models and how they are mixed.

    `means` is the mean sentence vector of training: encoders' vectors lie in a narrow cone, centring spreads them. `mixture` is
    (linear, n-grams, temperature): how much those two count beside the network, and what the sum is divided by.
    """

    classes: tuple[str, ...]
    means: Vectors  # (dimension,)
    first: Vectors  # (dimension, HIDDEN)
    first_bias: Vectors  # (HIDDEN,)
    second: Vectors  # (HIDDEN, classes)
    second_bias: Vectors  # (classes,)
    linear: Vectors  # (dimension, classes)
    linear_bias: Vectors  # (classes,)
    grams: Vectors  # (BUCKETS, classes)
    grams_bias: Vectors  # (classes,)
    rarity: Vectors  # (BUCKETS,), how much an n-gram counts: the rarer, the more
    mixture: tuple[float, float, float] = _USUAL

    def probabilities(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        """(texts, classes), rows summing to 1. `vectors` as SentenceVectors gives them, `texts` in their n-gram form."""
        return mix(self.parts(vectors, texts), self.mixture)

    def parts(self, vectors: Vectors, texts: Sequence[str]) -> tuple[Vectors, Vectors, Vectors]:
        """Log-probabilities of network, linear model and n-grams, (texts, classes) each."""
        shown = centred(vectors, self.means)
        hidden = np.maximum(shown @ self.first + self.first_bias, 0)
        return (
            _log_softmax(hidden @ self.second + self.second_bias),
            _log_softmax(shown @ self.linear + self.linear_bias),
            self.glance(texts),
        )

    def glance(self, texts: Sequence[str]) -> Vectors:
        """Log-probabilities of the n-grams alone, (texts, classes): some 0.3 ms a text, where an encoder takes 20."""
        scores = np.tile(self.grams_bias, (len(texts), 1))
        for row, text in enumerate(texts):
            counts = bucket_counts(text, LONGEST, BUCKETS)
            if counts:
                buckets = np.fromiter(counts, np.int64, len(counts))
                values = np.fromiter(counts.values(), np.float32, len(counts)) * self.rarity[buckets]
                scores[row] += (values / max(float(np.linalg.norm(values)), 1e-9)) @ self.grams[buckets]
        return _log_softmax(scores)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file; the large ones in half precision, as they were rounded to in training."""
        large = {name: getattr(self, name).astype(np.float16) for name in ("first", "second", "linear", "grams")}
        small = {
            name: getattr(self, name)
            for name in ("means", "first_bias", "second_bias", "linear_bias", "grams_bias", "rarity")
        }
        return {"classes": np.array(self.classes), "mixture": np.array(self.mixture), **large, **small}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> IntentModel:
        """The model that `arrays` was made from."""
        # Row by row in memory: single rows of the n-grams' table are read for each text.
        numbers = {
            name: np.ascontiguousarray(array, np.float32)
            for name, array in arrays.items()
            if name not in ("classes", "mixture")
        }
        first, second, third = (float(value) for value in arrays["mixture"])
        return cls(tuple(str(name) for name in arrays["classes"]), **numbers, mixture=(first, second, third))


def mix(parts: tuple[Vectors, Vectors, Vectors], mixture: tuple[float, float, float]) -> Vectors:
    """Probabilities of the three models together."""
    network, linear, grams = parts
    return np.exp(_log_softmax((network + mixture[0] * linear + mixture[1] * grams) / mixture[2]))


def centred(vectors: Vectors, means: Vectors) -> Vectors:
    """Vectors around the training mean, of one length; an encoder that said nothing of a text (zeros) goes on saying nothing."""
    shifted = np.where(vectors == 0, 0, vectors - means)
    norms = np.linalg.norm(shifted, axis=1, keepdims=True)
    return np.asarray(_SCALE * shifted / np.maximum(norms, 1e-9), np.float32)


def gram_counts(texts: Sequence[str], rarity: Vectors | None = None) -> csr_matrix:
    """(texts, BUCKETS): hashed character n-grams and words of each text; weighted by `rarity`, rows of length 1."""
    rows = [bucket_counts(text, LONGEST, BUCKETS) for text in texts]
    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = np.fromiter((bucket for row in rows for bucket in row), np.int64, int(ends[-1]))
    values = np.fromiter((value for row in rows for value in row.values()), np.float32, int(ends[-1]))
    matrix = csr_matrix((values, columns, ends), shape=(len(rows), BUCKETS))
    return matrix if rarity is None else _weighted(matrix, rarity)


def _weighted(matrix: csr_matrix, rarity: Vectors) -> csr_matrix:
    weighted = matrix.multiply(rarity[None, :]).tocsr()
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return csr_matrix(weighted.multiply((1 / np.maximum(norms, 1e-9))[:, None]))


def _log_softmax(scores: Vectors) -> Vectors:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(
        np.log(np.maximum(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True), _SMALLEST)), np.float32
    )


def fit_intents(vectors: Vectors, texts: Sequence[str], intents: Sequence[str], *, seed: int = 0) -> IntentModel:
    """Learn from sentences: their vectors, their n-gram texts and their intents. The same input gives the same weights.

    Raises ValueError when there are fewer than two intents.
    """
    labels = np.array(intents)
    if len(set(intents)) < 2:
        raise ValueError(f"The classifier needs at least two intents, not {sorted(set(intents))}. Add training data.")
    counts = gram_counts(texts)
    held = np.zeros(len(labels), bool)
    held[np.random.default_rng(seed).permutation(len(labels))[: len(labels) // HELD_OUT]] = True
    if len(labels) < 1000 or len(set(labels[~held])) < len(set(labels)):
        return _fit(vectors, counts, labels, seed, _USUAL)
    trial = _fit(vectors[~held], counts[~held], labels[~held], seed, _USUAL)
    aside = [text for text, out in zip(texts, held, strict=True) if out]
    return _fit(
        vectors, counts, labels, seed, _calibrate(trial.parts(vectors[held], aside), trial.classes, labels[held])
    )


def _fit(
    vectors: Vectors, counts: csr_matrix, labels: NDArray[np.str_], seed: int, mixture: tuple[float, float, float]
) -> IntentModel:
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    means = vectors.mean(axis=0).astype(np.float32)
    shown = centred(vectors, means)
    rarity = (np.log((1 + counts.shape[0]) / (1 + np.asarray((counts > 0).sum(axis=0)).ravel())) + 1).astype(np.float32)
    network = MLPClassifier(
        (HIDDEN,), alpha=1e-3, batch_size=256, max_iter=EPOCHS, n_iter_no_change=EPOCHS + 1, random_state=seed
    )
    linear = LogisticRegression(C=0.1, max_iter=40, solver="lbfgs")
    grams = LogisticRegression(C=10, max_iter=60, solver="saga", tol=1e-2, random_state=seed)
    # One thread: sums in another order would give other weights. Warnings: all three are stopped early on purpose.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network.fit(shown, labels)
        linear.fit(shown, labels)
        grams.fit(_weighted(counts, rarity), labels)
    first, second = network.coefs_
    return IntentModel(
        tuple(str(name) for name in network.classes_),
        means,
        _half(first),
        network.intercepts_[0].astype(np.float32),
        *_both(second, network.intercepts_[1]),
        *_both(linear.coef_.T, linear.intercept_),
        *_both(grams.coef_.T, grams.intercept_),
        rarity,
        mixture,
    )


def _half(array: NDArray[Any]) -> Vectors:
    """Rounded as it will be saved, so that a saved model and a fresh one say the same."""
    return np.ascontiguousarray(array.astype(np.float16), np.float32)


def _both(weights: NDArray[Any], bias: NDArray[Any]) -> tuple[Vectors, Vectors]:
    """A column for each class: scikit-learn keeps a single one where there are two classes."""
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return _half(weights), bias.astype(np.float32)


def _calibrate(
    parts: tuple[Vectors, Vectors, Vectors], classes: tuple[str, ...], labels: NDArray[np.str_]
) -> tuple[float, float, float]:
    """The mixture and temperature under which sentences that were not learnt from are most probable."""
    wanted = np.searchsorted(np.array(classes), labels)
    rows = np.arange(len(labels))

    def loss(mixture: tuple[float, float, float]) -> float:
        return float(-np.log(np.maximum(mix(parts, mixture)[rows, wanted], _SMALLEST)).mean())

    weights = (0.4, 0.7, 1.0, 1.4)
    coarse = [(linear, grams, 0.6 * (1 + linear + grams)) for linear in weights for grams in weights]
    linear, grams, _ = min(coarse, key=loss)
    return min(((linear, grams, float(heat)) for heat in np.arange(0.5, 3.6, 0.1)), key=loss)
