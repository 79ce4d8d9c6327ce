"""Writing systems of characters."""

from __future__ import annotations

import pytest

from bot.nlu.scripts import count_letters, script_of


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("a", "latin"),
        ("ễ", "latin"),
        ("ж", "cyrillic"),
        ("ع", "arabic"),
        ("ไ", "thai"),
        ("한", "hangul"),
        ("か", "kana"),
        ("ー", "kana"),
        ("学", "han"),
    ],
)
def test_letters_belong_to_their_script(character: str, script: str):
    assert script_of(character) == script


@pytest.mark.parametrize("character", ["5", "๕", "،", "?", "🙂", " "])
def test_digits_punctuation_and_emoji_belong_to_none(character: str):
    assert script_of(character) is None


def test_vowel_signs_and_tone_marks_are_not_counted():
    assert count_letters("น้ำ ok 学费") == {"thai": 2, "latin": 2, "han": 2}
