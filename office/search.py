"""Full-text search that is right in twelve languages on SQLite and PostgreSQL alike: text to tokens, question to query.

Neither database's own tokenizer knows where a Chinese or Thai word ends, and the two disagree on the rest. So the text
is cut here, once, into tokens that both keep as they are; the tokens stand in a column beside the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import opencc

# Scripts that are written without spaces (and Hangul, whose particles stick to the word): one token a character.
# A query in them is a phrase of characters, so any part of a word is found.
_BY_CHARACTER = (
    (0x0E00, 0x0E7F),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # 々〆〇
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),  # small kana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),  # Han
    (0xAC00, 0xD7A3),  # Hangul syllables
    (0xF900, 0xFAFF),  # Han, compatibility
    (0x20000, 0x3134F),  # Han, rare
)

# Letters that no decomposition takes to their plain form.
_FOLDED = str.maketrans(
    {
        "đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    }
)  # fmt: skip

# Stands between two runs of characters that punctuation keeps apart, so that a phrase cannot span it.
_BREAK = "zqbreak"
_CHARACTER = "zq"
_SHORTEST_ARABIC_STEM = 3
_SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Term:
    """One thing that must be found: a phrase of tokens, or a word with the other forms that will do."""

    tokens: tuple[str, ...]
    phrase: bool = True
    prefix: bool = False


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional to Simplified, character by character: without context, texts and queries fold alike."""
    file = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in file.read_text("utf-8").splitlines() if "\t" in line)
    return {ord(left): right.split()[0] for left, right in pairs if len(left) == 1}


def _is_by_character(character: str) -> bool:
    point = ord(character)
    return point >= 0x0E00 and any(first <= point <= last for first, last in _BY_CHARACTER)


def fold(text: str) -> str:
    """`text` as search sees it: width, case, Traditional Chinese, Latin marks and Arabic spelling variants folded."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_simplified())
    kept = []
    for character in unicodedata.normalize("NFC", folded).translate(_FOLDED):
        if _is_by_character(character) or character.isascii():
            kept.append(character)
        else:
            plain = unicodedata.normalize("NFKD", character)
            kept.append("".join(part for part in plain if not unicodedata.category(part).startswith("M")))
    return "".join(kept).translate(_FOLDED)


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    """(run of letters and digits, whether it is cut into one token a character) in order."""
    start = 0
    by_character = False
    for position, character in enumerate(folded + " "):
        belongs = unicodedata.category(character)[0] in "LNM"
        own = belongs and _is_by_character(character)
        if start < position and (not belongs or own != by_character):
            yield folded[start:position], by_character
            start = position
        if not belongs:
            start = position + 1
        by_character = own


def _arabic_stems(word: str) -> list[str]:
    """The word without its article, and without a conjunction or preposition before that: والمنحه gives منحه."""
    if not ("\u0620" <= word[0] <= "\u064a"):
        return []
    stems = []
    for prefix in ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك"):
        stem = word[len(prefix) :]
        shortest = _SHORTEST_ARABIC_STEM if len(prefix) > 1 else _SHORTEST_ARABIC_STEM + 1
        if word.startswith(prefix) and len(stem) >= shortest:
            stems.append(stem)
            if len(prefix) > 1:
                break
    return stems


def _plain(word: str) -> str:
    """A token that no tokenizer reads as a number, a version or a host: PostgreSQL's parser splits 6e5 or 007."""
    return f"zd{word}" if word[0].isdigit() else word


def tokens(text: str) -> str:
    """The tokens of `text`, separated by spaces: what is stored and indexed."""
    found: list[str] = []
    was_characters = False
    for run, by_character in _runs(fold(text)):
        if by_character:
            if was_characters:
                found.append(_BREAK)
            found.extend(f"{_CHARACTER}{ord(character):x}" for character in run)
        else:
            found.append(_plain(run))
            found.extend(_arabic_stems(run))
        was_characters = by_character
    return " ".join(found)


def terms(query: str) -> list[Term]:
    """What a typed query asks for: each piece between spaces must be found; a word of letters also as a beginning."""
    found: list[Term] = []
    for piece in fold(query).split():
        for run, by_character in _runs(piece):
            if by_character:
                found.append(Term(tuple(f"{_CHARACTER}{ord(character):x}" for character in run)))
                continue
            stems = _arabic_stems(run)
            if stems:
                found.append(Term((_plain(run), *stems), phrase=False))
            else:
                found.append(Term((_plain(run),), prefix=len(run) >= _SHORTEST_PREFIX and not run[0].isdigit()))
    return found


def fts5_query(query: str) -> str | None:
    """The query in SQLite FTS5's syntax; None when nothing in it can be sought."""
    parts = []
    for term in terms(query):
        if term.phrase:
            parts.append('"' + " ".join(term.tokens) + '"' + ("*" if term.prefix else ""))
        else:
            parts.append("(" + " OR ".join(f'"{token}"' for token in term.tokens) + ")")
    return " AND ".join(parts) or None


def tsquery(query: str) -> str | None:
    """The query in the syntax of PostgreSQL's to_tsquery('simple', ...); None when nothing in it can be sought."""
    parts = []
    for term in terms(query):
        quoted = [f"'{token}'" for token in term.tokens]
        if term.phrase:
            parts.append(
                "(" + " <-> ".join(quoted) + ")" if len(quoted) > 1 else quoted[0] + (":*" if term.prefix else "")
            )
        else:
            parts.append("(" + " | ".join(quoted) + ")")
    return " & ".join(parts) or None
