"""What a trained component is made from besides data and configuration: the code and word lists of this package, the encoders."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from office.settings import settings

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def training_fingerprint() -> str:
    """A hash that changes when anything does that would train another model. Rasa itself looks at a component's own class only and
    would keep an outdated part of the model.
    """
    digest = hashlib.sha256(settings()["ENCODERS"].encode())
    for path in sorted([*_FOLDER.glob("*.py"), *_FOLDER.glob("lexicon/*.yml")]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
