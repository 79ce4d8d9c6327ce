"""What a person types: its limits, a leading slash that must stay text, a number that means a choice."""

from __future__ import annotations

import re
import unicodedata

from office.conversations.log import storable

# Rasa takes a message for a command when its text, stripped, begins with "/" (RegexMessageHandler). The pipeline's own
# normalisation may turn other characters into one, or drop what stands before it.
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}
_NUMBER = re.compile(r"[\s(\[【（#＃]*(\d{1,2})[\s.)\]】）、．。:：]*")


class TextRefused(ValueError):
    """A message that cannot be taken; `code` names the reason, `values` what the explanation mentions."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def checked(text: str, *, limit: int) -> str:
    """The text without blank edges. TextRefused: it says nothing, or has more than `limit` characters."""
    text = storable(text).strip()
    if len(text) > limit:
        raise TextRefused("message_too_long", limit=limit)
    if not as_asked(text):
        raise TextRefused("message_empty")
    return text


def as_asked(text: str) -> str:
    """The text as Rasa is asked it: what could be read as a command at its beginning is taken off.

    The log keeps the text as it was typed.
    """
    for place, character in enumerate(text):
        if not _is_ignored(character):
            return text[place:]
    return ""


def _is_ignored(character: str) -> bool:
    if unicodedata.category(character) in _INVISIBLE:
        return True
    plain = unicodedata.normalize("NFKC", character).strip()
    return not plain or plain.startswith("/")


def chosen_number(text: str) -> int | None:
    """The choice that a typed "2", "２.", "(٢)" or "๒" stands for, counted from 1; None for any other text."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found.group(1)) if found else None
