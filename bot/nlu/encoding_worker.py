"""A process that only encodes: texts as JSON lines in, vectors out. Started by the encoding cache for large training sets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import Encoder, load_encoder
from office.settings import ROOT


class EncodingWorker:
    """The other process. It knows nothing of Rasa: multiprocessing's own children would import the whole server again (20 s each)."""

    def __init__(self, encoder: Encoder) -> None:
        self._dimension = encoder.dimension
        self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
            [sys.executable, "-m", "bot.nlu.encoding_worker", encoder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )

    def close(self) -> None:
        """Let it end."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)

    def send(self, texts: Sequence[str]) -> None:
        """Give it texts to encode."""
        if self._process.stdin is None:
            raise RuntimeError("The encoding process has no input.")
        self._process.stdin.write(json.dumps(list(texts)).encode() + b"\n")
        self._process.stdin.flush()

    def receive(self, count: int) -> NDArray[np.float32]:
        """(count, dimension) of the texts sent before. Raises RuntimeError when the process has ended."""
        wanted = count * self._dimension * 4
        found = self._process.stdout.read(wanted) if self._process.stdout else b""
        if len(found) != wanted:
            raise RuntimeError(
                f"The encoding process ended early (exit code {self._process.poll()}): see its message above."
            )
        return np.frombuffer(found, np.float32).reshape(count, self._dimension)


def encode_chunks(encoder: Encoder, chunks: Sequence[Sequence[str]], processes: int) -> Iterator[NDArray[np.float32]]:
    """The vectors of each chunk, in order; this process does its share."""
    helpers = [EncodingWorker(encoder) for _ in range(processes - 1)]
    try:
        for start in range(0, len(chunks), processes):
            turn = chunks[start : start + processes]
            for worker, chunk in zip(helpers, turn[1:], strict=False):
                worker.send(chunk)
            yield encode_chunk(encoder, turn[0])
            for worker, chunk in zip(helpers, turn[1:], strict=False):
                yield worker.receive(len(chunk))
    finally:
        for worker in helpers:
            worker.close()


def encode_chunk(encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """(texts, dimension). A lone text goes twice: alone it would take another way through an encoder than in a batch."""
    return encoder.encode(texts if len(texts) != 1 else [*texts, *texts])[: len(texts)]


def main() -> None:
    """Serve until the input ends."""
    encoder = load_encoder(sys.argv[1])
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(np.ascontiguousarray(encode_chunk(encoder, json.loads(line)), np.float32).tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
