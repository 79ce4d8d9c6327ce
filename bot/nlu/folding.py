"""One word in one form: what counts as the same word when a mention is compared with an alias."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from bot.nlu.chinese import to_simplified
from bot.nlu.scripts import ARABIC, CYRILLIC, script_of

# Conjunction or preposition with the article, longest first; at least three letters must stay.
_ARABIC_PREFIXES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال")
_ARABIC_SINGLE_PREFIXES = ("و", "ب", "ل", "ك", "ف")
_ARABIC_ENDINGS = ("يين", "يون", "ات", "ية", "يه", "ين", "ون", "ي", "ة", "ه")
_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي", "ـ": None, "گ": "ك", "ڤ": "ف", "پ": "ب"}
)
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670]")

# Letters that carry no combining mark, yet are the accented forms of others.
_PLAIN_LETTERS = str.maketrans(
    {"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ё": "е", "й": "й"}
)

# "Казахстан" and "Казахстане", "Корея" and "Корее", "Китай" and "Китае" end up with different Snowball stems.
_RUSSIAN_COUNTRY = re.compile(
    "(.{3,}стан|вьетнам|кор(?=[её][яеию])|кита(?=[йяюе]))(?:а|у|ом|е|ы|[йя]|ею|ее|ея|еи|еей|ю|ем)?$"
)
_russian = snowballstemmer.stemmer("russian")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One form for all spellings and inflections of `word`: case, width, script variant, Russian ending, Arabic clitics."""
    folded = to_simplified(unicodedata.normalize("NFKC", word).casefold())
    if not folded:
        return word
    script = script_of(folded[0])
    if script == CYRILLIC:
        return stem_russian(folded)
    if script == ARABIC:
        return stem_arabic(folded)
    return folded


def stem_russian(word: str) -> str:
    """The Snowball stem of a lower-case Russian word, ё as е; names of countries that it stems unevenly by their own rule."""
    word = word.replace("ё", "е")
    if uneven := _RUSSIAN_COUNTRY.match(word):
        return uneven[1]
    stem: str = _russian.stemWord(word)
    return stem


def plain_arabic(word: str) -> str:
    """An Arabic word without vowel marks and lengthening, with one form of alif, ya and waw."""
    return _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS)


def stem_arabic(word: str) -> str:
    """An Arabic word without article, clitics and the endings of number, gender and origin; three letters stay."""
    word = plain_arabic(word)
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    for ending in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def without_arabic_clitic(word: str) -> str | None:
    """An Arabic word (plain) without a one-letter conjunction or preposition, or None where it has none to lose."""
    if len(word) >= 5 and word[0] in _ARABIC_SINGLE_PREFIXES:
        return word[1:]
    return None


@lru_cache(maxsize=65536)
def without_accents(word: str) -> str:
    """`word` without diacritics ("Kế" -> "ke", "Informática" -> "informatica"); Thai, Arabic and Japanese marks stay."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    stripped = "".join(character for character in decomposed if not "\u0300" <= character <= "\u036f")
    return unicodedata.normalize("NFC", stripped.translate(_PLAIN_LETTERS))


def fold_shouting(text: str) -> str:
    """Lower case where most of the text is upper case ("WANN IST BEWERBUNGSSCHLUSS"); short abbreviations ("IELTS") stay."""
    letters = [character for character in text if character.isalpha() and character.lower() != character.upper()]
    capitals = sum(character.isupper() for character in letters)
    shouted = [word for word in text.split() if word.isupper() and sum(map(str.isalpha, word)) > 1]
    if (
        capitals >= 4
        and capitals >= 0.6 * len(letters)
        and (len(shouted) > 1 or any(len(word) > 5 for word in shouted))
    ):
        return text.lower()
    return text
