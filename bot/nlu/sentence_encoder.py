"""SentenceEncoder: frozen multilingual encoders turn each message into a vector; the model records which, by checksum."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import Encoder, available_encoders, load_encoder
from bot.nlu.language_identifier import LANGUAGE
from bot.nlu.sentence_vectors import SentenceVectors
from bot.nlu.text_normalizer import is_payload, normalized
from bot.nlu.training_copies import Lesson, with_copies
from bot.nlu.training_fingerprint import training_fingerprint
from bot.nlu.training_language import language_of, topic_before
from office.languages import SOURCE_LANGUAGE
from office.settings import settings

VECTOR = "sentence_vector"
_FILE = "encoders.json"


class OtherWeights(RuntimeError):
    """The encoders on this machine are not those that the model was trained with."""


@lru_cache(maxsize=4)
def vectors_of(encoders: tuple[Encoder, ...]) -> SentenceVectors:
    """One for the process, shared by all components and models."""
    return SentenceVectors(encoders)


def configured_vectors() -> SentenceVectors:
    """Of the encoders that the setting ENCODERS names and this machine has."""
    return vectors_of(available_encoders(settings()["ENCODERS"]))


def cache_file() -> Path:
    """Where training keeps what it has encoded."""
    return settings().state_dir / "encodings.db"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoder(GraphComponent):
    """Sets `sentence_vector` on messages: the quick encoders' columns, which are all that two of three messages need; the
    classifier asks for the others' when it is not sure. Keeps training sentences' vectors on disk.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, vectors: SentenceVectors | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._vectors = vectors

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Rasa's constructor before training."""
        return cls(model_storage, resource, configured_vectors())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceEncoder:
        """Rasa's constructor of a trained model. Raises OtherWeights when an encoder is not the one it was trained with."""
        with model_storage.read_from(resource) as folder:
            recorded = json.loads((folder / _FILE).read_text("utf-8"))
        encoders = tuple(_same(entry) for entry in recorded)
        return cls(model_storage, resource, vectors_of(encoders))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains anew when this changes."""
        return training_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Encode every training sentence that is not in the cache, and record the encoders."""
        if self._vectors is None:
            raise RuntimeError("SentenceEncoder.train needs its encoders: make it by `create`.")
        lesson = lesson_of(training_data)
        self._vectors.prepare(lesson.texts, lesson.languages, cache_file())
        recorded = [
            {"name": encoder.name, "version": encoder.version, "checksum": encoder.checksum()}
            for encoder in self._vectors.encoders
        ]
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(recorded, indent=1), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The classifier takes training sentences from the cache, at once instead of one by one."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode messages as they come in; a button's payload has its intent and needs no vector."""
        for message in messages:
            if self._vectors is not None and not is_payload(message):
                code = (message.get(LANGUAGE) or {}).get("code", SOURCE_LANGUAGE)
                message.set(VECTOR, self._vectors.encode(normalized(message).text, code, quick=True))
        return messages


def lesson_of(training_data: TrainingData) -> Lesson:
    """What the classifier learns from: the sentences of the training data and their mistyped copies.

    Second messages are left out: many say nothing by themselves ("since when?"), and with the others among them real questions
    were understood less well.
    """
    examples = [message for message in training_data.intent_examples if topic_before(message) is None]
    languages = [language_of(message) or SOURCE_LANGUAGE for message in examples]
    return with_copies(
        [message.get(TEXT) for message in examples], languages, [message.get(INTENT) for message in examples]
    )


def _same(entry: dict[str, str]) -> Encoder:
    encoder = load_encoder(entry["name"])
    if encoder.checksum() != entry["checksum"]:
        raise OtherWeights(
            f"The model was trained with the encoder {entry['name']} {entry['version']} "
            f"(weights {entry['checksum'][:12]}), but version {encoder.version} ({encoder.checksum()[:12]}) is installed. "
            "Install what uv.lock names (`make install`) or train anew (`make train`)."
        )
    return encoder
