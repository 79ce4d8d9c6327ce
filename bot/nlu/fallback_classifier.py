"""FallbackClassifier: sure enough to answer, doubtful enough to ask which was meant, or not understood."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.intent_classifier import QUESTIONS, RANKING
from bot.nlu.question_splitter import COURTESIES
from bot.nlu.text_normalizer import is_payload

NOT_UNDERSTOOD = "nlu_fallback"
DOUBT = "doubt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FallbackClassifier(GraphComponent):
    """Three bands of the calibrated probability: `sure` and above is answered; between, `doubt` names the readings to choose from;
    under `understood` the intent is nlu_fallback. Probabilities are calibrated, so 0.5 means right in about half of such cases.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds, and how many readings are offered at the most."""
        return {"sure": 0.5, "understood": 0.25, "margin": 2.5, "readings": 3, "worth_offering": 0.1}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FallbackClassifier:
        """Rasa's constructor."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark what is doubtful and what is not understood."""
        for message in messages:
            if not is_payload(message) and message.get(RANKING):
                self._judge(message)
        return messages

    def _judge(self, message: Message) -> None:
        ranking: list[dict[str, Any]] = message.get(RANKING)
        best = ranking[0]
        if message.get(QUESTIONS) or best["confidence"] >= self._config["sure"]:
            return
        second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
        if best["confidence"] >= self._config["understood"]:
            # Far ahead of every other reading, or of no consequence: asking back would only annoy.
            if best["confidence"] >= self._config["margin"] * second or best["name"] in COURTESIES:
                return
            readings = [item["name"] for item in ranking if item["confidence"] >= self._config["worth_offering"]]
            readings = [name for name in readings if name not in COURTESIES and name != "out_of_scope"][
                : self._config["readings"]
            ]
            if len(readings) > 1:
                message.set(DOUBT, {"readings": readings}, add_to_output=True)
                return
            if best["name"] == "out_of_scope":
                return
        message.set(INTENT, {"name": NOT_UNDERSTOOD, "confidence": 1 - best["confidence"]}, add_to_output=True)
        message.set(
            RANKING, [{"name": NOT_UNDERSTOOD, "confidence": 1 - best["confidence"]}, *ranking], add_to_output=True
        )
