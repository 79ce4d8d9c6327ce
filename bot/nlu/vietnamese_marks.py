"""Vietnamese typed without its marks is read with them: "hoc phi bao nhieu" as "học phí bao nhiêu".

Without marks one syllable is several words, and encoders know the words with marks. Which is meant shows in the syllable before it, as the
training sentences have it: 96 of 100 syllables of the test questions get their own marks back. Of a hundred questions twelve were lost
when their marks were left out; now it is not quite two (benchmarks/understanding.py --part robustness).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.nlu.folding import without_accents

_WORD = re.compile(r"[^\W\d_]+")
_BEGINNING = ""
# How much a pair of words counts against the second word alone, and what a word counts that no sentence had.
_PAIRED, _UNSEEN = 0.75, 0.01
# A sentence written with marks has them on most of its words; where fewer than one word in so many has one, they were left out.
_FEW = 4


@dataclass(frozen=True)
class VietnameseMarks:
    """`pairs` is (word, next word) -> how often they came so, in lower case; a sentence begins with an empty word."""

    pairs: Mapping[tuple[str, str], int]

    @classmethod
    def learn(cls, texts: Iterable[str]) -> VietnameseMarks:
        """From sentences of which those that are written with marks count."""
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words = [word.lower() for word in _WORD.findall(text)]
            if not _are_left_out(words):
                pairs.update(zip([_BEGINNING, *words], words, strict=False))
        return cls(dict(sorted(pairs.items())))

    def restored(self, text: str) -> str:
        """`text` with the likeliest marks, if they were left out; else `text`."""
        found = list(_WORD.finditer(text))
        words = [each.group().lower() for each in found]
        if not self.pairs or not words or not _are_left_out(words):
            return text
        pieces, end = [], 0
        for each, word in zip(found, self._likeliest(words), strict=True):
            pieces += [text[end : each.start()], _in_case_of(each.group(), word)]
            end = each.end()
        return "".join(pieces) + text[end:]

    def _likeliest(self, words: list[str]) -> list[str]:
        """Of all ways to put marks on the words, the one whose pairs are likeliest together (Viterbi)."""
        ways: dict[str, tuple[float, list[str]]] = {_BEGINNING: (0.0, [])}
        for word in words:
            forms = self._forms.get(word) or (word,)  # a word that has a mark keeps it
            following: dict[str, tuple[float, list[str]]] = {}
            for form in forms:
                score, way = max((score + self._chance(before, form), way) for before, (score, way) in ways.items())
                following[form] = score, [*way, form]
            ways = following
        return max(ways.values())[1]

    def _chance(self, before: str, word: str) -> float:
        first, single = self._firsts.get(before, 0), self._singles.get(word, 0)
        alone = (1 - _PAIRED) * (single + _UNSEEN) / self._together
        return math.log(_PAIRED * self.pairs.get((before, word), 0) / first + alone if first else alone)

    @cached_property
    def _singles(self) -> Counter[str]:
        singles: Counter[str] = Counter()
        for (_, word), times in self.pairs.items():
            singles[word] += times
        return singles

    @cached_property
    def _firsts(self) -> Counter[str]:
        firsts: Counter[str] = Counter()
        for (word, _), times in self.pairs.items():
            firsts[word] += times
        return firsts

    @cached_property
    def _together(self) -> int:
        return sum(self.pairs.values())

    @cached_property
    def _forms(self) -> Mapping[str, tuple[str, ...]]:
        """A word without marks -> the words that it can be."""
        forms: dict[str, set[str]] = defaultdict(set)
        for word in self._singles:
            forms[without_accents(word)].add(word)
        return {plain: tuple(sorted(found)) for plain, found in forms.items()}

    def arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """What to put into an .npz file."""
        rows = [f"{first}\t{second}\t{times}" for (first, second), times in self.pairs.items()]
        return {f"{prefix}_pairs": np.frombuffer("\n".join(rows).encode("utf-8"), np.uint8)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> VietnameseMarks:
        """What `arrays` was made from; none of a model that has none."""
        known = arrays.get(f"{prefix}_pairs")
        rows = known.tobytes().decode("utf-8").split("\n") if known is not None and known.size else []
        pairs = {}
        for first, second, times in (row.split("\t") for row in rows):
            pairs[first, second] = int(times)
        return cls(pairs)


# Of a model without them: Vietnamese is read as it is typed.
NO_MARKS = VietnameseMarks({})


def _are_left_out(words: list[str]) -> bool:
    return sum(without_accents(word) != word for word in words) * _FEW < len(words)


def _in_case_of(typed: str, word: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word
