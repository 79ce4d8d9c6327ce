"""A linear model over hashed n-grams and words: exact wordings, names and slang, which sentence vectors blur."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.nlu.folding import without_accents

Vectors = NDArray[np.float32]

LONGEST, BUCKETS = 4, 1 << 16
_STRENGTH, _TOLERANCE = 10.0, 2e-2
_SMALLEST = 1e-6


@dataclass(frozen=True)
class IntentGrams:
    """`weights` is (BUCKETS, classes), `bias` (classes,), `rarity` (BUCKETS,): the rarer an n-gram, the more it counts."""

    weights: Vectors
    bias: Vectors
    rarity: Vectors

    @classmethod
    def fit(
        cls, counted: csr_matrix, wanted: NDArray[np.int64], *, seed: int = 0, before: IntentGrams | None = None
    ) -> IntentGrams:
        """Learn from `count_grams` of the sentences and the class of each; every class has to be there. From what was learnt
        `before` of nearly the same sentences it takes half the time.
        """
        from sklearn.linear_model import LogisticRegression

        seen = np.asarray((counted > 0).sum(axis=0)).ravel()
        rarity = (np.log((1 + counted.shape[0]) / (1 + seen)) + 1).astype(np.float32)
        weighted = counted.multiply(rarity[None, :]).tocsr()
        norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        weighted = csr_matrix(weighted.multiply((1 / np.maximum(norms, 1e-9))[:, None]))
        model = LogisticRegression(
            C=_STRENGTH, max_iter=60, solver="saga", tol=_TOLERANCE, random_state=seed, warm_start=True
        )
        if before is not None and before.weights.shape[1] > 2:
            model.coef_, model.intercept_ = before.weights.T.astype(np.float64), before.bias.astype(np.float64)
        with warnings.catch_warnings():  # stopped early on purpose
            warnings.simplefilter("ignore")
            model.fit(weighted, wanted)
        weights, bias = model.coef_.T, model.intercept_
        if weights.shape[1] == 1:  # two classes: scikit-learn keeps one column
            weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return cls(np.ascontiguousarray(weights.astype(np.float16), np.float32), bias.astype(np.float32), rarity)

    def log_probabilities(self, texts: Sequence[str]) -> Vectors:
        """(texts, classes) for texts in their n-gram form; some 0.3 ms a text, where an encoder takes 20."""
        scores = np.tile(self.bias, (len(texts), 1))
        for row, text in enumerate(texts):
            buckets = gram_buckets(text)
            if len(buckets):
                values = self.rarity[buckets]
                scores[row] += (values / max(float(np.linalg.norm(values)), 1e-9)) @ self.weights[buckets]
        shifted = scores - scores.max(axis=1, keepdims=True)
        shares = np.exp(shifted)
        return np.asarray(np.log(np.maximum(shares / shares.sum(axis=1, keepdims=True), _SMALLEST)), np.float32)

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file; the table in half precision, as it was rounded to in training."""
        return {
            f"{prefix}_weights": self.weights.astype(np.float16),
            f"{prefix}_bias": self.bias,
            f"{prefix}_rarity": self.rarity,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> IntentGrams:
        """What `arrays` was made from."""
        # Row by row in memory: single rows of the table are read for each text.
        return cls(
            *(np.ascontiguousarray(arrays[f"{prefix}_{name}"], np.float32) for name in ("weights", "bias", "rarity"))
        )


def count_grams(texts: Sequence[str]) -> csr_matrix:
    """(texts, BUCKETS): 1 where a text has an n-gram of that bucket."""
    known: dict[str, frozenset[int]] = {}  # most words come again
    rows = [gram_buckets(text, known) for text in texts]
    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), BUCKETS))


def gram_buckets(text: str, known: dict[str, frozenset[int]] | None = None) -> NDArray[np.int64]:
    """The buckets of a text's words and their n-grams (1 to LONGEST characters), sorted; accented words without accents, too:
    half of the applicants leave them out. Whoever asks for many texts gives `known`, in which those of each word are kept.
    """
    known = {} if known is None else known
    found: set[int] = set()
    for word in text.split():
        if word not in known:
            known[word] = _word_buckets(word)
        found |= known[word]
    return np.array(sorted(found), np.int64)


def _word_buckets(word: str) -> frozenset[int]:
    grams: set[str] = set()
    for form in {word, without_accents(word)}:
        padded = f" {form} "
        grams.add(f"w:{form}")
        for size in range(1, LONGEST + 1):
            grams.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return frozenset(zlib.crc32(gram.encode("utf-8", "replace")) % BUCKETS for gram in grams)
