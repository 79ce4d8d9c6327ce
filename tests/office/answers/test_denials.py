"""What does not exist is denied first, then what exists is said."""

from __future__ import annotations

import pytest

from office.answers.denials import ABOUT_CAMPUSES, ABOUT_PROGRAMS
from office.answers.document import Question
from office.answers.topics import TOPICS, answer
from office.knowledge.queries import Knowledge
from office.languages import CODES
from office.wording.rendering import Renderer


def said(question: Question, known: Knowledge, language: str = "en") -> str:
    found = answer(question, known)
    return Renderer(language, known).render(found.parts, found.sources).text


@pytest.mark.parametrize("intent", sorted(ABOUT_PROGRAMS))
def test_a_program_that_does_not_exist_is_denied_in_every_topic_about_programs(intent: str, known: Knowledge):
    text = said(Question(intent, unknown_programs=("nursing",)), known)
    assert text.startswith("The college has published no program with this name: nursing.")
    assert "Tourism Management" in text


@pytest.mark.parametrize("language", CODES)
def test_the_denial_names_what_was_asked_for_in_every_language(language: str, known: Knowledge):
    text = said(Question("ask_tuition", unknown_programs=("nursing",)), known, language)
    assert "nursing" in text.split("\n")[0]


@pytest.mark.parametrize("intent", sorted(ABOUT_CAMPUSES))
def test_a_campus_that_does_not_exist_is_denied_in_every_topic_about_campuses(intent: str, known: Knowledge):
    text = said(Question(intent, unknown_campuses=("Paris",)), known)
    assert text.startswith("The college has published no campus there: Paris.")
    assert "Jining" in text


def test_fees_of_a_program_that_does_not_exist_are_a_gap_too(known: Knowledge):
    found = answer(Question("ask_tuition", unknown_programs=("nursing",)), known)
    assert found.gap
    assert "not published its tuition" in said(Question("ask_tuition", unknown_programs=("nursing",)), known)


def test_nothing_is_told_of_the_length_of_what_does_not_exist(known: Knowledge):
    assert "year" not in said(Question("ask_duration", unknown_programs=("nursing",)), known)


def test_beside_a_program_that_exists_the_denial_is_short(known: Knowledge):
    question = Question("compare_programs", {"program": ("tourism-sg",)}, unknown_programs=("law",))
    text = said(question, known)
    assert text.startswith("The college has published no program with this name: law.\n\nTourism Management")
    assert "Accounting" not in text


def test_a_country_without_a_program_is_denied_before_the_answer(known: Knowledge):
    text = said(Question("ask_duration", {"country": ("FR",)}), known)
    assert text.startswith("None of the programs has a partner in this country: France.\n\nHow long the programs take")
    assert "None of" not in said(Question("ask_duration", {"country": ("DE",)}), known)
    assert "None of" not in said(Question("ask_visa", {"country": ("FR",)}), known)


@pytest.mark.parametrize("intent", sorted(set(TOPICS) - ABOUT_PROGRAMS - ABOUT_CAMPUSES))
def test_other_topics_are_answered_as_ever(intent: str, known: Knowledge):
    assert said(Question(intent, unknown_programs=("nursing",)), known) == said(Question(intent), known)
