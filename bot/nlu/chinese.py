"""Traditional and Simplified Chinese, character by character (no phrase tables: they cost time and move offsets)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import opencc

_DICTIONARY = Path(opencc.__file__).parent / "dictionary"


def _pairs(file: str) -> list[tuple[str, list[str]]]:
    lines = (_DICTIONARY / file).read_text("utf-8").splitlines()
    rows = (line.split("\t", 1) for line in lines if "\t" in line)
    return [(left, right.split()) for left, right in rows]


@lru_cache(maxsize=1)
def _to_simplified() -> dict[int, str]:
    return {ord(left): right[0] for left, right in _pairs("TSCharacters.txt") if len(left) == 1 and len(right[0]) == 1}


@lru_cache(maxsize=1)
def _only_traditional() -> frozenset[str]:
    simplified = {character for left, right in _pairs("STCharacters.txt") for character in (left,)}
    # A character that also stands in the simplified column (著, 乾, 於 as a name) is no evidence of the script.
    simplified |= {right[0] for _, right in _pairs("TSCharacters.txt")}
    return frozenset(left for left, right in _pairs("TSCharacters.txt") if left not in right and left not in simplified)


@lru_cache(maxsize=1)
def _only_simplified() -> frozenset[str]:
    traditional = {left for left, _ in _pairs("TSCharacters.txt")} | {
        form for _, right in _pairs("STCharacters.txt") for form in right
    }
    return frozenset(
        left for left, right in _pairs("STCharacters.txt") if left not in right and left not in traditional
    )


@lru_cache(maxsize=1)
def _never_japanese() -> frozenset[str]:
    """Simplified forms (进, 业, 书) that Japanese does not share (as it does 学, 国 and 携): its own encoding lacks them."""
    return frozenset(each for each in _only_simplified() if not each.encode("shift_jis", "ignore"))


@lru_cache(maxsize=1)
def _only_japanese() -> frozenset[str]:
    """Shinjitai (図, 験, 価): neither the traditional nor the simplified form of Chinese."""
    forms = {form for _, right in _pairs("JPVariants.txt") for form in right}
    chinese = {left for left, _ in _pairs("STCharacters.txt")} | {left for left, _ in _pairs("TSCharacters.txt")}
    return frozenset(forms - chinese - set("予呉呪") | set("込働畑峠栃枠辻榊塀匂"))


def to_simplified(text: str) -> str:
    """`text` with each Traditional character replaced by its Simplified one; same length, other scripts untouched."""
    return text.translate(_to_simplified())


def count_traditional(text: str) -> int:
    """How many characters of `text` exist only in Traditional Chinese (among the two Chinese standards)."""
    only = _only_traditional()
    return sum(character in only for character in text)


def count_simplified(text: str) -> int:
    """How many characters of `text` exist only in Simplified Chinese (some of them, 学 or 国, in Japanese too)."""
    only = _only_simplified()
    return sum(character in only for character in text)


def count_never_japanese(text: str) -> int:
    """How many characters of `text` exist in Simplified Chinese alone, Japanese included."""
    only = _never_japanese()
    return sum(character in only for character in text)


def count_japanese(text: str) -> int:
    """How many characters of `text` exist only in Japanese."""
    only = _only_japanese()
    return sum(character in only for character in text)
