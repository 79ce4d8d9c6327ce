"""What applicants ask in load measurements: the model's test questions, each once, or by Zipf's law with repetitions."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "model" / "questions"
EXPONENT = 1.1
# Half of the applicants write English or Chinese, the others the ten other languages alike.
_FREQUENT = {"en": 25, "zh": 25}


class Exhausted(RuntimeError):
    """Every text has been sent once: a longer run needs more questions."""


def questions() -> dict[str, list[str]]:
    """Texts by language, each text once."""
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            text = json.loads(line)["text"].strip()
            if text and text.casefold() not in seen:
                seen.add(text.casefold())
                found.setdefault(file.stem, []).append(text)
    return found


class Mix:
    """Gives each applicant a language and texts in it."""

    name = ""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._texts = questions()
        self._sent: set[str] = set()
        self.repeated = 0
        self.given = 0

    def conversation(self) -> Iterator[tuple[str, str]]:
        """Endless (language, text) of one applicant."""
        raise NotImplementedError

    def _count(self, text: str) -> str:
        self.given += 1
        self.repeated += text in self._sent
        self._sent.add(text)
        return text

    def share_repeated(self) -> float:
        """Of the texts given since the last call, the share that had been given before."""
        share = self.repeated / max(1, self.given)
        self.given = self.repeated = 0
        return share


class Unrepeated(Mix):
    """No text comes twice in the whole run. The languages are mixed evenly, as there is the same number of texts of each."""

    name = "non-repeating"

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed)
        for texts in self._texts.values():
            self._chance.shuffle(texts)

    def left(self) -> float:
        """The share of all texts that have not been given yet."""
        left = sum(map(len, self._texts.values()))
        return left / (left + len(self._sent))

    def conversation(self) -> Iterator[tuple[str, str]]:
        while True:
            left = [(language, len(texts)) for language, texts in self._texts.items() if texts]
            if not left:
                raise Exhausted("All test questions have been sent once. Measure fewer or shorter steps.")
            (language,) = self._chance.choices([name for name, _ in left], [number for _, number in left])
            yield language, self._count(self._texts[language].pop())


class Zipf(Mix):
    """The question of rank r in its language is asked in proportion to 1 / r ** EXPONENT; ranks are drawn once."""

    name = "Zipf"

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed)
        for texts in self._texts.values():
            self._chance.shuffle(texts)
        self._cumulated = {
            language: list(itertools.accumulate(1 / rank**EXPONENT for rank in range(1, len(texts) + 1)))
            for language, texts in self._texts.items()
        }

    def conversation(self) -> Iterator[tuple[str, str]]:
        names = list(self._texts)
        others = (100 - sum(_FREQUENT.values())) / (len(names) - len(_FREQUENT))
        (language,) = self._chance.choices(names, [_FREQUENT.get(name, others) for name in names])
        while True:
            (text,) = self._chance.choices(self._texts[language], cum_weights=self._cumulated[language])
            yield language, self._count(text)


MIXES = {mix.name: mix for mix in (Unrepeated, Zipf)}
