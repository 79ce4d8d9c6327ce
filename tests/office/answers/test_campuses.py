"""Answers on campuses."""

from __future__ import annotations

from office.answers.campuses import campus_details, list_campuses
from office.answers.document import Answer, Question
from office.knowledge.queries import Knowledge

NONE_THERE = "utter_campuses_unknown_short"


def replies(answer: Answer) -> list[str]:
    return [part.get("reply", "") for part in answer.parts]


def test_a_country_without_a_campus_is_told_to_have_none(known: Knowledge):
    answer = list_campuses(Question("list_campuses", {"country": ("VN",)}), known)
    assert replies(answer)[:2] == [NONE_THERE, "utter_campuses_list"]
    assert NONE_THERE in replies(campus_details(Question("ask_campus_details", {"country": ("VN",)}), known))


def test_countries_with_a_campus_are_not(known: Knowledge):
    for countries in ((), ("TH",), ("CN", "AU")):
        answer = list_campuses(Question("list_campuses", {"country": countries}), known)
        assert NONE_THERE not in replies(answer), countries
