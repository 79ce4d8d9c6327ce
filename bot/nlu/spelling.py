"""Words that no training sentence has, one slip of the finger away from one that is there, are read as that one.

Encoders cut a mistyped word into other pieces and lose its meaning: a letter wrong in fifteen cost ten questions of a hundred, of
which this brings back six (benchmarks/understanding.py --part robustness). Only the reading goes by it: names are looked for, and
the log is kept, in the applicant's own letters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.nlu.folding import plain_arabic, without_accents
from bot.nlu.scripts import ARABIC, CYRILLIC, LATIN, script_of
from bot.nlu.vietnamese_marks import NO_MARKS, VietnameseMarks

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = {
    LATIN: "abcdefghijklmnopqrstuvwxyz",
    CYRILLIC: "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    ARABIC: "ابتثجحخدذرزسشصضطظعغفقكلمنهويءة",
}
# In shorter words a letter more or less makes another word, or a name.
_SHORTEST, _SHORTEST_REPLACED = 5, 6
# Longer "words" are no words, and looking for their neighbours takes the longer, the longer they are.
_LONGEST = 24
# Two letters that change places are the commonest slip by far; one that is another is often another word.
_CHANGED, _MISSED, _REPLACED = 8, 3, 1
# What came once may be a slip itself.
_LEAST = 2
# Among rare words and those of other languages, nearly any two pieces are found ("tui" and "ton" in "tuiton").
_COMMON = 5


@dataclass(frozen=True)
class Spelling:
    """`forms` is language -> plain word -> (how often it came, how it is written); `known` are the plain words of all languages;
    `marks` puts back what Vietnamese is typed without.
    """

    forms: Mapping[str, Mapping[str, tuple[int, str]]]
    known: frozenset[str]
    marks: VietnameseMarks = NO_MARKS

    @classmethod
    def learn(cls, texts: Iterable[str], languages: Iterable[str]) -> Spelling:
        """From sentences and the language of each."""
        written: dict[str, Counter[str]] = defaultdict(Counter)
        vietnamese: list[str] = []
        for text, language in zip(texts, languages, strict=True):
            written[language].update(_WORD.findall(text.lower()))
            vietnamese += [text] if language == "vi" else []
        forms: dict[str, dict[str, tuple[int, str]]] = {}
        for language, counts in sorted(written.items()):
            for word, times in sorted(counts.items()):
                if script_of(word[0]) not in _LETTERS:
                    continue
                found = forms.setdefault(language, {})
                known = found.get(plain(word))
                # Of spellings that differ in their marks, the commonest; together they have come so often.
                together = times + (known[0] if known else 0)
                commonest = known[1] if known and counts[known[1]] >= times else word
                found[plain(word)] = together, commonest
        every = frozenset(word for found in forms.values() for word in found)
        return cls(forms, every, VietnameseMarks.learn(vietnamese))

    def repaired(self, text: str, language: str) -> str:
        """`text` with its slips undone, as words of `language`; mostly `text` itself."""
        repaired = _WORD.sub(lambda found: self.word(found.group(), language), text)
        return self.marks.restored(repaired) if language == "vi" else repaired

    def word(self, word: str, language: str) -> str:
        """One word: as it is when it is known, short, or no known word is near."""
        script = script_of(word[0])
        known = self.forms.get(language)
        if known is None or not _SHORTEST - 1 <= len(word) <= _LONGEST or script not in _LETTERS:
            return word
        typed = plain(word)
        if typed in self.known or _is_two(typed, known):
            return word
        best, most = word, 0
        for near, weight in _near(typed, _LETTERS[script]):
            times, form = known.get(near, (0, word))
            if times >= _LEAST and times * weight > most:
                best, most = form, times * weight
        return best

    def arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """What to put into an .npz file."""
        rows = [
            f"{language}\t{word}\t{form}\t{times}"
            for language, found in sorted(self.forms.items())
            for word, (times, form) in found.items()
        ]
        words = np.frombuffer("\n".join(rows).encode("utf-8"), np.uint8)
        return {f"{prefix}_words": words, **self.marks.arrays(f"{prefix}_marks")}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Spelling:
        """What `arrays` was made from."""
        forms: dict[str, dict[str, tuple[int, str]]] = {}
        for row in arrays[f"{prefix}_words"].tobytes().decode("utf-8").splitlines():
            language, word, form, times = row.split("\t")
            forms.setdefault(language, {})[word] = int(times), form
        known = frozenset(word for found in forms.values() for word in found)
        return cls(forms, known, VietnameseMarks.from_arrays(arrays, f"{prefix}_marks"))


# Of a model without it: all words stay as they are.
NO_SPELLING = Spelling({}, frozenset())


def _is_two(typed: str, known: Mapping[str, tuple[int, str]]) -> bool:
    """Whether a blank is all that was left out ("dimana" for "di mana")."""
    pieces = ((typed[:at], typed[at:]) for at in range(2, len(typed) - 1))
    return any(all(known.get(piece, (0, ""))[0] >= _COMMON for piece in both) for both in pieces)


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A word in lower case without its marks."""
    return plain_arabic(word) if script_of(word[0]) == ARABIC else without_accents(word)


def _near(word: str, letters: str) -> Iterator[tuple[str, int]]:
    """Words one slip away, with how likely such a slip is; the same in the same order each time."""
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :], _CHANGED
    if len(word) < _SHORTEST:
        return
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :], _MISSED
    for at in range(len(word) + 1):
        for letter in letters:
            yield word[:at] + letter + word[at:], _MISSED
    if len(word) < _SHORTEST_REPLACED:
        return
    for at in range(len(word)):
        for letter in letters:
            yield word[:at] + letter + word[at + 1 :], _REPLACED
