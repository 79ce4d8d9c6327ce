"""MultilingualTokenizer: gives Rasa the tokens of the universal tokenizer, with offsets in the original text."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.text_normalizer import normalized
from bot.nlu.universal_tokenizer import split_words

TOKENS = f"{TEXT}_tokens"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MultilingualTokenizer(GraphComponent):
    """Sets `text_tokens` (Rasa's tokens, offsets in the original text)."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MultilingualTokenizer:
        """Rasa's constructor."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Tokenize messages as they come in."""
        for message in messages:
            text = normalized(message)
            message.set(
                TOKENS, [Token(word.text, *text.original_span(word.start, word.end)) for word in split_words(text.text)]
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing learns from tokens: the classifier reads sentence vectors."""
        return training_data
