"""Which words count as the same."""

from __future__ import annotations

import pytest

from bot.nlu.folding import fold, fold_shouting, without_accents, without_arabic_clitic


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Казахстан", "казахстане"),
        ("Корея", "Корее"),
        ("Китай", "Китаем"),
        ("немецкая", "немецкую"),
        ("محاسبة", "المحاسبة"),
        ("تايلاند", "لتايلاند"[1:]),
        ("ألمانيا", "المانيا"),
        ("會計", "会计"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_and_inflections_of_a_word_fold_alike(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("мир", "море"), ("会计", "设计"), ("مال", "محاسبة")])
def test_different_words_stay_different(one: str, other: str):
    assert fold(one) != fold(other)


def test_accents_come_off_but_thai_and_japanese_marks_stay():
    assert without_accents("Kế Toán đ Ñ") == "ke toan d n"
    assert without_accents("น้ำ") == "น้ำ"
    assert without_accents("が") == "が"


def test_a_one_letter_clitic_is_taken_off_long_arabic_words_only():
    assert without_arabic_clitic("وتايلاند") == "تايلاند"
    assert without_arabic_clitic("بيت") is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("WANN IST BEWERBUNGSSCHLUSS", "wann ist bewerbungsschluss"),
        ("IELTS 6.5", "IELTS 6.5"),
        ("Is HSK needed", "Is HSK needed"),
    ],
)
def test_shouting_is_lowered_and_abbreviations_are_kept(typed: str, read: str):
    assert fold_shouting(typed) == read
