"""What a reply says, for comparing it with what is published: names, numbers, countries, standing sentences, in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from babel import Locale

from office.knowledge.seed_files import shipped_seed
from office.languages import TRADITIONAL_CHINESE, base_code
from office.wording.catalogues import to_traditional, translate
from office.wording.sources import source_texts

# A number as digits, or the id of something published: "program/tourism-sg", "fact/teaching-team", "country/AU",
# "reply/utter_money_gap_ask_tuition".
Expected = int | str


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str, str], str]:
    return {
        (label.kind, label.subject_id, label.language): label.text
        for label in shipped_seed().labels
        if label.role != "alias"
    }


def plain(text: str) -> str:
    """Without the marks that isolate names in a right-to-left sentence."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def numbers_in(text: str) -> set[str]:
    """Whole numbers as digits, however they are grouped."""
    return {re.sub(r"\D", "", found) for found in re.findall(r"\d+(?:[.,\u00a0\u202f\u066c ]\d{3})*", plain(text))}


def published_words(reference: str, language: str) -> str:
    """How an id is said in a language. KeyError: there is no such id."""
    kind, subject = reference.split("/")
    code = base_code(language)
    if kind == "country":
        words = str(Locale.parse(code).territories[subject])
    elif kind == "reply":
        values = dict.fromkeys(source_texts()[subject].variables, "\0")
        words = max(translate(code, subject, **values).split("\0"), key=len)  # what it says whatever it is filled with
    else:
        words = _labels()[kind, subject, code]
    return to_traditional(words) if language == TRADITIONAL_CHINESE else words


def place_of(expected: Expected, text: str, language: str) -> int:
    """Where in a reply it is said first; -1: nowhere.

    A line of a list begins with a capital, whatever the name in it begins with: names are compared without regard to case.
    """
    if isinstance(expected, int):
        found = re.search(rf"(?<!\d){expected}(?!\d)", text) if str(expected) in numbers_in(text) else None
        return found.start() if found else (0 if str(expected) in numbers_in(text) else -1)
    return text.casefold().find(plain(published_words(expected, language)).casefold())


def not_said(expected: Iterable[Expected], reply: Mapping[str, Any], language: str) -> list[Expected]:
    """What a reply in this language should say and does not."""
    text = plain(str(reply["text"]))
    return [each for each in expected if place_of(each, text, language) < 0]


def wrongly_said(rejected: Iterable[Expected], reply: Mapping[str, Any], language: str) -> list[Expected]:
    """What a reply says though it should not."""
    text = plain(str(reply["text"]))
    return [each for each in rejected if place_of(each, text, language) >= 0]
