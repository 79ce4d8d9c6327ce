"""Text made readable for the pipeline (one Unicode form, nothing invisible, a bounded length) with a way back to the original offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Encoding time grows with the length and blocks the server for everyone; a question fits into this.
READ_LIMIT = 400

_SENTENCE = re.compile(r"[^.!?。！？؟…\n]*[.!?。！？؟…\n]*")
_QUESTION_MARKS = re.compile(r"[?？؟]")
_SARA_AM = "\u0e33"
_THAI_SPLIT_AM = "\u0e4d\u0e32"


@dataclass(frozen=True)
class NormalizedText:
    """`text`, and for each of its characters where it began (`starts`) and ended (`ends`) in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of `text[start:end]`; an empty span stays empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


def replace_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD (same length): it can be neither encoded nor stored."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@lru_cache(maxsize=2048)
def normalize(text: str, limit: int = READ_LIMIT) -> NormalizedText:
    """NFC, compatibility forms (full-width, half-width, ligatures) folded, invisible characters out, white space runs single, cut to `limit`."""
    if len(text) <= limit and _is_plain(text):
        return NormalizedText(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    characters: list[tuple[str, int, int]] = []
    for start, end in _clusters(text):
        piece = _compose(text[start:end])
        unchanged = piece == text[start:end]
        for index, character in enumerate(piece):
            span = (start + index, start + index + 1) if unchanged else (start, end)
            if character.isspace():
                _append_space(characters, "\n" if character in "\n\r\u2028\u2029" else " ", span)
            elif _is_visible(character):
                characters.append((character, *span))
    while characters and characters[-1][0].isspace():
        characters.pop()
    kept = _cut(characters, limit)
    return NormalizedText(
        "".join(character for character, _, _ in kept),
        tuple(start for _, start, _ in kept),
        tuple(end for _, _, end in kept),
    )


def _is_plain(text: str) -> bool:
    """Whether nothing has to be done: most texts, in a twentieth of the time."""
    if not unicodedata.is_normalized("NFKC", text) or " ".join(text.split()) != text:
        return False
    return all(map(_stands_alone, text))


@lru_cache(maxsize=16384)
def _stands_alone(character: str) -> bool:
    return not _continues(character) and _is_visible(character)


def _append_space(characters: list[tuple[str, int, int]], space: str, span: tuple[int, int]) -> None:
    """White space becomes one blank, or one line break where it holds one: people end questions by it."""
    if not characters:
        return
    last, start, _ = characters[-1]
    if not last.isspace():
        characters.append((space, *span))
    elif space == "\n":
        characters[-1] = ("\n", start, span[1])


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Spans of `text` that compose together: a base with its marks, a Hangul syllable's parts, half-width kana with its sound mark."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _continues(text[index]):
            if index > start:
                yield start, index
            start = index


def _continues(character: str) -> bool:
    return (
        unicodedata.combining(character) != 0
        or "\u1160" <= character <= "\u11ff"
        or character in "\uff9e\uff9f"
        or character == "\u0e32"  # so that a split Thai sara am is joined again
    )


def _compose(piece: str) -> str:
    # NFKC would split Thai sara am into two signs; encoders and lexicons know it whole.
    if _SARA_AM in piece or _THAI_SPLIT_AM in piece:
        return unicodedata.normalize("NFC", piece).replace(_THAI_SPLIT_AM, _SARA_AM)
    return unicodedata.normalize("NFKC", piece)


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    # Cc controls, Cf zero-width and direction marks, Cs surrogates, Co private use; variation selectors are marks.
    return category not in {"Cc", "Cf", "Cs", "Co"} and not "\ufe00" <= character <= "\ufe0f" and character != "\ufffd"


def _cut(characters: list[tuple[str, int, int]], limit: int) -> list[tuple[str, int, int]]:
    """At most `limit` characters: whole questions first, then the beginning and the end, where the matter usually stands."""
    if len(characters) <= limit:
        return characters
    text = "".join(character for character, _, _ in characters)
    sentences = [match.span() for match in _SENTENCE.finditer(text) if match.end() > match.start()]
    chosen: list[tuple[int, int]] = []
    room = limit
    for start, end in sentences:
        if _QUESTION_MARKS.search(text, start, end) and end - start <= room:
            chosen.append((start, end))
            room -= end - start
    if not chosen:
        half = limit // 2
        return characters[:half] + characters[len(characters) - (limit - half) :]
    for start, end in sentences:
        if (start, end) not in chosen and end - start <= room:
            chosen.append((start, end))
            room -= end - start
    return [item for start, end in sorted(chosen) for item in characters[start:end]]
