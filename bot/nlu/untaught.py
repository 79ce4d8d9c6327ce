"""Languages that the office has texts in, but (nearly) no training sentences: what is known of them comes from those texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.centring import LanguageShift, learn_shifts
from bot.nlu.sentence_vectors import SentenceVectors
from office.wording.parallel import parallel_texts

# Fewer training sentences tell nothing of a language as a whole.
_TAUGHT = 100


def untaught(languages: Iterable[str]) -> dict[str, list[str]]:
    """The language -> our texts in it, of those that are missing among the languages of the training sentences."""
    told = _taught(languages)
    texts = parallel_texts()
    return {language: texts[language] for language in texts if language not in told}


def untaught_shifts(
    encoders: SentenceVectors, vectors: NDArray[np.float32], languages: Sequence[str], cache: Path
) -> dict[str, LanguageShift]:
    """For `untaught` languages; `vectors` (sentences, dimension) and `languages` are those of the training sentences.

    Encodes our texts in all languages, but only if one is untaught and another is not.
    """
    codes = np.array(languages)
    means = {code: vectors[codes == code].mean(axis=0) for code in sorted(_taught(languages))}
    if not means or not untaught(languages):
        return {}
    parallel = {
        code: encoders.encode_many(texts, [code] * len(texts), cache) for code, texts in parallel_texts().items()
    }
    return learn_shifts(means, parallel, encoders.blocks)


def _taught(languages: Iterable[str]) -> set[str]:
    return {language for language, number in Counter(languages).items() if number >= _TAUGHT}
