"""The intent model learns, says how sure it is, and comes out the same twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.nlu.centring import LanguageShift
from bot.nlu.intent_model import IntentModel, fit_intents

INTENTS = ("ask_deadline", "ask_tuition", "greet", "out_of_scope")
WORDS = (("when", "date", "until"), ("fee", "cost", "price"), ("hello", "hi", "morning"), ("weather", "song", "recipe"))
BLOCKS = (0, 24, 40)


def sentences(number: int, *, seed: int) -> tuple[np.ndarray, list[str], list[str]]:
    """Vectors around a point for each intent, texts of its words; every tenth is of another intent than it looks."""
    chance = np.random.default_rng(seed)
    middles = np.random.default_rng(7).standard_normal((len(INTENTS), BLOCKS[-1]))
    kinds = chance.integers(len(INTENTS), size=number)
    vectors = (middles[kinds] + chance.standard_normal((number, BLOCKS[-1]))).astype(np.float32)
    texts = [" ".join(chance.choice(WORDS[kind], 3)) for kind in kinds]
    strange = chance.random(number) < 0.1
    return vectors, texts, [INTENTS[(kind + odd) % len(INTENTS)] for kind, odd in zip(kinds, strange, strict=True)]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    vectors, texts, intents = sentences(1200, seed=1)
    return fit_intents(vectors, texts, intents, blocks=BLOCKS)


def test_two_trainings_give_the_same_weights(model: IntentModel):
    vectors, texts, intents = sentences(1200, seed=1)
    first, second = model.arrays(), fit_intents(vectors, texts, intents, blocks=BLOCKS).arrays()
    assert first.keys() == second.keys()
    different = [name for name in first if not np.array_equal(first[name], second[name])]
    assert different == []


def test_a_saved_model_says_what_the_fresh_one_said(model: IntentModel):
    vectors, texts, _ = sentences(50, seed=2)
    again = IntentModel.from_arrays(model.arrays())
    assert np.allclose(again.probabilities(vectors, texts), model.probabilities(vectors, texts), atol=1e-6)


def test_it_is_as_often_right_as_it_says(model: IntentModel):
    vectors, texts, intents = sentences(2000, seed=3)
    probabilities = model.probabilities(vectors, texts)
    right = np.array([model.classes[best] for best in probabilities.argmax(axis=1)]) == np.array(intents)
    assert right.mean() > 0.85
    assert abs(probabilities.max(axis=1).mean() - right.mean()) < 0.06


def test_an_encoder_that_says_nothing_leaves_the_rest_to_the_other(model: IntentModel):
    vectors, texts, intents = sentences(1000, seed=4)
    vectors[:, : BLOCKS[1]] = 0
    best = model.probabilities(vectors, texts).argmax(axis=1)
    assert np.mean([model.classes[index] == intent for index, intent in zip(best, intents, strict=True)]) > 0.8


def test_one_intent_cannot_be_told_from_another():
    with pytest.raises(ValueError, match="two intents"):
        fit_intents(np.ones((3, 4), np.float32), ["a", "b", "c"], ["greet"] * 3)


def test_of_a_language_that_is_not_taught_no_word_is_listened_to(model: IntentModel):
    vectors, _, intents = sentences(400, seed=5)
    aside = np.random.default_rng(8).standard_normal(BLOCKS[-1]).astype(np.float32) * 2
    elsewhere = replace(
        model, untaught={"th": LanguageShift(model.means + aside, tuple(np.eye(d, dtype=np.float32) for d in (24, 16)))}
    )
    misleading = [" ".join(WORDS[(INTENTS.index(intent) + 1) % len(INTENTS)]) for intent in intents]
    again = IntentModel.from_arrays(elsewhere.arrays())

    def right(language: str) -> float:
        best = again.probabilities(vectors + aside, misleading, language).argmax(axis=1)
        return float(np.mean([model.classes[index] == intent for index, intent in zip(best, intents, strict=True)]))

    assert right("th") > 0.85
    assert right("en") < 0.5


def test_a_model_of_before_knows_of_no_such_language(model: IntentModel):
    arrays = model.arrays()
    del arrays["untaught"]
    assert IntentModel.from_arrays(arrays).untaught == {}
