"""Copies of training sentences as they are typed in a hurry: without accents and tone marks, which the encoders take for another language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.folding import without_accents

# Each how many-th sentence gets a copy. Vietnamese without its marks is the hardest: half of its letters are others then.
_EVERY = {"vi": 1, "es": 4, "fr": 4, "de": 4}


@dataclass(frozen=True)
class Lesson:
    """Training sentences with their languages and intents, one for one."""

    texts: list[str]
    languages: list[str]
    intents: list[str]


def with_copies(texts: Sequence[str], languages: Sequence[str], intents: Sequence[str]) -> Lesson:
    """The sentences, and behind them the copies of those that have accents; the same each time."""
    lesson = Lesson(list(texts), list(languages), list(intents))
    accented = dict.fromkeys(_EVERY, 0)
    for text, language, intent in zip(texts, languages, intents, strict=True):
        if language not in _EVERY or (plain := without_accents(text)) == text.casefold():
            continue
        accented[language] += 1
        if accented[language] % _EVERY[language] == 0:
            lesson.texts.append(plain)
            lesson.languages.append(language)
            lesson.intents.append(intent)
    return lesson
