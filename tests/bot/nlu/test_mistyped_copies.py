"""Copies of training sentences without accents."""

from __future__ import annotations

from bot.nlu.mistyped_copies import with_copies


def test_every_vietnamese_sentence_is_learnt_without_its_marks_too():
    lesson = with_copies(["Học phí bao nhiêu?", "visa?", "đi làm thêm được không"], ["vi"] * 3, ["a", "b", "c"])
    assert lesson.texts[3:] == ["hoc phi bao nhieu?", "di lam them duoc khong"]
    assert lesson.languages[3:] == ["vi", "vi"]
    assert lesson.intents == ["a", "b", "c", "a", "c"]


def test_other_marks_are_part_of_the_letter():
    texts = ["학비가 얼마예요", "がくひ", "ค่าเทอม", "сколько стоит обучение ещё", "what is the fee"]
    assert with_copies(texts, ["ko", "ja", "th", "ru", "en"], ["a"] * 5).texts == texts
