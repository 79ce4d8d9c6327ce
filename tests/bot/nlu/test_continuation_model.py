"""The continuation model learns which messages stay with the last topic, and comes out the same twice."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.continuation_model import ContinuationModel, SecondMessage, fit_continuation

BLOCKS = (0, 24, 40)
TOPICS = ("ask_overseas_schools", "ask_teachers", "ask_tuition")
# "Why?" stays with any topic, "with a doctorate?" with the teachers, "a month?" with the fees; "where do I live?" moves on.
KINDS = ("why", "doctorate", "month", "live")
STAYS = {"why": set(TOPICS), "doctorate": {"ask_teachers"}, "month": {"ask_tuition"}, "live": set()}
MEANT = {"doctorate": "ask_teachers", "month": "ask_tuition", "live": "ask_accommodation"}


def vectors(kinds: list[str], *, seed: int) -> np.ndarray:
    middles = np.random.default_rng(7).standard_normal((len(KINDS), BLOCKS[-1]))
    noise = np.random.default_rng(seed).standard_normal((len(kinds), BLOCKS[-1]))
    return (middles[[KINDS.index(kind) for kind in kinds]] * 2 + noise).astype(np.float32)


def learnt() -> ContinuationModel:
    chance = np.random.default_rng(3)
    kinds = [str(kind) for kind in chance.choice(KINDS, 900)]
    after = [str(topic) for topic in chance.choice(TOPICS, 900)]
    seconds = [
        SecondMessage(kind, "en", topic, topic if topic in STAYS[kind] else MEANT[kind])
        for kind, topic in zip(kinds, after, strict=True)
    ]
    whole = [str(kind) for kind in chance.choice(KINDS[1:], 600)]
    return fit_continuation(
        vectors(kinds, seed=1), seconds, vectors(whole, seed=2), [MEANT[kind] for kind in whole], blocks=BLOCKS
    )


@pytest.fixture(scope="module")
def model() -> ContinuationModel:
    return learnt()


@pytest.mark.parametrize("kind", KINDS)
def test_it_knows_with_which_topics_a_message_stays(model: ContinuationModel, kind: str):
    shares = [model.stays(vector) for vector in vectors([kind] * 20, seed=5)]
    likely = {topic for topic in TOPICS if np.mean([share[topic] for share in shares]) > 0.5}
    assert likely == STAYS[kind]


def test_an_encoder_that_says_nothing_leaves_the_rest_to_the_other(model: ContinuationModel):
    shown = vectors(["doctorate"], seed=5)[0]
    shown[BLOCKS[1] :] = 0
    shares = model.stays(shown)
    assert max(shares, key=lambda topic: shares[topic]) == "ask_teachers"


def test_two_trainings_give_the_same_weights(model: ContinuationModel):
    again = learnt().arrays()
    assert all(np.array_equal(array, again[name]) for name, array in model.arrays().items())


def test_a_saved_model_says_what_the_fresh_one_said(model: ContinuationModel):
    shown = vectors(["why"], seed=5)[0]
    assert ContinuationModel.from_arrays(model.arrays()).stays(shown) == model.stays(shown)
