"""How many of the project's own frozen questions a model understands, by language: comparable as long as the questions are the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Standing:
    """`questions` is the checksum of their files; (understood, asked) by language."""

    questions: str
    languages: Mapping[str, tuple[int, int]]

    @property
    def overall(self) -> tuple[int, int]:
        """(understood, asked) in all languages."""
        return sum(right for right, _ in self.languages.values()), sum(number for _, number in self.languages.values())

    def as_json(self) -> dict[str, Any]:
        """For a model's card."""
        return {"questions": self.questions, "languages": {code: list(pair) for code, pair in self.languages.items()}}


def standing_of(answers: Iterable[tuple[str, bool]], questions: Sequence[Path]) -> Standing:
    """Of a model that answered the questions of these files so: (language, whether it was right). OSError: a file is not there."""
    digest = hashlib.sha256()
    for path in questions:
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for language, is_right in answers:
        asked[language] += 1
        right[language] += is_right
    return Standing(digest.hexdigest(), {code: (right[code], asked[code]) for code in sorted(asked)})


def read_standing(card: Mapping[str, Any]) -> Standing | None:
    """What a model's card says of it; None when it says nothing."""
    found = card.get("standing")
    if not isinstance(found, Mapping):
        return None
    languages = {str(code): (int(right), int(number)) for code, (right, number) in found["languages"].items()}
    return Standing(str(found["questions"]), languages)


def best_of(earlier: Sequence[Standing], questions: str, language: str) -> int | None:
    """The most that any of them understood in that language ("": in all), over those questions; None when none was asked them."""
    comparable = [each for each in earlier if each.questions == questions]
    if not language:
        return max((each.overall[0] for each in comparable), default=None)
    return max((each.languages[language][0] for each in comparable if language in each.languages), default=None)
