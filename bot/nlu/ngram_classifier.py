"""A linear classifier over hashed character n-grams and words: small, deterministic, no model file but its weights."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class NgramClassifier:
    """`weights` is (buckets, classes), `bias` (classes,); a text's score is the mean of its n-grams' weights, scaled by sqrt(n)."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    longest: int

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        *,
        longest: int = 4,
        buckets: int = 1 << 16,
        strength: float = 30.0,
    ) -> NgramClassifier:
        """One-against-rest logistic regression with balanced classes; `strength` is its C. Raises ValueError without a class."""
        classes = sorted(set(labels))
        if not classes:
            raise ValueError("There is no sentence to learn from. Add training data.")
        if len(classes) == 1:  # a small training set: the only answer there is
            return cls((classes[0],), np.zeros((buckets, 1), np.float32), np.zeros(1, np.float32), longest)
        known: dict[str, list[int]] = {}  # most words come again
        rows = [bucket_counts(text, longest, buckets, known) for text in texts]
        matrix = csr_matrix(
            (
                np.concatenate([list(row.values()) for row in rows]).astype(np.float32),
                np.concatenate([list(row) for row in rows]).astype(np.int64),
                np.cumsum([0] + [len(row) for row in rows]),
            ),
            shape=(len(rows), buckets),
        )
        weights, bias = _one_against_rest(matrix, np.array(labels), classes, strength)
        # Half precision halves the model; rounding here keeps a saved and a fresh model the same.
        rounded = np.ascontiguousarray(weights).astype(np.float16).astype(np.float32)
        return cls(tuple(classes), rounded, bias.astype(np.float32), longest)

    def probabilities(self, text: str) -> dict[str, float]:
        """Class -> probability, summing to 1."""
        counts = bucket_counts(text, self.longest, len(self.weights))
        scores = self.bias.astype(np.float64)
        if counts:
            values = np.fromiter(counts.values(), np.float32, len(counts))
            scores = scores + values @ self.weights[np.fromiter(counts, np.int64, len(counts))]
        exponents = np.exp(scores - scores.max())
        return dict(zip(self.classes, (exponents / exponents.sum()).tolist(), strict=True))

    def arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """What to put into an .npz file."""
        return {
            f"{prefix}_classes": np.array(self.classes),
            f"{prefix}_weights": self.weights.astype(np.float16),
            f"{prefix}_bias": self.bias,
            f"{prefix}_longest": np.array(self.longest),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> NgramClassifier:
        """The classifier that `arrays` was made from."""
        return cls(
            tuple(str(label) for label in arrays[f"{prefix}_classes"]),
            arrays[f"{prefix}_weights"].astype(np.float32),
            arrays[f"{prefix}_bias"].astype(np.float32),
            int(arrays[f"{prefix}_longest"]),
        )


def _one_against_rest(
    matrix: csr_matrix, labels: NDArray[np.str_], classes: Sequence[str], strength: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(buckets, classes) weights and (classes,) bias; liblinear's primal solver, which draws nothing, two classes at a time."""
    from sklearn.linear_model import LogisticRegression

    def fit(name: str) -> LogisticRegression:
        wanted = labels == name
        balance = {True: len(labels) / (len(classes) * wanted.sum()), False: 1.0}
        # A tighter tolerance takes a third longer and tells languages apart no better.
        return LogisticRegression(C=strength, class_weight=balance, solver="liblinear", tol=1e-2).fit(matrix, wanted)

    # The solver lets go of Python's lock, so threads do.
    with ThreadPoolExecutor(2) as pool:
        models = list(pool.map(fit, classes))
    return np.vstack([model.coef_ for model in models]).T, np.concatenate([model.intercept_ for model in models])


def bucket_counts(text: str, longest: int, buckets: int, known: dict[str, list[int]] | None = None) -> dict[int, float]:
    """Hashed n-grams (1 to `longest` characters inside words, and whole words) -> weight; the vector has length 1. Whoever asks for
    many texts gives `known`, in which the buckets of each word are kept.
    """
    known = {} if known is None else known
    counts: dict[int, float] = {}
    for word in text.split():
        if word not in known:
            known[word] = _word_buckets(word, longest, buckets)
        for bucket in known[word]:
            counts[bucket] = counts.get(bucket, 0.0) + 1.0
    norm = sum(value * value for value in counts.values()) ** 0.5
    # In one order: sets of strings have another in each process, and sums would differ in their last bit.
    return {bucket: counts[bucket] / norm for bucket in sorted(counts)} if norm else {}


def _word_buckets(word: str, longest: int, buckets: int) -> list[int]:
    padded = f" {word} "
    grams = {f"w:{word}"}
    for size in range(1, longest + 1):
        grams.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return [zlib.crc32(gram.encode("utf-8", "replace")) % buckets for gram in grams]
