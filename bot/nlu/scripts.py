"""Writing systems: which one a character belongs to, and how many letters of each a text has."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

LATIN = "latin"
CYRILLIC = "cyrillic"
ARABIC = "arabic"
THAI = "thai"
HANGUL = "hangul"
KANA = "kana"
HAN = "han"

# Scripts that do not mark words by spaces (Hangul does, but sticks particles to them): one character is one token.
UNSPACED = frozenset({THAI, HANGUL, KANA, HAN})

_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005A, LATIN),
    (0x0061, 0x007A, LATIN),
    (0x00AA, 0x00AA, LATIN),
    (0x00BA, 0x00BA, LATIN),
    (0x00C0, 0x00D6, LATIN),
    (0x00D8, 0x00F6, LATIN),
    (0x00F8, 0x02AF, LATIN),
    (0x0400, 0x052F, CYRILLIC),
    (0x0600, 0x06FF, ARABIC),
    (0x0750, 0x077F, ARABIC),
    (0x08A0, 0x08FF, ARABIC),
    (0x0E00, 0x0E7F, THAI),
    (0x1100, 0x11FF, HANGUL),
    (0x1E00, 0x1EFF, LATIN),
    (0x2E80, 0x2FDF, HAN),
    (0x3005, 0x3007, HAN),
    (0x3041, 0x309F, KANA),
    (0x30A1, 0x30FA, KANA),
    (0x30FC, 0x30FF, KANA),
    (0x3130, 0x318F, HANGUL),
    (0x31F0, 0x31FF, KANA),
    (0x3400, 0x4DBF, HAN),
    (0x4E00, 0x9FFF, HAN),
    (0xA960, 0xA97F, HANGUL),
    (0xAC00, 0xD7FF, HANGUL),
    (0xF900, 0xFAFF, HAN),
    (0xFB50, 0xFDFF, ARABIC),
    (0xFE70, 0xFEFC, ARABIC),
    (0xFF66, 0xFF9F, KANA),
    (0x20000, 0x323AF, HAN),
)


@lru_cache(maxsize=16384)
def script_of(character: str) -> str | None:
    """The script of one letter or mark ("latin", "han", ...); None for digits, punctuation, emoji and scripts not served."""
    code = ord(character)
    for first, last, script in _RANGES:
        if first <= code <= last:
            # Digits and punctuation live in the same blocks (Thai numerals, Arabic comma).
            if unicodedata.category(character)[0] in "LM" or character in "々〆ー":
                return script
            return None
    return None


def count_letters(text: str) -> Counter[str]:
    """How many letters of each script `text` has; vowel signs and tone marks are not counted as letters."""
    counts: Counter[str] = Counter()
    for character in text:
        script = script_of(character)
        if script and unicodedata.category(character) != "Mn":
            counts[script] += 1
    return counts


def is_katakana(character: str) -> bool:
    """Whether a character is Katakana (the long-vowel mark counts)."""
    return "\u30a1" <= character <= "\u30fc" or "\uff66" <= character <= "\uff9d"


def is_thai_mark(character: str) -> bool:
    """Whether a Thai character cannot begin a syllable: vowel signs after or above the consonant, tone marks, the repetition mark."""
    return "\u0e30" <= character <= "\u0e3a" or "\u0e45" <= character <= "\u0e4e"
