"""Sentence vectors on disk, by text, encoder and version: what has been encoded once is not encoded again in training."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import Encoder
from bot.nlu.encoding_worker import encode_chunk, encode_chunks

# Starting a second process costs some seconds (it loads the encoder again).
_WORTH_A_PROCESS = 600
_CHUNK = 64


def encode_cached(encoder: Encoder, texts: Sequence[str], file: Path, *, processes: int = 2) -> NDArray[np.float32]:
    """(texts, encoder.dimension); unknown texts are encoded and kept in `file`, as fill_cache does."""
    keys = fill_cache(encoder, texts, file, processes=processes)
    with closing(_opened(file)) as connection:
        found = {
            key: vector for part in _parts(keys) for key, vector in connection.execute(_asks("key, vector", part), part)
        }
    matrix = np.frombuffer(b"".join(found[key] for key in keys), np.float16)
    return matrix.reshape(len(keys), encoder.dimension).astype(np.float32)


def fill_cache(encoder: Encoder, texts: Sequence[str], file: Path, *, processes: int = 2) -> list[bytes]:
    """Encode what `file` does not hold yet (in parallel when much, progress on stderr) and keep it there; the key of each text.

    The file is only a cache: one that is damaged or locked for long is reported by sqlite3.Error, and can be deleted.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = [_key(encoder, text) for text in texts]
    with closing(_opened(file)) as connection:
        there = {key for part in _parts(keys) for (key,) in connection.execute(_asks("key", part), part)}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in there}
        for done, (chunk, vectors) in enumerate(_encode(encoder, list(missing.items()), processes), start=1):
            rows = [(key, vector.astype(np.float16).tobytes()) for key, vector in zip(chunk, vectors, strict=True)]
            with connection:
                connection.executemany("INSERT OR REPLACE INTO encoding VALUES (?, ?)", rows)
            _show_progress(encoder.name, min(done * _CHUNK, len(missing)), len(missing))
    return keys


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=60)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS encoding (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
    return connection


def _key(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.name}\0{encoder.version}\0{text}".encode("utf-8", "replace")).digest()[:16]


def _parts(keys: Sequence[bytes]) -> Iterator[list[bytes]]:
    # In their order in the file: neighbours are read together.
    distinct = sorted(set(keys))
    return (distinct[start : start + 500] for start in range(0, len(distinct), 500))


def _asks(columns: str, part: Sequence[bytes]) -> str:
    return f"SELECT {columns} FROM encoding WHERE key IN ({','.join('?' * len(part))})"  # noqa: S608 (only question marks are put in)


def _encode(
    encoder: Encoder, missing: Sequence[tuple[bytes, str]], processes: int
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    # Texts of like length together: a batch takes as long as its longest.
    ordered = sorted(missing, key=lambda item: len(item[1]))
    chunks = [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
    if len(ordered) < _WORTH_A_PROCESS or processes < 2 or (os.cpu_count() or 1) < 2:
        for chunk in chunks:
            yield [key for key, _ in chunk], encode_chunk(encoder, [text for _, text in chunk])
        return
    texts = [[text for _, text in chunk] for chunk in chunks]
    for chunk, vectors in zip(chunks, encode_chunks(encoder, texts, processes), strict=True):
        yield [key for key, _ in chunk], vectors


def _show_progress(name: str, done: int, total: int) -> None:
    if total < _WORTH_A_PROCESS:
        return
    # A terminal gets one line that is written over; a log file gets a line for each tenth.
    if sys.stderr.isatty():
        sys.stderr.write(f"\rEncoding sentences ({name}): {done}/{total}" + ("\n" if done == total else ""))
    elif done == total or done * 10 // total != (done - _CHUNK) * 10 // total:
        sys.stderr.write(f"Encoding sentences ({name}): {done}/{total}\n")
    sys.stderr.flush()
