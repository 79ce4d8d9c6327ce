"""What a sentence encoder is to the pipeline, and which ones there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

logger = structlog.get_logger()


class EncoderUnavailable(RuntimeError):
    """An encoder's package or weights are not here; the message says which and what to do."""


class Encoder(Protocol):
    """Turns sentences into vectors of one length, the same for the same text on every machine."""

    name: str
    version: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), each row of length 1."""
        ...

    def checksum(self) -> str:
        """SHA-256 of the weights, in hexadecimal."""
        ...


def _use() -> Encoder:
    from bot.nlu.use_encoder import UseEncoder

    return UseEncoder()


def _e5() -> Encoder:
    from bot.nlu.e5_encoder import E5Encoder

    return E5Encoder()


_BUILDERS: dict[str, Callable[[], Encoder]] = {"use": _use, "e5": _e5}
_HUB = "hub:"


@lru_cache(maxsize=8)
def load_encoder(name: str) -> Encoder:
    """The encoder of that name, loaded once a process; "hub:<folder or model name>" is a sentence-transformers model.

    Raises EncoderUnavailable where its package is not installed, ValueError for an unknown name.
    """
    if name.startswith(_HUB):
        from bot.nlu.hub_encoder import HubEncoder

        return HubEncoder(name[len(_HUB) :])
    if name not in _BUILDERS:
        raise ValueError(
            f"ENCODERS names {name!r}; known are {', '.join(_BUILDERS)} and {_HUB}<folder or model name>. Correct it."
        )
    return _BUILDERS[name]()


@lru_cache(maxsize=8)
def available_encoders(names: str) -> tuple[Encoder, ...]:
    """The encoders of a comma-separated list that this machine has, each missing one logged once.

    Raises EncoderUnavailable when none is left.
    """
    found: list[Encoder] = []
    reasons: list[str] = []
    for name in (part.strip() for part in names.split(",")):
        if not name:
            continue
        try:
            found.append(load_encoder(name))
        except EncoderUnavailable as error:
            reasons.append(str(error))
            logger.warning("encoder.left_out", encoder=name, reason=str(error))
    if not found:
        raise EncoderUnavailable(f"ENCODERS={names!r} leaves no sentence encoder. {' '.join(reasons)}".strip())
    return tuple(found)


def file_checksum(*paths: Path) -> str:
    """SHA-256 over the contents of files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()
