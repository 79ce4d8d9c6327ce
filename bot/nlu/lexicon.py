"""Linguistic data per language: the words around names, country adjectives, other colleges' subjects (lexicon/<language>.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from office.languages import CODES

_FOLDER = Path(__file__).parent / "lexicon"
_LISTS = (
    "doubtful",
    "country_cues",
    "campus_words",
    "program_words",
    "partner_words",
    "language_cues",
    "language_after",
    "compound_tails",
    "endings",
    "never",
    "subjects",
    "cities",
)


class LexiconError(ValueError):
    """A lexicon file cannot be used; the message names the file and what to correct."""


@dataclass(frozen=True)
class Lexicon:
    """One language's words, in lower case where case says nothing."""

    language: str
    countries: Mapping[
        str, tuple[str, ...]
    ]  # ISO 3166 -> adjectives, demonyms, short names; a final star allows endings
    languages: Mapping[str, tuple[str, ...]]  # code -> names beyond CLDR's
    doubtful: frozenset[str]  # country names that are other words too
    country_cues: tuple[str, ...]  # words before (in Korean after) which a doubtful one is a country
    campus_words: tuple[str, ...]
    program_words: tuple[str, ...]
    partner_words: frozenset[str]  # what may stand between a program and its partner country
    language_cues: tuple[str, ...]
    language_after: tuple[str, ...]
    compound_tails: frozenset[str]
    endings: frozenset[str]
    never: tuple[str, ...]  # phrases in which no name is to be found
    subjects: tuple[str, ...]  # fields of study that colleges have; ours are in the knowledge base
    cities: tuple[str, ...]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of one of the twelve languages; raises LexiconError when its file is missing or wrong."""
    path = _FOLDER / f"{language}.yml"
    try:
        content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{path.name} cannot be read ({error}). Restore or correct it.") from error
    expected = {"countries", "languages", *_LISTS}
    if set(content) != expected:
        raise LexiconError(
            f"{path.name}: the sections differ from the expected ones in {sorted(set(content) ^ expected)}. Correct them."
        )
    for section in _LISTS:
        _check(path, section, content[section])
    for section in ("countries", "languages"):
        for words in content[section].values():
            _check(path, section, words)
        _check(path, section, list(content[section]))
    lower = {section: tuple(word.casefold() for word in content[section]) for section in _LISTS}
    return Lexicon(
        language=language,
        countries={code: tuple(words) for code, words in content["countries"].items()},
        languages={code: tuple(words) for code, words in content["languages"].items()},
        doubtful=frozenset(lower["doubtful"]),
        country_cues=lower["country_cues"],
        campus_words=lower["campus_words"],
        program_words=lower["program_words"],
        partner_words=frozenset(lower["partner_words"]),
        language_cues=lower["language_cues"],
        language_after=lower["language_after"],
        compound_tails=frozenset(lower["compound_tails"]),
        endings=frozenset(lower["endings"]),
        never=tuple(content["never"]),
        subjects=tuple(content["subjects"]),
        cities=tuple(content["cities"]),
    )


def _check(path: Path, section: str, words: Any) -> None:
    wrong = [word for word in words or () if not isinstance(word, str) or not word.strip()]
    if wrong:
        raise LexiconError(
            f"{path.name}, {section}: {wrong} is no text. Put it in quotes (yes, no and numbers need them)."
        )


@lru_cache(maxsize=1)
def lexicons() -> tuple[Lexicon, ...]:
    """All twelve."""
    return tuple(lexicon(code) for code in CODES)
