"""Many sentences at once give the vectors that the package's engine gives one by one."""

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


def test_many_sentences_at_once_have_the_vectors_of_single_ones(encoder):
    one_by_one = np.vstack([encoder.encode([text]) for text in SENTENCES])
    together = encoder.encode(SENTENCES * 3)[: len(SENTENCES)]
    assert together.shape == one_by_one.shape
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert (together * one_by_one).sum(axis=1).min() > 0.999


def test_the_order_of_the_sentences_does_not_matter(encoder):
    texts = list(SENTENCES * 3)
    assert (encoder.encode(texts)[::-1] * encoder.encode(texts[::-1])).sum(axis=1).min() > 0.9999


def test_weights_of_another_format_are_refused(tmp_path: Path):
    file = tmp_path / "weights.bin"
    file.write_bytes(b"E5S2" + bytes(200))
    with pytest.raises(UnknownFormat, match=r"weights\.bin"):
        read_e5(file)
