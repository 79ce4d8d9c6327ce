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
    number, scores = len(text), vocabulary.scores
    best = [0.0] + [float("-inf")] * number
    back: list[tuple[int, int]] = [(0, vocabulary.unknown)] * (number + 1)
    for start in range(number):
        reached = best[start]
        longest = max(vocabulary.longest.get(text[start : start + 2], 1), 1)
        for end in range(start + 1, min(start + longest, number) + 1):
            found = scores.get(text[start:end])
            if found and reached + found[1] > best[end]:
                best[end], back[end] = reached + found[1], (start, found[0])
        if reached + vocabulary.unknown_score > best[start + 1]:
            best[start + 1], back[start + 1] = reached + vocabulary.unknown_score, (start, vocabulary.unknown)
    ids: list[int] = []
    place = number
    while place > 0:
        place, piece_id = back[place]
        ids.append(piece_id)
    return ids[::-1]
