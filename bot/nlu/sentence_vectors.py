"""Sentence vectors of all encoders side by side, kept for texts that come again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import Encoder
from bot.nlu.encoding_cache import encode_cached, fill_cache
from bot.nlu.encoding_text import encoding_text, is_vietnamese

# Encoders that were not taught a language mislead about it: they stay silent, and their columns are zero.
_NOT_TAUGHT = {"use": frozenset({"vi"})}
# Fast enough for a first look at the parts of a message (1 ms; the other takes 8).
_QUICK = frozenset({"use"})
_KEPT = 4096


class SentenceVectors:
    """(texts, sum of dimensions) float32: the columns of each encoder in their order."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self.encoders = tuple(encoders)
        self._kept: OrderedDict[tuple[str, bool, bool], NDArray[np.float32]] = OrderedDict()

    @property
    def dimension(self) -> int:
        """Columns in all."""
        return sum(encoder.dimension for encoder in self.encoders)

    @property
    def blocks(self) -> tuple[int, ...]:
        """The first column of each encoder, and the end."""
        return tuple(
            sum(encoder.dimension for encoder in self.encoders[:index]) for index in range(len(self.encoders) + 1)
        )

    def encode(self, text: str, language: str, *, quick: bool = False) -> NDArray[np.float32]:
        """(dimension,), from memory when the text came lately; with `quick` the slow encoders' columns are zero (all may be)."""
        key = (encoding_text(text), self._is_silent(text, language), quick)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        glanced = None if quick else self._kept.get((key[0], key[1], True))
        columns = [
            np.zeros(encoder.dimension, np.float32)
            if (key[1] and "vi" in _NOT_TAUGHT.get(encoder.name, ())) or (quick and encoder.name not in _QUICK)
            else glanced[start : start + encoder.dimension]
            if glanced is not None and encoder.name in _QUICK
            else np.asarray(encoder.encode([key[0]])[0], np.float32)
            for encoder, start in zip(self.encoders, self.blocks, strict=False)
        ]
        return self._keep(key, np.concatenate(columns))

    def encode_many(self, texts: Sequence[str], languages: Sequence[str], cache: Path) -> NDArray[np.float32]:
        """(texts, dimension) for training: from the cache on disk, what is missing is encoded with progress shown."""
        forms = [encoding_text(text) for text in texts]
        columns = []
        for encoder, spoken in self._spoken(texts, languages):
            vectors = np.zeros((len(forms), encoder.dimension), np.float32)
            vectors[spoken] = encode_cached(encoder, [forms[row] for row in np.flatnonzero(spoken)], cache)
            columns.append(vectors)
        return np.hstack(columns)

    def prepare(self, texts: Sequence[str], languages: Sequence[str], cache: Path) -> None:
        """Encode what the cache does not hold yet, for `encode_many`."""
        forms = [encoding_text(text) for text in texts]
        for encoder, spoken in self._spoken(texts, languages):
            fill_cache(encoder, [forms[row] for row in np.flatnonzero(spoken)], cache)

    def _spoken(self, texts: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[Encoder, NDArray[np.bool_]]]:
        """Each encoder, and of which texts it says something."""
        silent = np.array([self._is_silent(text, language) for text, language in zip(texts, languages, strict=True)])
        for encoder in self.encoders:
            yield encoder, ~silent if "vi" in _NOT_TAUGHT.get(encoder.name, ()) else np.ones(len(texts), bool)

    def _keep(self, key: tuple[str, bool, bool], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        self._kept[key] = vector
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return vector

    def _is_silent(self, text: str, language: str) -> bool:
        # With one encoder alone there is nothing else to go by.
        return len(self.encoders) > 1 and (language == "vi" or is_vietnamese(text))
