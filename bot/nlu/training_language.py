"""What the metadata of an intent block say of its sentences: the language, and the topic that they were typed after."""

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


def topic_before(message: Message) -> str | None:
    """The topic that had just been answered when a training message was typed (`metadata: {after: ask_tuition}`); None: any."""
    metadata = message.get("metadata")
    found = metadata.get("intent") if isinstance(metadata, dict) else None
    after = found.get("after") if isinstance(found, dict) else None
    return str(after) if after else None
