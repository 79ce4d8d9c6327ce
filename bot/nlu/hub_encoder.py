"""A third encoder for those who have one: any sentence-transformers model, as a local folder or by its name on a model hub."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder import EncoderUnavailable


class HubEncoder:
    """Named "hub:<folder or model name>" in ENCODERS; its package (sentence-transformers) is not among our dependencies."""

    def __init__(self, model: str) -> None:
        try:
            import sentence_transformers
        except ImportError as error:
            raise EncoderUnavailable(
                f"ENCODERS asks for hub:{model}, but sentence-transformers is not installed. Install it, or take hub:{model} out of ENCODERS."
            ) from error
        try:
            self._model = sentence_transformers.SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(
                f"hub:{model} cannot be loaded ({error}). Give a local folder or a model name that can be downloaded."
            ) from error
        self.name = f"hub:{model}"
        self.version = version("sentence-transformers")
        self.dimension = int(self._model.get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), normalised."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        found = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    @lru_cache(maxsize=1)  # noqa: B019 (one encoder a process)
    def checksum(self) -> str:
        """SHA-256 of all weights, by name."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(tensor.cpu().numpy()).tobytes())
        return digest.hexdigest()
