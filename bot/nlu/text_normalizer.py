"""TextNormalizer: the first component; makes an applicant's text safe to read and keeps the way back to their own offsets."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.normalized_text import NormalizedText, normalize, replace_surrogates

NORMALIZED = "normalized_text"

# Rasa's own notation for a chosen button ("/ask_tuition{...}"), which its RegexMessageHandler reads after the pipeline.
# `channels` never lets an applicant's typed slash through.
_PAYLOAD = re.compile(r"^/[a-z_]+(\{.*\})?$", re.DOTALL)


def normalized(message: Message) -> NormalizedText:
    """The normalised text of a message, made now if the component has not run (training data)."""
    found = message.get(NORMALIZED)
    return found if isinstance(found, NormalizedText) else normalize(message.get(TEXT) or "")


def is_payload(message: Message) -> bool:
    """Whether the message is a button's payload instead of something that was typed."""
    return bool(_PAYLOAD.match(message.get(TEXT) or ""))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextNormalizer(GraphComponent):
    """Sets `normalized_text`; the message's own text keeps its length, with lone surrogates replaced."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormalizer:
        """Rasa's constructor."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages as they come in; a message without a text counts as empty."""
        for message in messages:
            text = replace_surrogates(message.get(TEXT) or "")
            message.set(TEXT, text, add_to_output=True)
            message.set(NORMALIZED, normalize(text))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training sentences stay as written: each trainable component normalises what it reads."""
        return training_data
