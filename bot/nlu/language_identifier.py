"""LanguageIdentifier: says for each message in which of the twelve languages it is, and whether that is certain."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.known_names import without_known_names
from bot.nlu.language_evidence import LanguageEvidence, latin_part, locale_of
from bot.nlu.normalized_text import normalize
from bot.nlu.text_normalizer import is_payload, normalized
from bot.nlu.training_fingerprint import training_fingerprint
from bot.nlu.training_language import language_of
from bot.nlu.untaught import untaught
from office.languages import SOURCE_LANGUAGE, base_code, supported

LANGUAGE = "language"
_FILE = "languages.npz"
_OTHER_SCRIPTS = frozenset({"zh", "th", "ko", "ru", "ar", "ja"})
# How many times as probable English is in a short text as its letters say.
_MORE_ENGLISH = 5.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Sets `language` to {"code": "zh", "locale": "zh-Hant", "confidence": 0.99, "certain": true}.

    Where the text alone does not decide ("ok", "visa?", a bare name), the conversation's language counts:
    the message's metadata {"language": "th"}; then `certain` is false.
    """

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, evidence: LanguageEvidence | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._evidence = evidence

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
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
    ) -> LanguageIdentifier:
        """Rasa's constructor of a trained model."""
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE, allow_pickle=False) as arrays:
            return cls(model_storage, resource, LanguageEvidence.from_arrays(dict(arrays)))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains anew when this changes."""
        return training_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training sentences and the language in their intent's metadata."""
        examples = [
            (normalize(message.get(TEXT) or "").text, language)
            for message in training_data.intent_examples
            if (language := language_of(message))
        ]
        # What is not taught is known by the office's own texts.
        missing = untaught(language for _, language in examples)
        examples += [(text, language) for language, texts in missing.items() for text in texts]
        evidence = LanguageEvidence.learn(examples)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / _FILE, **evidence.arrays())
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training sentences carry their language already."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Identify the language of messages as they come in."""
        for message in messages:
            message.set(LANGUAGE, self._identify(message), add_to_output=True)
        return messages

    def _identify(self, message: Message) -> dict[str, Any]:
        metadata = message.get("metadata")
        told = metadata.get("language") if isinstance(metadata, dict) else None
        conversation = supported(told) if isinstance(told, str) else None
        text = "" if is_payload(message) else normalized(message).text
        if self._evidence is None or not text:
            locale = conversation or SOURCE_LANGUAGE
            return {"code": base_code(locale), "locale": locale, "confidence": 0.0, "certain": False}
        guess = self._evidence.identify(text, without_known_names)
        code = guess.code
        if not guess.certain and conversation and (guess.others is None or base_code(conversation) in guess.others):
            code = base_code(conversation)
        elif not guess.certain and not conversation and text.isascii() and self._may_be_english(text, code):
            code = SOURCE_LANGUAGE  # "hello", "ok": written so in all languages, and in which one nobody has told
        return {
            "code": code,
            "locale": locale_of(code, text, conversation),
            "confidence": round(guess.confidence, 4),
            "certain": guess.certain,
        }

    def _may_be_english(self, text: str, code: str) -> bool:
        """Whether an uncertain text is rather English: people of all languages write a word or two of it ("course list?")."""
        if code in _OTHER_SCRIPTS or self._evidence is None:
            return True
        found = self._evidence.latin.probabilities(latin_part(text))
        return found.get(SOURCE_LANGUAGE, 0.0) * _MORE_ENGLISH >= found.get(code, 0.0)
