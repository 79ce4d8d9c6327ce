"""The language of a training sentence: the `metadata: {language: xx}` of its intent block."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from office.languages import LANGUAGES


def language_of(message: Message) -> str | None:
    """The language code of a training message, or None where its block gives none (or one that is not served)."""
    metadata = message.get("metadata")
    for part in ("example", "intent"):
        found = metadata.get(part) if isinstance(metadata, dict) else None
        if isinstance(found, dict) and found.get("language") in LANGUAGES:
            return str(found["language"])
    return None
