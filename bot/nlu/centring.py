"""Sentence vectors as the models look at them: around the mean of training, and those of languages that nothing was learnt of moved there.

Encoders' vectors lie in a narrow cone, a language in its own part of it. What a language that is not taught has in common with the
others shows in texts that all of them have: where its mean lies, and how its sentences are turned against the same ones elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

# How much a language is held back from being turned, by text: with too few of them a rotation would fit their chance.
_HELD = 0.01


def centred(vectors: Vectors, means: Vectors, blocks: Sequence[int]) -> Vectors:
    """Vectors around the training mean, each encoder's part of length 1; one that said nothing of a text (zeros) goes on saying
    nothing, and the others speak up for it.
    """
    parts = []
    silent = np.zeros(len(vectors), np.float32)
    for start, end in pairwise(blocks):
        part = vectors[:, start:end]
        shifted = np.where(part == 0, 0, part - means[start:end])
        norms = np.linalg.norm(shifted, axis=1, keepdims=True)
        parts.append(shifted / np.maximum(norms, 1e-9))
        silent += norms[:, 0] == 0
    spoken = np.maximum(len(parts) - silent, 1)[:, None]
    return np.asarray(np.hstack(parts) * np.sqrt(len(parts) / spoken), np.float32)


@dataclass(frozen=True)
class LanguageShift:
    """Where the sentences of a language that is not taught are looked for: its `mean` (dimension,), and for each encoder a rotation (d, d)."""

    mean: Vectors
    turns: tuple[Vectors, ...]

    def shown(self, vectors: Vectors, blocks: Sequence[int]) -> Vectors:
        """What `centred` gives for the taught ones."""
        around = centred(vectors, self.mean, blocks)
        spans = pairwise(blocks)
        return np.hstack([around[:, start:end] @ turn for (start, end), turn in zip(spans, self.turns, strict=True)])

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put into an .npz file."""
        turns = {f"{prefix}_turn{place}": turn for place, turn in enumerate(self.turns)}
        return {f"{prefix}_mean": self.mean, **turns}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str, encoders: int) -> LanguageShift:
        """What `arrays` was made from."""
        turns = tuple(np.asarray(arrays[f"{prefix}_turn{place}"], np.float32) for place in range(encoders))
        return cls(np.asarray(arrays[f"{prefix}_mean"], np.float32), turns)


def learn_shifts(
    taught: Mapping[str, Vectors], parallel: Mapping[str, Vectors], blocks: Sequence[int]
) -> dict[str, LanguageShift]:
    """For each language of `parallel` that is not `taught`.

    `taught` is language -> mean of its training sentences (dimension,), `parallel` language -> the same texts in it (texts,
    dimension). Zeros: an encoder says nothing of that language. Without a taught language among the parallel ones there is none to learn from: {}.
    """
    guides = [language for language in taught if language in parallel]
    around = {language: _mean(vectors) for language, vectors in parallel.items()}
    return {
        language: _shift(language, guides, taught, parallel, around, blocks)
        for language in parallel
        if language not in taught and guides
    }


def _shift(
    language: str,
    guides: Sequence[str],
    taught: Mapping[str, Vectors],
    parallel: Mapping[str, Vectors],
    around: Mapping[str, Vectors],
    blocks: Sequence[int],
) -> LanguageShift:
    means, turns = [], []
    for start, end in pairwise(blocks):
        told = [guide for guide in guides if taught[guide][start:end].any()]
        own = parallel[language][:, start:end]
        if not told or not own.any():
            means.append(np.zeros(end - start, np.float32))
            turns.append(np.eye(end - start, dtype=np.float32))
            continue
        offset = np.mean([taught[guide][start:end] - around[guide][start:end] for guide in told], axis=0)
        means.append(around[language][start:end] + offset)
        block = (0, end - start)
        mine = centred(own, around[language][start:end], block)
        theirs = np.mean([centred(parallel[g][:, start:end], around[g][start:end], block) for g in told], axis=0)
        # The rotation that takes these texts nearest to the same ones in the taught languages (orthogonal Procrustes).
        left, _, right = np.linalg.svd(mine.T @ theirs + _HELD * len(mine) * np.eye(end - start))
        turns.append(np.asarray(left @ right, np.float32))
    return LanguageShift(np.concatenate(means).astype(np.float32), tuple(turns))


def _mean(vectors: Vectors) -> Vectors:
    return np.asarray(vectors.sum(axis=0) / np.maximum((vectors != 0).sum(axis=0), 1), np.float32)
