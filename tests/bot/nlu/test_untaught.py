"""Which languages are not taught, and what it costs to find out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.nlu.language_evidence import LanguageEvidence
from bot.nlu.sentence_vectors import SentenceVectors
from bot.nlu.untaught import untaught, untaught_shifts
from office.languages import CODES

TAUGHT = ("en",) * 150 + ("zh",) * 150 + ("th",) * 3


class Counting:
    """An encoder that notes how much it was asked."""

    name, version, dimension = "e5", "1", 4
    asked = 0

    def encode(self, texts: list[str]) -> np.ndarray:
        self.asked += len(texts)
        return np.random.default_rng(len(texts)).standard_normal((len(texts), 4)).astype(np.float32)

    def checksum(self) -> str:
        return "counting"


def test_three_sentences_do_not_teach_a_language():
    assert set(untaught(TAUGHT)) == set(CODES) - {"en", "zh"}


def test_each_that_is_not_taught_is_moved(tmp_path: Path):
    encoders = SentenceVectors((Counting(),))
    vectors = np.ones((len(TAUGHT), 4), np.float32)
    assert set(untaught_shifts(encoders, vectors, TAUGHT, tmp_path / "c.db")) == set(CODES) - {"en", "zh"}


def test_nothing_is_encoded_where_all_are_taught_or_none_is(tmp_path: Path):
    encoder = Counting()
    for languages in (CODES * 100, ("en", "th")):
        vectors = np.ones((len(languages), 4), np.float32)
        assert untaught_shifts(SentenceVectors((encoder,)), vectors, languages, tmp_path / "c.db") == {}
    assert encoder.asked == 0


def test_a_language_is_known_by_the_offices_own_texts():
    taught = [("which documents do I need", "en"), ("how much is the tuition", "en"), ("¿cuánto cuesta?", "es")]
    texts = untaught(language for _, language in taught)["id"]
    learnt = LanguageEvidence.learn([*taught, *((text, "id") for text in texts)])
    assert learnt.identify("program apa saja yang tersedia di kampus").code == "id"
