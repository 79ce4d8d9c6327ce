"""Applicants ask in twelve languages over the public door and read the published fact, or that nothing is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from office.knowledge.seed_files import shipped_seed
from office.languages import CODES
from office.wording.catalogues import translate
from office.wording.sources import source_texts
from tests.journeys.reading import not_said, numbers_in, plain

pytestmark = [pytest.mark.journey, pytest.mark.model]

DOUBTS = tuple(plain(translate(code, "utter_conversation_did_you_mean")) for code in CODES)
FOLDER = Path(__file__).parent / "questions"
PUBLISHED = YAML(typ="safe").load((FOLDER / "published.yml").read_text("utf-8"))
UNPUBLISHED = YAML(typ="safe").load((FOLDER / "unpublished.yml").read_text("utf-8"))


# Of so many questions of a language, one may be asked back ("did you mean"), if one press then gives the answer: to be in doubt is
# honest, and where exactly it begins differs from training to training.
ASKED_BACK = 1


def answers_to(person: Any, question: str) -> list[dict[str, Any]]:
    """The reply; where it asks what was meant, the replies to its buttons, each pressed."""
    reply = person.ask(question)
    doubtful = str(reply["text"]).startswith(DOUBTS)
    return [reply] if not doubtful else [person.press(reply, index) for index in range(len(reply["buttons"]))]


@pytest.mark.parametrize("language", CODES)
def test_published_facts_are_answered_in_the_applicants_language(applicant, language: str):
    wrong = []
    asked_back = []
    for case in PUBLISHED[language]:
        replies = answers_to(applicant(), case["ask"])
        asked_back += [case["ask"]] if len(replies) > 1 else []
        faults = [
            (missing, reply["language"], str(reply["text"])[:160])
            for reply in replies
            if (missing := not_said(case["expect"], reply, language))
            or reply["language"] != language
            or not reply["sources"]
        ]
        if len(faults) == len(replies):
            wrong.append((case["ask"], faults))
    assert wrong == []
    assert len(asked_back) <= ASKED_BACK, asked_back


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
