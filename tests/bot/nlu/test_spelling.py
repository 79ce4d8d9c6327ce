"""Slips of the finger are undone for reading, and nothing else is touched."""

from __future__ import annotations

import pytest

from bot.nlu.spelling import NO_SPELLING, Spelling

SENTENCES = [
    ("What are the requirements for the accounting program?", "en"),
    ("Is there a scholarship, and what are the requirements?", "en"),
    ("How much is the accounting scholarship?", "en"),
    ("¿Hay requisitos de inscripción?", "es"),
    ("requisitos para la inscripción", "es"),
    ("Сколько стоит обучение?", "ru"),
    ("Какое обучение и сколько лет?", "ru"),
    ("كم رسوم الدراسة", "ar"),
    ("رسوم الدراسة السنوية", "ar"),
    *[("di mana kampusnya", "id")] * 5,
    *[("cho tui hỏi", "vi"), ("son ton", "fr")] * 5,
    ("tuition", "en"),
    ("the tuition", "en"),
    ("gimana daftar kuliah", "id"),
    ("gimana cara daftar kuliah", "id"),
    ("学费多少钱", "zh"),
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.learn([text for text, _ in SENTENCES], [language for _, language in SENTENCES])


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [
        ("what reqiurements for acounting?", "en", "what requirements for accounting?"),
        ("any scholarshhip", "en", "any scholarship"),
        ("the requjrements", "en", "the requirements"),
        ("tuiton fees", "en", "tuition fees"),  # "tui" and "ton" are words, but of other languages
        ("requistos de incripcion", "es", "requisitos de inscripción"),
        ("сколько стоит обучнеие", "ru", "сколько стоит обучение"),
        ("رسوم الدارسة", "ar", "رسوم الدراسة"),
    ],
)
def test_one_slip_in_a_word_is_undone(typed: str, language: str, read: str, spelling: Spelling):
    assert spelling.repaired(typed, language) == read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what are the requirements", "en"),
        ("requisitos de inscripcion", "es"),  # without its accent it is known
        ("Nairobi Polytechnic", "en"),
        ("dimana kampusnya", "id"),  # "di mana", not "gimana"
        ("ohw cost", "en"),  # too short to tell
        ("学費多少錢", "zh"),
        ("reqiurements", "fr"),  # nothing was learnt of the language
        ("requirementsx" * 3, "en"),  # no word is so long
        ("requirementss12 x@accountign.edu", "xx"),
        ("", "en"),
    ],
)
def test_what_is_known_short_or_far_from_everything_stays(text: str, language: str, spelling: Spelling):
    assert spelling.repaired(text, language) == text


def test_what_came_once_is_no_pattern(spelling: Spelling):
    assert spelling.repaired("steps of the progrma", "en") == "steps of the progrma"


def test_it_is_the_same_after_being_saved(spelling: Spelling):
    saved = Spelling.from_arrays(spelling.arrays("spelling"), "spelling")
    assert saved == spelling
    assert NO_SPELLING.repaired("acounting", "en") == "acounting"
