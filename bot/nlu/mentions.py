"""Mentions of names in a text: which matches may stand where they stand, and which of overlapping ones is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.lexicon import Lexicon, lexicon, lexicons
from bot.nlu.name_matcher import EXACT, Match
from bot.nlu.scripts import HANGUL, LATIN, UNSPACED, is_katakana, is_thai_mark, script_of
from bot.nlu.universal_tokenizer import Word
from bot.nlu.world_names import CITY, COUNTRY, LANGUAGE, NOTHING, SUBJECT
from office.knowledge.records import Alias

_WORLD = frozenset({COUNTRY, LANGUAGE, CITY, SUBJECT, NOTHING})
_THAI_LEADING_VOWELS = frozenset("เแโใไ")
# Kinds that are too many to be recognised by a near-miss spelling.
_EXACT_ONLY = frozenset({CITY, SUBJECT, NOTHING})
_SURE_FORM = 0.95
# Capital letters from which on a text in capitals is shouted: "IT?" and "MA" are not.
_SHOUT = 8


@dataclass(frozen=True)
class Sentence:
    """A text with its words (as the tokenizer gives them), its language, and whether that is certain."""

    text: str
    words: Sequence[Word]
    language: str
    certain: bool = True

    @property
    def lexicon(self) -> Lexicon:
        """The words of its language."""
        return lexicon(self.language)

    def follows(self, position: int, phrases: Iterable[str]) -> bool:
        """Whether one of `phrases` (lower case) begins at `position`, blanks and hyphens aside."""
        after = self.text[position:].lstrip(" -–(").casefold()
        return any(after.startswith(phrase) and _ends_word(after, len(phrase)) for phrase in phrases)

    def precedes(self, position: int, phrases: Iterable[str]) -> bool:
        """Whether one of `phrases` (lower case) ends at `position`, blanks and hyphens aside."""
        before = self.text[:position].rstrip(" -–(").casefold()
        return any(before.endswith(phrase) and _begins_word(before, len(before) - len(phrase)) for phrase in phrases)

    @property
    def is_shouted(self) -> bool:
        """Whether capitals say nothing, as all letters are."""
        cased = [letter for letter in self.text if letter.lower() != letter.upper()]
        return len(cased) >= _SHOUT and all(letter.isupper() for letter in cased)


@dataclass(frozen=True)
class Mention:
    """Characters `start` to `end` (words `first` to `last`, exclusive) name one of `readings`: (kind, id)."""

    start: int
    end: int
    first: int
    last: int
    readings: tuple[tuple[str, str], ...]
    quality: float
    tail: str = ""
    doubtful: bool = False

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids among the readings of one kind."""
        return tuple(found for reading, found in self.readings if reading == kind)


def find_mentions(matches: Iterable[Match], sentence: Sentence) -> list[Mention]:
    """The longest acceptable mentions, in order, none overlapping."""
    possible: list[Mention] = []
    for match in matches:
        start, end = sentence.words[match.start].start, sentence.words[match.end - 1].end
        names = [name for name in match.names if _is_possible(name, match, start, end, sentence)]
        if names:
            readings = tuple(dict.fromkeys((name.kind, name.id) for name in names))
            doubtful = any(name.kind == COUNTRY and _is_doubtful(sentence.text[start:end], sentence) for name in names)
            possible.append(Mention(start, end, match.start, match.end, readings, match.quality, match.tail, doubtful))
    return _longest(possible)


def _longest(possible: list[Mention]) -> list[Mention]:
    merged: dict[tuple[int, int, float], Mention] = {}
    for mention in possible:
        key = (mention.start, mention.end, mention.quality)
        known = merged.get(key)
        readings = tuple(dict.fromkeys((*known.readings, *mention.readings))) if known else mention.readings
        merged[key] = Mention(
            *key[:2], mention.first, mention.last, readings, mention.quality, mention.tail, mention.doubtful
        )
    taken: list[Mention] = []
    for mention in sorted(
        merged.values(), key=lambda found: (_is_weak(found), -(found.end - found.start), -found.quality, found.start)
    ):
        if all(mention.end <= other.start or mention.start >= other.end for other in taken):
            taken.append(mention)
    return sorted((mention for mention in taken if not mention.ids(NOTHING)), key=lambda found: found.start)


