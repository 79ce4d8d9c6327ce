"""ContinuationClassifier: with which topics a message would stay, had one of them just been answered."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.continuation_model import ContinuationModel, SecondMessage, fit_continuation
from bot.nlu.intent_classifier import SPELT, SURE_AT_FIRST
from bot.nlu.language_identifier import LANGUAGE
from bot.nlu.sentence_encoder import VECTOR, cache_file, configured_vectors
from bot.nlu.text_normalizer import is_payload, normalized
from bot.nlu.training_fingerprint import training_fingerprint
from bot.nlu.training_language import language_of, topic_before
from office.languages import SOURCE_LANGUAGE

CONTINUES = "continues"
# Less is not worth handing on: the dialogue goes by more.
_LIKELY = 0.6
# "And the German one?" goes on by its very words, whatever was answered.
_ABOUT_THE_LAST = "follow_up"
_FILE = "continuation.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ContinuationClassifier(GraphComponent):
    """Sets `continues`: {topic: probability that the message stays with it}. The pipeline does not know what was answered last;
    the dialogue does, and looks it up. Learns from training sentences whose metadata name the topic that they were typed after.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: ContinuationModel | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContinuationClassifier:
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
    ) -> ContinuationClassifier:
        """Rasa's constructor of a trained model."""
        with model_storage.read_from(resource) as folder:
            if not (folder / _FILE).exists():
                return cls(model_storage, resource)
            with np.load(folder / _FILE, allow_pickle=False) as arrays:
                return cls(model_storage, resource, ContinuationModel.from_arrays(dict(arrays)))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains anew when this changes."""
        return training_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, where there are second messages to learn from; vectors come from the cache on disk."""
        seconds: list[SecondMessage] = []
        whole: list[tuple[str, str, str]] = []
        for message in training_data.intent_examples:
            text, intent = message.get(TEXT), message.get(INTENT)
            language, after = language_of(message) or SOURCE_LANGUAGE, topic_before(message)
            if after:
                seconds.append(SecondMessage(text, language, after, intent))
            elif intent != _ABOUT_THE_LAST:
                whole.append((text, language, intent))
        with self._model_storage.write_to(self._resource) as folder:
            if seconds and whole:
                encoders = configured_vectors()
                model = fit_continuation(
                    encoders.encode_many(
                        [each.text for each in seconds], [each.language for each in seconds], cache_file()
                    ),
                    seconds,
                    encoders.encode_many([each[0] for each in whole], [each[1] for each in whole], cache_file()),
                    [each[2] for each in whole],
                    blocks=encoders.blocks,
                )
                np.savez_compressed(folder / _FILE, **model.arrays())
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after it learns from its guesses."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at messages as they come in."""
        for message in messages:
            if self._model is not None and not is_payload(message) and normalized(message).text.strip():
                self._look(message, self._model)
        return messages

    def _look(self, message: Message, model: ContinuationModel) -> None:
        vector = message.get(VECTOR)
        sure = float((message.get(INTENT) or {}).get("confidence") or 0.0) >= SURE_AT_FIRST
        if vector is None or not sure or not vector.any():
            # The classifier has asked the slow encoder, too: its vector is at hand.
            code = (message.get(LANGUAGE) or {}).get("code", SOURCE_LANGUAGE)
            vector = configured_vectors().encode(message.get(SPELT) or normalized(message).text, code)
        likely = {topic: round(share, 3) for topic, share in model.stays(vector).items() if share >= _LIKELY}
        message.set(CONTINUES, likely, add_to_output=True)
