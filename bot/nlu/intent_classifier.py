"""IntentClassifier: what a message asks, with calibrated probabilities; several questions in one message, each by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoding_text import encoding_text
from bot.nlu.intent_model import IntentModel, fit_intents
from bot.nlu.language_identifier import LANGUAGE
from bot.nlu.question_splitter import Reading, split_questions
from bot.nlu.sentence_encoder import VECTOR, cache_file, configured_vectors, lesson_of
from bot.nlu.sentence_vectors import SentenceVectors
from bot.nlu.spelling import NO_SPELLING, Spelling
from bot.nlu.text_normalizer import is_payload, normalized
from bot.nlu.training_fingerprint import training_fingerprint
from bot.nlu.untaught import untaught_shifts
from office.languages import SOURCE_LANGUAGE

RANKING = "intent_ranking"
QUESTIONS = "questions"
OPENING = "opening"
SPELT = "spelt"  # the text as it was read
_RANKED = 10
# With this probability by the quick encoder's vector alone, the slow one (most of the understanding's time) is not asked. On
# the test questions that is so for 60 of 100, which are read right as often as with both (99 %): docs/benchmarks.md.
SURE_AT_FIRST = 0.8
_FILE, _SPELLING = "intents.npz", "spelling"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets `intent`, `intent_ranking`, `questions` (two or more, in order; else empty) and `opening` (what came before the question)."""

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
        spelling: Spelling = NO_SPELLING,
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._spelling = spelling
        self._vectors: SentenceVectors | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
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
    ) -> IntentClassifier:
        """Rasa's constructor of a trained model."""
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE, allow_pickle=False) as arrays:
            known = dict(arrays)
        return cls(model_storage, resource, IntentModel.from_arrays(known), Spelling.from_arrays(known, _SPELLING))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains anew when this changes."""
        return training_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training sentences; their vectors come from the cache on disk."""
        lesson = lesson_of(training_data)
        encoders = configured_vectors()
        vectors = encoders.encode_many(lesson.texts, lesson.languages, cache_file())
        grams = [gram_text(text) for text in lesson.texts]
        model = fit_intents(vectors, grams, lesson.intents, blocks=encoders.blocks)
        model = replace(model, untaught=untaught_shifts(encoders, vectors, lesson.languages, cache_file()))
        spelling = Spelling.learn(lesson.texts[: lesson.written], lesson.languages[: lesson.written])
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / _FILE, **model.arrays(), **spelling.arrays(_SPELLING))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after it learns from its guesses."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages as they come in."""
        for message in messages:
            if self._model is not None and not is_payload(message):
                self._classify(message, self._model)
        return messages

    def _classify(self, message: Message, model: IntentModel) -> None:
        typed = normalized(message)
        text = typed.text
        code = (message.get(LANGUAGE) or {}).get("code", SOURCE_LANGUAGE)
        if not text.strip():
            _set(message, Reading((("out_of_scope", 1.0),)))
            return
        seen = Glances(model, self._encoders(), code, self._spelling)
        spelt = seen.spelt(text)
        message.set(SPELT, spelt)
        whole = self._read(text, seen, message.get(VECTOR) if spelt == text else None)
        split = split_questions(text, whole, lambda part: self._read(part, seen), seen.at)
        # Several questions: the message's own intent is that of the first, which the policies go by.
        _set(message, split.questions[0].reading if split.questions else split.alone or whole)
        message.set(
            QUESTIONS,
            [
                {
                    "text": text[question.start : question.end],
                    **dict(zip(("start", "end"), typed.original_span(question.start, question.end), strict=True)),
                    "read_until": question.end,
                    "intent": question.reading.intent,
                    "confidence": question.reading.confidence,
                    "entities": [],
                }
                for question in split.questions
            ],
            add_to_output=True,
        )
        message.set(OPENING, {"greeting": True} if split.greets else {}, add_to_output=True)

    def _read(self, text: str, seen: Glances, quick: Any = None) -> Reading:
        if quick is not None and seen.may_glance:
            seen.know(text, quick)
        first = seen.at(text)
        if seen.is_telling(text) and first.confidence >= SURE_AT_FIRST:
            return first
        spelt = seen.spelt(text)
        vector = self._encoders().encode(spelt, seen.code)
        return _ranked(seen.model.probabilities(vector[None, :], [gram_text(spelt)], seen.code)[0], seen.model)

    def _encoders(self) -> SentenceVectors:
        if self._vectors is None:
            self._vectors = configured_vectors()
        return self._vectors


class Glances:
    """Quick readings of the parts of one message: each text is looked at once, with its slips of the finger undone."""

    def __init__(
        self, model: IntentModel, encoders: SentenceVectors, code: str, spelling: Spelling = NO_SPELLING
    ) -> None:
        self.model, self.code = model, code
        self._encoders = encoders
        self._spelling = spelling
        self._spelt: dict[str, str] = {}
        self._known: dict[str, tuple[Reading, bool]] = {}
        # Of a language that nothing was learnt of, both encoders are asked at once: one alone is too easily mistaken.
        self.may_glance = code not in model.untaught

    def spelt(self, text: str) -> str:
        """A text as it is read."""
        if text not in self._spelt:
            self._spelt[text] = self._spelling.repaired(text, self.code)
        return self._spelt[text]

    def at(self, text: str) -> Reading:
        """What a text seems to be."""
        if text not in self._known:
            self.know(text, self._encoders.encode(self.spelt(text), self.code, quick=self.may_glance))
        return self._known[text][0]

    def is_telling(self, text: str) -> bool:
        """Whether a quick encoder knew the language, so that a sure reading may do."""
        self.at(text)
        return self._known[text][1]

    def know(self, text: str, vector: Any) -> None:
        """Read a text by its quick vector."""
        if vector.any():
            probabilities = self.model.probabilities(vector[None, :], [gram_text(self.spelt(text))], self.code)
        else:  # no quick encoder knows the language
            probabilities = self.model.sharpened(self.model.glance([gram_text(self.spelt(text))]))
        self._known[text] = _ranked(probabilities[0], self.model), bool(vector.any())


def _ranked(probabilities: NDArray[np.float32], model: IntentModel) -> Reading:
    best = np.argsort(-probabilities, kind="stable")[:_RANKED]
    return Reading(tuple((model.classes[index], float(probabilities[index])) for index in best))


def gram_text(text: str) -> str:
    """The form whose n-grams are counted: as the encoders read it, in lower case."""
    return encoding_text(text).lower()


def _set(message: Message, reading: Reading) -> None:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in reading.ranking]
    message.set(INTENT, dict(ranking[0]), add_to_output=True)
    message.set(RANKING, ranking, add_to_output=True)
