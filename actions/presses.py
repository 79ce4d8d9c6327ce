"""Pressed buttons as Rasa hands them on ("/ask_tuition{...}"), and those whose words somebody types instead."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rasa_sdk import Tracker

from office.search import fold

# Rasa's notation for a pressed button; `channels` lets no typed text begin so.
_PAYLOAD = re.compile(r"\s*/([a-z_]+)(\{.*\})?\s*", re.DOTALL)
# So many characters of a button's words stand for it: fewer are in too many words.
_LEAST, _LEAST_WIDE = 5, 2
_EDGES = " \t\n.,;:!?。，！？、…()"


@dataclass(frozen=True)
class Press:
    """What a button sends: an intent with entities."""

    intent: str
    entities: Mapping[str, tuple[str, ...]]


def is_payload(text: str) -> bool:
    """Whether a message is a pressed button."""
    return bool(_PAYLOAD.fullmatch(text))


def press_by_title(tracker: Tracker, text: str) -> Press | None:
    """The button of the last reply whose words somebody has typed instead of pressing it."""
    typed = fold(text).strip(_EDGES)
    if not typed or is_payload(text):
        return None
    users = 0
    for event in reversed(tracker.events):
        users += event.get("event") == "user"
        if users > 1:
            return None
        if users and event.get("event") == "bot":
            buttons = [
                (fold(str(button.get("title") or "")).strip(_EDGES), str(button.get("payload") or ""))
                for button in (event.get("data") or {}).get("buttons") or ()
            ]
            found = [payload for title, payload in buttons if title == typed] or _in_part(typed, buttons)
            if found:
                return _press(found[0])
    return None


def _in_part(typed: str, buttons: list[tuple[str, str]]) -> list[str]:
    """The one answer to a question of the bot that the words are a part of: 硕士 for 硕士学位（硕士研究生）."""
    least = _LEAST_WIDE if not typed.isascii() else _LEAST
    found = [payload for title, payload in buttons if payload.startswith("/choose{") and typed in title]
    return found if len(found) == 1 and len(typed) >= least else []


def _press(payload: str) -> Press | None:
    found = _PAYLOAD.fullmatch(payload)
    if not found:
        return None
    values = json.loads(found.group(2) or "{}")
    entities = {kind: tuple(ids) if isinstance(ids, list) else (ids,) for kind, ids in values.items()}
    return Press(found.group(1), entities)
