"""`python -m bot.learning.groups`: messages that were not understood well, put together by meaning, whatever their language."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sqlalchemy.engine import Engine

from bot.learning.progress import say
from office import database
from office.conversations.records import Message
from office.languages import SOURCE_LANGUAGE, base_code
from office.learning import groups
from office.learning.groups import NewGroup

# One minus the mean cosine of a group's pairs. Over training sentences of 50 meanings in seven languages, three of four messages
# of a group share their intent at 0.75, and a group has three languages; at 0.85 it is one of two.
FARTHEST = 0.75
# Messages of a language pull its own middle away from that of all as if there were so many others.
_COUNTS_AS = 5
# The distances of all pairs are in memory at once: 36 MB for 3,000 messages.
MOST = 3000
NEAREST = 5
_NO_INTENT = frozenset({"nlu_fallback"})

Blocks = list[
    NDArray[np.float32]
]  # one matrix an encoder: (messages, dimension), zero where it does not know the language
Encode = Callable[[Sequence[Message]], Blocks]


def encode(messages: Sequence[Message]) -> Blocks:
    """By the sentence encoders of this machine, one message after another. Nothing is kept on disk: these are people's words."""
    from bot.nlu.sentence_encoder import configured_vectors

    encoders = configured_vectors()
    rows = [encoders.encode(said.text, said.language or SOURCE_LANGUAGE) for said in messages]
    matrix = np.array(rows, np.float32).reshape(len(rows), encoders.dimension)
    return np.split(matrix, encoders.blocks[1:-1], axis=1)


def put_together(messages: Sequence[Message], blocks: Blocks) -> list[NewGroup]:
    """Groups of messages that are near one another on the average, the largest first; messages alone are no group."""
    if len(messages) < 2:
        return []
    alike = likeness(blocks, [base_code(said.language) or "" if said.language else "" for said in messages])
    distance = np.clip(1 - alike, 0, 2)
    np.fill_diagonal(distance, 0)
    labels = fcluster(linkage(squareform(distance, checks=False), "average"), FARTHEST, "distance")
    members: dict[int, list[int]] = defaultdict(list)
    for index, label in enumerate(labels):
        members[int(label)].append(index)
    together = sorted((found for found in members.values() if len(found) > 1), key=len, reverse=True)
    return [_group(messages, alike, found) for found in together]


def likeness(blocks: Blocks, languages: Sequence[str]) -> NDArray[np.float32]:
    """(messages, messages) cosines, the mean over the encoders that know both. A language's own middle is taken off first: to an
    encoder two sentences of one language are nearer than the same sentence in two.
    """
    found = np.zeros((len(languages), len(languages)), np.float32)
    weights = np.zeros_like(found)
    for vectors in blocks:
        known = np.linalg.norm(vectors, axis=1) > 0
        centred = _centred(vectors, known, np.array(languages))
        both = np.outer(known, known)
        found += np.where(both, centred @ centred.T, 0)
        weights += both
    return np.divide(found, weights, out=np.zeros_like(found), where=weights > 0)


def _centred(
    vectors: NDArray[np.float32], known: NDArray[np.bool_], languages: NDArray[np.str_]
) -> NDArray[np.float32]:
    centred = np.zeros_like(vectors)
    middle = vectors[known].mean(axis=0) if known.any() else 0
    for code in np.unique(languages):
        own = (languages == code) & known
        if number := int(own.sum()):
            share = number / (number + _COUNTS_AS)
            centred[own] = vectors[own] - (share * vectors[own].mean(axis=0) + (1 - share) * middle)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-6)


def _group(messages: Sequence[Message], alike: NDArray[np.float32], members: list[int]) -> NewGroup:
    # The cosine to a group's middle grows with the mean of the cosines to its members, and lies in the same order.
    nearness = alike[np.ix_(members, members)].mean(axis=1)
    order = np.argsort(-nearness, kind="stable")
    return NewGroup(
        members=tuple((messages[members[at]], float(min(nearness[at], 1.0))) for at in order),
        nearest=nearest_intents([messages[index] for index in members]),
    )


def nearest_intents(messages: Sequence[Message]) -> tuple[tuple[str, float], ...]:
    """The mean of the probabilities that the model gave when the messages came, the most probable first."""
    shares: dict[str, float] = defaultdict(float)
    for said in messages:
        for item in said.ranking or ():
            if item.get("name") and item["name"] not in _NO_INTENT:
                shares[str(item["name"])] += float(item.get("confidence") or 0.0) / len(messages)
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return tuple((name, min(share, 1.0)) for name, share in ranked[:NEAREST])


def make_groups(engine: Engine, *, encoded: Encode = encode) -> int:
    """Group the unclear messages of the last weeks anew; returns how many groups say something."""
    with database.reading(engine) as connection:
        messages = groups.find_unclear(connection, limit=MOST)
    found = put_together(messages, encoded(messages)) if messages else []
    with database.writing(engine) as connection:
        return groups.replace_open(connection, found)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.learning.groups", description=__doc__)
    parser.parse_args(arguments)
    say(f"{make_groups(database.engine())} groups of wordings wait for a decision.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
