"""Vietnamese without its marks is read with them, and what has them stays."""

from __future__ import annotations

import pytest

from bot.nlu.spelling import Spelling
from bot.nlu.vietnamese_marks import NO_MARKS, VietnameseMarks

SENTENCES = [
    "Học phí bao nhiêu một năm ạ?",
    "Cho em hỏi học phí của ngành kế toán với ạ",
    "Ngành du lịch học mấy năm ạ?",
    "Em muốn học ở Úc thì phải làm sao?",
    "hoc phi bao nhieu",  # of itself without marks: teaches none
]


@pytest.fixture(scope="module")
def marks() -> VietnameseMarks:
    return VietnameseMarks.learn(SENTENCES)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hoc phi bao nhieu", "học phí bao nhiêu"),
        ("Nganh KE TOAN hoc may nam a?", "Ngành KẾ TOÁN học mấy năm ạ?"),
        ("cho em hoi hoc phi nganh IT voi, cam on!", "cho em hỏi học phí ngành IT với, cam on!"),  # unknown words stay
        ("", ""),
        ("123 ?!", "123 ?!"),
    ],
)
def test_marks_are_put_back(typed: str, read: str, marks: VietnameseMarks):
    assert marks.restored(typed) == read


def test_what_is_written_with_marks_stays(marks: VietnameseMarks):
    for text in ("học phí bao nhiêu một nam", "Úc có gì", "mọi thứ"):
        assert marks.restored(text) == text


def test_a_word_with_a_mark_keeps_it_among_others_without(marks: VietnameseMarks):
    assert marks.restored("cho em hoi hoc phi nganh du lịch o uc bao nhieu") == (
        "cho em hỏi học phí ngành du lịch ở úc bao nhiêu"
    )


def test_it_is_the_same_after_being_saved(marks: VietnameseMarks):
    assert VietnameseMarks.from_arrays(marks.arrays("marks"), "marks") == marks
    assert VietnameseMarks.from_arrays(NO_MARKS.arrays("marks"), "marks") == NO_MARKS
    assert VietnameseMarks.from_arrays({}, "marks") == NO_MARKS


def test_only_vietnamese_gets_them():
    spelling = Spelling.learn(SENTENCES, ["vi"] * len(SENTENCES))
    assert spelling.repaired("hoc phi", "vi") == "học phí"
    assert spelling.repaired("hoc phi", "en") == "hoc phi"
    assert Spelling.from_arrays(spelling.arrays("s"), "s").repaired("hoc phi", "vi") == "học phí"
