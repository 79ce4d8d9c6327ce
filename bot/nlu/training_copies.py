"""Copies of training sentences as people in a hurry, or with manners, type them: without accents, with slips of the finger, behind an opening."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.nlu.folding import without_accents

# Each how many-th sentence gets a copy without accents. Vietnamese without its marks is the hardest: half of its letters are others then.
_PLAIN_EVERY = {"vi": 1, "es": 4, "fr": 4, "de": 4}
# Languages that are typed letter by letter; the others are composed from suggestions, whose slips are other words.
_SLIPS = frozenset({"en", "de", "fr", "es", "vi", "id", "ru", "ar"})
_SLIPS_EVERY = 12
_LETTERS_A_SLIP = 14
_OPENING_EVERY = 14
_MANNERS = frozenset({"greet", "goodbye", "thank", "affirm", "deny"})
# (text, language, intent)
Sentence = tuple[str, str, str]
_OPENINGS = Path(__file__).parent / "lexicon" / "openings.yml"


@dataclass(frozen=True)
class Lesson:
    """Training sentences with their languages and intents, one for one; the first `written` of them are no copies."""

    texts: list[str]
    languages: list[str]
    intents: list[str]
    written: int


def with_copies(texts: Sequence[str], languages: Sequence[str], intents: Sequence[str]) -> Lesson:
    """The sentences, and behind them their copies. Whether and how a sentence is copied depends on itself and on those before it
    in its language: the same sentences give the same copies.
    """
    sentences = list(zip(texts, languages, intents, strict=True))
    copies = [*_without_accents(sentences), *_with_slips(sentences), *_with_openings(sentences)]
    lines, codes, wanted = (list(part) for part in zip(*sentences, *copies, strict=True))
    return Lesson(lines, codes, wanted, written=len(sentences))


def _without_accents(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    accented = dict.fromkeys(_PLAIN_EVERY, 0)
    for text, language, intent in sentences:
        if language not in _PLAIN_EVERY or (plain := without_accents(text)) == text.casefold():
            continue
        accented[language] += 1
        if accented[language] % _PLAIN_EVERY[language] == 0:
            yield plain, language, intent


def _with_slips(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    for text, language, intent in sentences:
        if language in _SLIPS and _drawn(text, "slip") % _SLIPS_EVERY == 0 and (copy := mistyped(text)) != text:
            yield copy, language, intent


def _with_openings(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    for text, language, intent in sentences:
        known = openings().get(language)
        drawn = _drawn(text, "opening")
        if known and intent not in _MANNERS and drawn % _OPENING_EVERY == 0:
            yield known[drawn // _OPENING_EVERY % len(known)] + text, language, intent


def mistyped(text: str) -> str:
    """`text` with a slip of the finger in every fourteen letters: two change places, one is left out or struck twice; the same each
    time. First letters of words stay.
    """
    chance = random.Random(_drawn(text, "letters"))  # noqa: S311 (nothing secret)
    characters = list(text)
    places = [at for at in range(1, len(text) - 1) if text[at - 1 : at + 2].isalpha()]
    slips = sum(map(str.isalpha, text)) // _LETTERS_A_SLIP
    # From the end, so that places before stay what they were.
    for at in sorted(chance.sample(places, min(slips, len(places))), reverse=True):
        slip = chance.choice(("change", "change", "leave", "double"))
        if slip == "change":
            characters[at : at + 2] = reversed(characters[at : at + 2])
        elif slip == "leave":
            del characters[at]
        else:
            characters.insert(at, characters[at])
    return "".join(characters)


@cache
def openings() -> dict[str, list[str]]:
    """Language -> what is said before a question."""
    found: dict[str, list[str]] = yaml.safe_load(_OPENINGS.read_text("utf-8"))
    return found


def _drawn(text: str, purpose: str) -> int:
    return zlib.crc32(f"{purpose}\0{text}".encode("utf-8", "replace"))
