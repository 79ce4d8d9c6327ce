"""The wish to go on with the chat on another device or platform, in words: it is answered with a code, like "/resume".

The words stand in elsewhere.yml. It is no intent of the model: a code moves a conversation, so only what says so in as
many words is taken for that wish, and everything else is a question.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from office.languages import CODES
from office.search import fold
from office.wording.catalogues import translate

_FILE = Path(__file__).with_name("elsewhere.yml")
_BUTTON = "utter_conversation_resume_button"
# Letters of a script that is written without spaces may stand beside; in others only whole words count.
_SPACED = frozenset({"en", "de", "ru", "fr", "ar", "es", "vi", "id"})
# A longer message says more than that, and is read by the model.
_LONGEST = 90
_EDGES = " \t\n.,;:!?。，！？、…"


def wants_to_go_elsewhere(text: str) -> bool:
    """Whether a typed text asks to go on elsewhere, in any of the languages; also the words of the button for it."""
    if len(text) > _LONGEST:
        return False
    folded = " ".join(fold(text).split()).strip(_EDGES)
    return folded in _titles() or any(pattern.search(folded) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """ValueError: elsewhere.yml lacks a language, or has one that is not spoken here."""
    found = YAML(typ="safe").load(_FILE.read_text("utf-8"))
    if set(found) != set(CODES):
        raise ValueError(f"{_FILE} has {sorted(found)}; it must have {sorted(CODES)}.")
    patterns = []
    for language, expressions in found.items():
        edge = r"\b" if language in _SPACED else ""
        patterns += [re.compile(f"{edge}(?:{fold(each)}){edge}") for each in expressions]
    return tuple(patterns)


@cache
def _titles() -> frozenset[str]:
    return frozenset(fold(translate(language, _BUTTON)).strip(_EDGES) for language in CODES)
