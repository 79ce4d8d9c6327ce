"""Copies of training sentences: without accents, mistyped, with manners."""

from __future__ import annotations

import pytest

from bot.nlu.training_copies import mistyped, openings, with_copies
from office.languages import CODES


def test_every_vietnamese_sentence_is_learnt_without_its_marks_too():
    lesson = with_copies(["Học phí bao nhiêu?", "visa?", "đi làm thêm được không"], ["vi"] * 3, ["a", "b", "c"])
    assert lesson.texts[3:] == ["hoc phi bao nhieu?", "di lam them duoc khong"]
    assert lesson.languages[3:] == ["vi", "vi"]
    assert lesson.intents == ["a", "b", "c", "a", "c"]


def test_other_marks_are_part_of_the_letter():
    texts = ["학비가 얼마예요", "がくひ", "ค่าเทอม", "ещё", "the fee"]  # too short for a slip
    manners = ["greet"] * 5  # which get no opening
    assert with_copies(texts, ["ko", "ja", "th", "ru", "en"], manners).texts == texts


ENGLISH = [f"how much is the tuition fee of program number {number} over there" for number in range(400)]


def test_some_sentences_are_learnt_with_slips_and_with_openings_too():
    lesson = with_copies(ENGLISH, ["en"] * 400, ["ask_tuition"] * 400)
    copies = lesson.texts[400:]
    opened = [copy for copy in copies if any(copy.startswith(opening) for opening in openings()["en"])]
    assert 10 < len(opened) < 60
    assert all(copy.endswith(tuple(ENGLISH)) for copy in opened)
    slipped = [copy for copy in copies if copy not in opened]
    assert 10 < len(slipped) < 70
    assert not set(slipped) & set(ENGLISH)
    assert set(lesson.intents) == {"ask_tuition"}
    assert len(lesson.texts) == len(lesson.languages) == len(lesson.intents)


def test_the_same_sentences_give_the_same_copies():
    assert with_copies(ENGLISH, ["en"] * 400, ["a"] * 400) == with_copies(ENGLISH, ["en"] * 400, ["a"] * 400)


def test_manners_get_no_opening():
    lesson = with_copies(ENGLISH, ["en"] * 400, ["greet"] * 400)
    assert not [copy for copy in lesson.texts if copy.startswith(tuple(openings()["en"]))]


@pytest.mark.parametrize("text", ["", "?", "ok", "a b c d e f g h i j k l m n o p", "学费多少"])
def test_what_has_no_room_for_a_slip_stays(text: str):
    assert mistyped(text) == text


def test_a_slip_keeps_the_first_letters_of_words():
    words = "international cooperative automotive maintenance".split()
    assert [word[0] for word in mistyped(" ".join(words)).split()] == [word[0] for word in words]
    assert mistyped(" ".join(words)) != " ".join(words)


def test_every_language_has_openings_that_join_a_sentence():
    assert set(openings()) == set(CODES)
    unspaced = {"zh", "ja"}
    for language, known in openings().items():
        assert len(set(known)) == len(known) >= 8
        assert all(opening.endswith(" ") or language in unspaced for opening in known)
