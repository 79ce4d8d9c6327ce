"""Buttons: what they say and what they send. The only place that knows the intents which no person types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from office.answers.document import Value, part
from office.answers.topics import title

# Technical intents: sent by buttons only. They have no training sentence, no test question and no title, and stand
# beside the ontology's intents in domain.yml. tests/contracts/test_button_intents.py holds them to this list.
START_PATH = "start_path"  # begin "my path", or go on with it
SHOW_PATH = "show_path"  # the path that was found, again
START_ADVICE = "start_advice"  # begin "which suits me"
CHOOSE = "choose"  # a name offered as an answer to a question of the bot: /choose{"field": "design"}
CHOOSE_ANY = "choose_any"  # no preference
CHOOSE_CHINA = "choose_china"  # origin: admitted in China
CHOOSE_ABROAD = "choose_abroad"  # origin: from another country
CHOOSE_UNSURE = "choose_unsure"  # origin: not known yet
ANSWER_HERE = "answer_here"  # a person shall answer in the chat; no contact is left
CANCEL = "cancel"  # stop what the bot is asking for

BUTTON_INTENTS = frozenset(
    {
        START_PATH,
        SHOW_PATH,
        START_ADVICE,
        CHOOSE,
        CHOOSE_ANY,
        CHOOSE_CHINA,
        CHOOSE_ABROAD,
        CHOOSE_UNSURE,
        ANSWER_HERE,
        CANCEL,
    }
)

Choice = dict[str, Any]


def button(label: Value, intent: str, entities: Mapping[str, Any] | None = None) -> Choice:
    """A button: its words (a value, see office/answers/document.py) and its payload for Rasa."""
    payload = f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")
    return {"title": label, "payload": payload}


def topic_button(intent: str, entities: Mapping[str, Any] | None = None) -> Choice:
    """A button that asks a question of the ontology."""
    return button(part(title(intent)), intent, entities)


def entities_of(values: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Entities as a payload has them; Rasa gives a list back as one value."""
    return {kind: list(ids) for kind, ids in values.items() if ids}


def cancel_button() -> Choice:
    """Stops what the bot is asking for."""
    return button(part("utter_conversation_button_cancel"), CANCEL)


def person_button() -> Choice:
    """Asks for a person."""
    return topic_button("request_human")


def elsewhere_button() -> Choice:
    """Gives a code to go on elsewhere. No intent: `channels` answer it, since only they know where somebody writes."""
    return {"title": part("utter_conversation_resume_button"), "payload": "/resume"}


def path_button() -> Choice:
    """Begins "my path"."""
    return button(part("utter_conversation_path_button"), START_PATH)
