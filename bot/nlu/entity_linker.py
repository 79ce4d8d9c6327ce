"""EntityLinker: programs, campuses, routes, degree levels, fields, countries and languages in a message, as ids."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entity_rules import Links
from bot.nlu.language_identifier import LANGUAGE
from bot.nlu.name_linker import NameLinker
from bot.nlu.name_matcher import words_of
from bot.nlu.normalized_text import NormalizedText, normalize
from bot.nlu.text_normalizer import is_payload, normalized
from bot.nlu.training_fingerprint import training_fingerprint
from office.languages import SOURCE_LANGUAGE

AMBIGUOUS = "ambiguous"
UNKNOWN_NAMES = "unknown_names"
_FILE = "known_words.npz"
# Seen twice in the training sentences, a word is no slip of the finger.
_SEEN = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityLinker(GraphComponent):
    """Sets `entities` (Rasa's form, value = id), `ambiguous` and `unknown_names`; offsets are those of the original text.

    Names come from the knowledge base as it is now: an alias that staff add is understood within two seconds.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, linker: NameLinker | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._linker = linker

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityLinker:
        """Rasa's constructor before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityLinker:
        """Rasa's constructor of a trained model."""
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE, allow_pickle=False) as arrays:
            known_words = frozenset(str(word) for word in arrays["known_words"])
        return cls(model_storage, resource, NameLinker(known_words))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains anew when this changes."""
        return training_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Remember the words of the training sentences: they are no misspelling of a name."""
        counts: Counter[str] = Counter()
        for message in training_data.intent_examples:
            counts.update(words_of(normalize(message.get(TEXT) or "").text))
        words = sorted(word for word, count in counts.items() if count >= _SEEN)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / _FILE, known_words=np.array(words, dtype=str))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Link the names of messages as they come in; each question of several is read with its own intent."""
        for message in messages:
            if self._linker is not None and not is_payload(message):
                self._link(message, self._linker)
        return messages

    def _link(self, message: Message, linker: NameLinker) -> None:
        text = normalized(message)
        found: dict[str, Any] = message.get(LANGUAGE) or {}
        code, certain = found.get("code", SOURCE_LANGUAGE), bool(found.get("certain", False))
        questions: list[dict[str, Any]] = message.get("questions") or []
        entities: list[dict[str, Any]] = list(message.get(ENTITIES) or [])
        ambiguous: list[dict[str, Any]] = []
        unknown: list[dict[str, Any]] = []
        intent = (message.get(INTENT) or {}).get("name") or ""
        for start, end, intent_of_part, question in _parts(text, intent, questions):
            links = linker.link(text.text[start:end], intent_of_part, code, certain=certain)
            own = _entities(links, text, start)
            entities += own
            if question is not None:
                question["entities"] = own
            ambiguous += _ambiguous(links, text, start)
            unknown += [
                {"kind": kind, "text": text.text[start + first : start + last]} for kind, first, last in links.unknown
            ]
        message.set(ENTITIES, entities, add_to_output=True)
        if questions:
            message.set("questions", questions, add_to_output=True)
        message.set(AMBIGUOUS, ambiguous, add_to_output=True)
        message.set(UNKNOWN_NAMES, unknown, add_to_output=True)


def _parts(
    text: NormalizedText, intent: str, questions: list[dict[str, Any]]
) -> list[tuple[int, int, str, dict[str, Any] | None]]:
    """The stretches to read, each with its intent: the questions and what lies between them, or the whole text."""
    if len(questions) < 2:
        only = questions[0] if questions else None
        return [(0, len(text.text), intent, only)]
    parts: list[tuple[int, int, str, dict[str, Any] | None]] = []
    at = 0
    for place, question in enumerate(questions, start=1):
        # What is said before a question ("I am from Laos.") belongs to it, what is said after the last one to that.
        end = question.pop("read_until")
        if place == len(questions):
            end = len(text.text)
        parts.append((at, end, question["intent"], question))
        at = end
    return parts


def _entities(links: Links, text: NormalizedText, offset: int) -> list[dict[str, Any]]:
    result = []
    for link in links.entities:
        start, end = text.original_span(link.start + offset, link.end + offset)
        result.append(
            {
                "entity": link.entity,
                "value": link.value,
                "start": start,
                "end": end,
                "extractor": EntityLinker.__name__,
                "confidence_entity": link.confidence,
            }
        )
    return result


def _ambiguous(links: Links, text: NormalizedText, offset: int) -> list[dict[str, Any]]:
    result = []
    for first, last, candidates in links.ambiguous:
        start, end = text.original_span(first + offset, last + offset)
        result.append(
            {
                "start": start,
                "end": end,
                "text": text.text[first + offset : last + offset],
                "candidates": [{"entity": entity, "value": value} for entity, value in candidates],
            }
        )
    return result
