"""Applicants ask in twelve languages over the public door and read the published fact, or that nothing is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from office.knowledge.seed_files import shipped_seed
from office.languages import CODES
from office.wording.catalogues import translate
from office.wording.sources import source_texts
from tests.journeys.reading import not_said, numbers_in, plain

pytestmark = [pytest.mark.journey, pytest.mark.model]

FOLDER = Path(__file__).parent / "questions"
PUBLISHED = YAML(typ="safe").load((FOLDER / "published.yml").read_text("utf-8"))
UNPUBLISHED = YAML(typ="safe").load((FOLDER / "unpublished.yml").read_text("utf-8"))


@pytest.mark.parametrize("language", CODES)
def test_published_facts_are_answered_in_the_applicants_language(applicant, language: str):
    wrong = []
    for case in PUBLISHED[language]:
        reply = applicant().ask(case["ask"])
        missing = not_said(case["expect"], reply, language)
        if missing or reply["language"] != language or not reply["sources"]:
            wrong.append((case["ask"], missing, reply["language"], str(reply["text"])[:160]))
    assert wrong == []


def known_numbers(language: str) -> set[str]:
    """Every number that anything published has, in figures, stages or words."""
    seed = shipped_seed()
    known = {str(figure["value"]) for figure in seed.rows["figures"]}
    for program in seed.rows["programs"]:
        years = [stage["years"] for stage in program["stages"]]
        known |= {str(year) for year in years} | {str(sum(years)), str(sum(years[1:]))}
    known |= {str(len(seed.rows[kind])) for kind in ("programs", "campuses", "admission_routes")}
    for label in seed.labels:
        if label.language == language and label.role != "alias":
            known |= numbers_in(label.text)
    return known


@pytest.mark.parametrize("language", list(UNPUBLISHED))
def test_what_is_not_published_is_said_without_a_number(applicant, language: str):
    gaps = {
        plain(translate(language, name))
        for name in source_texts()
        if "_gap_ask_" in name and not source_texts()[name].variables
    }
    wrong = []
    for question in UNPUBLISHED[language]:
        reply = applicant().ask(question)
        text = plain(str(reply["text"]))
        if (
            not any(gap in text for gap in gaps)
            or numbers_in(text) - known_numbers(language)
            or reply["language"] != language
        ):
            wrong.append((question, reply["language"], text[:160]))
    assert wrong == []


def test_forty_questions_without_an_answer_are_asked():
    assert sum(len(questions) for questions in UNPUBLISHED.values()) == 40
    assert all(len(cases) >= 10 for cases in PUBLISHED.values())
