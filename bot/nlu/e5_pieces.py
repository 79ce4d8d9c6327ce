"""Cuts a text into the pieces that multilingual-e5-small knows (SentencePiece's unigram model: the most probable cut)."""

from __future__ import annotations

import re

from bot.nlu.e5_weights import Vocabulary

_SPACE = "\u2581"
_SPACES = re.compile("  +")


def pieces_of(text: str, vocabulary: Vocabulary) -> list[int]:
    """The ids of the pieces of `text`, without the marks of beginning and end."""
    text = _SPACES.sub(" ", text.translate(vocabulary.replaced))
    text = (text if text.startswith(" ") else " " + text).replace(" ", _SPACE)
    encoded = [character.encode("utf-8", "replace") for character in text]
    best = [0.0] + [float("-inf")] * len(encoded)
    back: list[tuple[int, int]] = [(0, vocabulary.unknown)] * (len(encoded) + 1)
    for start, reached in enumerate(best[:-1]):
        if best[start] != reached:
            reached = best[start]
        piece = b""
        for end in range(start + 1, len(encoded) + 1):
            piece += encoded[end - 1]
            if len(piece) > vocabulary.longest:
                break
            found = vocabulary.scores.get(piece)
            if found and reached + found[1] > best[end]:
                best[end], back[end] = reached + found[1], (start, found[0])
        if reached + vocabulary.unknown_score > best[start + 1]:
            best[start + 1], back[start + 1] = reached + vocabulary.unknown_score, (start, vocabulary.unknown)
    ids: list[int] = []
    place = len(encoded)
    while place > 0:
        place, piece_id = back[place]
        ids.append(piece_id)
    return ids[::-1]
