"""The office's short texts in all languages."""

from __future__ import annotations

from office.languages import CODES
from office.wording.parallel import parallel_texts


def test_every_language_says_the_same_in_the_same_place():
    texts = parallel_texts()
    assert set(texts) == set(CODES)
    assert len({len(each) for each in texts.values()}) == 1
    assert len(texts["en"]) > 200
    place = texts["en"].index("Tuition and fees")
    assert (texts["de"][place], texts["vi"][place]) == ("Studiengebühren und Kosten", "Học phí và các khoản phí")


def test_nothing_is_left_of_variables():
    assert not [text for texts in parallel_texts().values() for text in texts if "{" in text]
