"""Three questions in one sentence are three; a list of programs in one question is one."""

from __future__ import annotations

import pytest

from bot.nlu.question_splitter import Reading, split_questions

WORDS = {
    "teachers": "ask_teachers", "campus": "list_campuses", "degree": "ask_degree_recognition", "hello": "greet",
    "long": "ask_duration", "accounting": "ask_program_details",
    "อาจารย์": "ask_teachers", "วิทยาเขต": "list_campuses", "วุฒิ": "ask_degree_recognition", "สวัสดี": "greet",
}  # fmt: skip


def read(text: str) -> Reading:
    found = next((intent for word, intent in WORDS.items() if word in text.lower()), "out_of_scope")
    return Reading(((found, 0.95), ("out_of_scope", 0.05)))


def asked(text: str) -> list[tuple[str, str]]:
    split = split_questions(text, read(text), read, read)
    return [(question.reading.intent, text[question.start : question.end]) for question in split.questions]


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        ("How many teachers are there, where is the campus, and is the degree recognised?", False),
        ("Hello! How many teachers are there, where is the campus, and is the degree recognised?", True),
        ("สวัสดีครับ มีอาจารย์ต่างชาติกี่คน วิทยาเขตอยู่ที่ไหน แล้ววุฒิได้รับการรับรองไหมครับ", True),
    ],
)
def test_three_questions_in_one_sentence_are_three_and_a_greeting_is_none(text: str, greets: bool):
    assert [intent for intent, _ in asked(text)] == ["ask_teachers", "list_campuses", "ask_degree_recognition"]
    assert split_questions(text, read(text), read, read).greets is greets


def test_each_part_is_cut_where_it_stands_in_the_message():
    text = "Hello! How many teachers are there, where is the campus, and is the degree recognised?"
    assert [words for _, words in asked(text)][:2] == ["How many teachers are there", "where is the campus"]


@pytest.mark.parametrize(
    "text",
    [
        "How long is accounting, design, and tourism?",
        "I like cars, my teachers like me, and what about the weather today?",
    ],
)
def test_a_list_in_one_question_and_small_talk_are_not_parted(text: str):
    assert asked(text) == []


def test_thai_joins_two_questions_with_a_blank_and_a_word():
    assert [intent for intent, _ in asked("มีอาจารย์กี่คนคะ แล้ววิทยาเขตอยู่ที่ไหนคะ")] == ["ask_teachers", "list_campuses"]


def test_thai_clauses_that_ask_nothing_are_no_questions():
    assert asked("สวัสดีค่ะ สนใจอาจารย์ค่ะ มีวิทยาเขตในไทยด้วยเหรอคะ") == []


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        ("Hello, where is the campus?", True),
        ("สวัสดีค่ะ วิทยาเขตอยู่ที่ไหนคะ", True),
        ("Where is the campus, please?", False),
        ("Hello", False),
    ],
)
def test_a_greeting_before_a_comma_is_greeted(text: str, greets: bool):
    assert split_questions(text, read(text.split(",")[-1].split()[-1]), read, read).greets is greets
