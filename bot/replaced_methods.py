"""How a method of Rasa's is replaced by one that does the same for less: once, and only where Rasa has loaded its class."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

RASA_VERSION = "3.6.21"  # what the replacements were written for; a test of each holds it


def replace_method(
    module: str, owner: str, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> bool:
    """Put `make(original)` in the place of a method; doing it again changes nothing. False where its module is not loaded.

    In a server the module always is. Elsewhere, importing it for this would cost ten seconds (it brings TensorFlow).
    """
    loaded = sys.modules.get(module)
    if loaded is None:
        return False
    holder = vars(loaded)[owner]
    present = getattr(holder, name)
    if not hasattr(present, "original"):
        replacement: Any = make(present)
        replacement.original = present
        setattr(holder, name, replacement)
    return True
