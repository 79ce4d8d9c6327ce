"""Answers on the college itself."""

from __future__ import annotations

from office.answers.college import student_numbers
from office.answers.document import Answer, Question
from office.knowledge.queries import Knowledge


def replies(answer: Answer) -> list[str]:
    return [part.get("reply", "") for part in answer.parts]


def test_from_which_countries_the_students_are_is_not_published(known: Knowledge):
    asked = Question("ask_student_numbers", {"country": ("NG",)})
    answer = student_numbers(asked, known)
    assert "utter_college_origin_gap" in replies(answer)
    assert answer.gap


def test_students_in_china_are_merely_counted(known: Knowledge):
    for entities in ({}, {"country": ("CN",)}):
        answer = student_numbers(Question("ask_student_numbers", entities), known)
        assert "utter_college_origin_gap" not in replies(answer)
        assert not answer.gap
