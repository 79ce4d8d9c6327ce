"""Answers on programs and partners: no country of a published company is denied, no stage that was asked for is left out."""

from __future__ import annotations

import pytest

from office.answers.document import Question
from office.answers.programs import degree_recognition
from office.answers.topics import answer
from office.knowledge.queries import Knowledge
from office.languages import CODES
from office.wording.catalogues import translate
from office.wording.rendering import Renderer
from tests.journeys.reading import numbers_in, plain, published_words


def said(question: Question, known: Knowledge, language: str = "en") -> str:
    found = answer(question, known)
    return plain(Renderer(language, known).render(found.parts, found.sources).text)


@pytest.mark.parametrize("language", CODES)
def test_a_company_of_a_country_is_told_though_no_university_is_there(language: str, known: Knowledge):
    text = said(Question("ask_partner_institutions", {"country": ("MY",)}), known, language)
    assert published_words("fact/company-cooperation", language) in text
    denied = translate(language, "utter_programs_partner_country_no", country="").strip()
    assert denied not in text


def test_a_country_without_any_partner_is_denied(known: Knowledge):
    text = said(Question("ask_partner_institutions", {"country": ("FR",)}), known)
    assert text.startswith(translate("en", "utter_programs_partner_country_no", country="France"))


def test_years_in_china_and_up_to_a_degree_are_all_the_stages(known: Knowledge):
    named = {"program": ("accounting-au",), "degree_level": ("bachelor",)}
    assert "3" not in numbers_in(said(Question("ask_duration", named), known))
    assert {"3", "1"} <= numbers_in(said(Question("ask_duration", {**named, "country": ("CN",)}), known))


def test_the_one_program_that_fits_is_told_with_its_stages(known: Knowledge):
    one = answer(Question("list_programs", {"field": ("tourism",)}), known)
    assert [part["reply"] for part in one.parts] == ["utter_programs_list_matching", "utter_programs_list_stages"]
    every = answer(Question("list_programs"), known)
    assert [part["reply"] for part in every.parts] == ["utter_programs_list"]


def test_what_is_named_by_its_field_stands_beside_what_is_named_by_its_program(known: Knowledge):
    both = answer(Question("list_programs", {"program": ("accounting-au",), "field": ("design",)}), known)
    assert [subject for _, subject in both.subjects] == ["accounting-au", "visual-communication-kr"]
    one = answer(Question("list_programs", {"program": ("accounting-au",), "field": ("accounting",)}), known)
    assert [subject for _, subject in one.subjects] == ["accounting-au"]


def test_a_partner_country_without_a_program_has_none(known: Knowledge):
    text = said(Question("ask_partner_institutions", {"country": ("US",)}), known)
    assert "None of the programs" in text
    assert "None of the programs" not in said(Question("ask_partner_institutions", {"country": ("DE",)}), known)


def test_a_partners_degree_in_china_is_recognised_without_a_gap(known: Knowledge):
    asked = Question("ask_degree_recognition", {"country": ("GB", "CN")})
    assert not degree_recognition(asked, known).gap
    assert degree_recognition(Question("ask_degree_recognition", {"country": ("GB",)}), known).gap