def _is_weak(mention: Mention) -> bool:
    """Whether it only may be one of the many: "ke toan hoc phi" is not "toán học" (mathematics)."""
    return mention.quality < EXACT and all(kind in _EXACT_ONLY for kind, _ in mention.readings)


def _is_possible(name: Alias, match: Match, start: int, end: int, sentence: Sentence) -> bool:
    """Whether a name can be meant here: not inside another word, not by chance of spelling, not in a foreign language's word."""
    text = sentence.text[start:end]
    if not _fits_around(start, end, name, sentence):
        return False
    if match.quality < _SURE_FORM and (name.kind in _EXACT_ONLY or not _is_at_home(name, sentence)):
        return False
    if name.kind in _EXACT_ONLY and match.quality < EXACT and len(text) < 6:
        return False
    if script_of(text[0]) == LATIN:
        if name.kind in _WORLD:
            if not _is_at_home(name, sentence) and name.kind != LANGUAGE:
                return False
        elif len(text) <= 5 and " " not in text and not _is_at_home(name, sentence):
            return False
        is_abbreviation = len(text) <= 2 and text.isascii() and text.isalpha()
        if (
            is_abbreviation
            and (sentence.is_shouted or not text.isupper())
            and not _is_cued_abbreviation(text, start, sentence)
        ):
            return False
    return True


def _is_at_home(name: Alias, sentence: Sentence) -> bool:
    """Whether a name's language is the sentence's, or English, which is used in all; any, where the sentence's is not certain."""
    return name.language in {sentence.language, "en"} or not sentence.certain


def _is_cued_abbreviation(text: str, start: int, sentence: Sentence) -> bool:
    # "in the uk", "to uk", but not "contact us" and "is it".
    if text.casefold() == "uk":
        return sentence.precedes(start, ("the", "in", "to", "from", *sentence.lexicon.country_cues))
    if text.casefold() == "us":
        return sentence.precedes(start, ("the",))
    return text.casefold() in sentence.lexicon.doubtful and sentence.precedes(start, sentence.lexicon.country_cues)


def _fits_around(start: int, end: int, name: Alias, sentence: Sentence) -> bool:
    text = sentence.text
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    first, last = text[start], text[end - 1]
    if is_katakana(first) and before and is_katakana(before):
        return False
    if is_katakana(last) and after and is_katakana(after):
        return sentence.follows(end, (*lexicon("ja").campus_words, *lexicon("ja").program_words))
    if after and is_thai_mark(after):
        return False
    if before in _THAI_LEADING_VOWELS:
        return False
    # A short Korean name inside a longer word is a chance hit (사회계열 is not 회계).
    syllables = sum(script_of(character) == HANGUL for character in text[start:end])
    if 1 <= syllables <= 2 and before and script_of(before) == HANGUL:
        return False
    # "중국 어느" is not 중국어.
    return not (1 <= syllables <= 3 and " " in text[start:end] and " " not in name.text)


def _is_doubtful(text: str, sentence: Sentence) -> bool:
    word = text.casefold()
    return any(
        word in words.doubtful
        for words in lexicons()
        if words.language in {sentence.language, "en"} or script_of(word[0]) in UNSPACED
    )


def is_clear_country(mention: Mention, sentence: Sentence) -> bool:
    """Whether a word that is a country's name and another word too means the country: by a capital, or by the words around it."""
    if not mention.doubtful:
        return True
    words = sentence.lexicon
    text = sentence.text[mention.start : mention.end]
    if script_of(text[0]) == HANGUL:
        rest = re.split(r"[\s?!.,]", sentence.text[mention.end :], maxsplit=1)[0]
        return rest == "" or rest in words.country_cues
    if text[0].isupper() and mention.start > 0 and not sentence.is_shouted and words.language != "de" and len(text) > 1:
        return True
    if sentence.precedes(mention.start, words.country_cues):
        return True
    return len(sentence.words) <= 2 and script_of(text[0]) not in UNSPACED and text[0].isupper()


def _ends_word(text: str, length: int) -> bool:
    return length >= len(text) or script_of(text[length - 1]) in UNSPACED or not text[length].isalnum()


def _begins_word(text: str, start: int) -> bool:
    return start <= 0 or script_of(text[start]) in UNSPACED or not text[start - 1].isalnum()
