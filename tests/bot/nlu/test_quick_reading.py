"""The slow encoder is asked only for what the quick one leaves unsure, and no text is encoded twice by the same one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bot.nlu.intent_classifier import SURE_AT_FIRST, Glances, IntentClassifier
from bot.nlu.sentence_vectors import SentenceVectors


class Counting:
    """An encoder that notes what it was asked."""

    version = "1"
    dimension = 2

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[str] = []
        self.calls = 0

    def encode(self, texts: Sequence[str]) -> Any:
        self.asked.extend(texts)
        self.calls += 1
        return np.full((len(texts), 2), 1.0 if self.name == "use" else 2.0, np.float32)

    def checksum(self) -> str:
        return self.name


class Model:
    """Is as sure by the quick vector as it is told to be, and sure with both."""

    classes = ("ask_tuition", "greet")

    def __init__(self, first: float, untaught: Sequence[str] = ()) -> None:
        self.first = first
        self.untaught = untaught

    def probabilities(self, vectors: Any, _texts: Sequence[str], _language: str = "") -> Any:
        best = 0.97 if vectors[0, 2:].any() else self.first
        return np.array([[best, 1 - best]] * len(vectors), np.float32)

    def glance(self, texts: Sequence[str]) -> Any:
        return np.zeros((len(texts), 2), np.float32)

    def sharpened(self, grams: Any) -> Any:
        return np.exp(grams) / 2


@pytest.fixture
def encoders() -> tuple[Counting, Counting]:
    return Counting("use"), Counting("e5")


def classifier(encoders: tuple[Counting, Counting], first: float) -> tuple[IntentClassifier, Any]:
    component = IntentClassifier(None, None)  # type: ignore[arg-type]
    component._vectors = SentenceVectors(encoders)  # type: ignore[arg-type]
    return component, Model(first)


def glances(component: IntentClassifier, model: Any, code: str = "en") -> Glances:
    return Glances(model, component._encoders(), code)


def test_what_the_quick_encoder_is_sure_of_costs_nothing_more(encoders):
    component, model = classifier(encoders, SURE_AT_FIRST + 0.01)
    assert component._read("fees?", glances(component, model)).intent == "ask_tuition"
    assert [len(each.asked) for each in encoders] == [1, 0]


def test_what_it_is_unsure_of_is_read_with_both(encoders):
    component, model = classifier(encoders, SURE_AT_FIRST - 0.01)
    assert component._read("fees?", glances(component, model)).confidence == pytest.approx(0.97)
    assert [len(each.asked) for each in encoders] == [1, 1]  # the quick columns are used again


def test_a_language_that_the_quick_encoder_was_not_taught_goes_to_the_slow_one(encoders):
    component, model = classifier(encoders, 1.0)
    component._read("học phí", glances(component, model, "vi"))
    assert [len(each.asked) for each in encoders] == [0, 1]


def test_both_columns_are_the_same_whether_or_not_there_was_a_first_look(encoders):
    vectors = SentenceVectors(encoders)
    at_once = SentenceVectors((Counting("use"), Counting("e5"))).encode("fees?", "en")
    vectors.encode("fees?", "en", quick=True)
    assert vectors.encode("fees?", "en").tolist() == at_once.tolist() == [1, 1, 2, 2]


def test_each_piece_of_a_message_is_looked_at_once(encoders):
    component, model = classifier(encoders, 0.8)
    seen = glances(component, model)
    assert [seen.at(text).intent for text in ("hello", "what does it cost", "hello")] == ["ask_tuition"] * 3
    assert encoders[0].asked == ["hello", "what does it cost"]
    assert encoders[1].calls == 0


def test_pieces_in_a_language_that_the_quick_encoder_was_not_taught_are_left_to_the_words(encoders):
    component, model = classifier(encoders, 0.8)
    seen = glances(component, model, "vi")
    assert seen.at("chào em").confidence == 0.5
    assert not seen.is_telling("chào em")
    assert [each.calls for each in encoders] == [0, 0]


def test_a_language_that_nothing_was_learnt_of_is_read_with_both_from_the_start(encoders):
    component = IntentClassifier(None, None)  # type: ignore[arg-type]
    component._vectors = SentenceVectors(encoders)  # type: ignore[arg-type]
    seen = glances(component, Model(1.0, untaught=("th",)), "th")
    assert component._read("ค่าเรียน", seen, np.array([1, 1, 0, 0], np.float32)).confidence == pytest.approx(0.97)
    assert [len(each.asked) for each in encoders] == [1, 1]
