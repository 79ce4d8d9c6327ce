"""Every answer can be said in every language."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.engine import Engine

from office.answers.document import Question
from office.answers.topics import TOPICS, answer
from office.knowledge.queries import Knowledge, read_knowledge
from office.languages import CODES
from office.wording.rendering import Renderer

LOCALES = (*CODES, "zh-Hant")
ENTITIES = (
    {},
    {"program": ("visual-communication-kr",)},
    {"program": ("accounting-au", "automotive-de")},
    {"country": ("DE",)},
    {"country": ("FR",)},
    {"field": ("tourism",)},
    {"campus": ("thailand",)},
    {"campus": ("jining",)},
    {"admission_route": ("spring-gaokao",)},
    {"degree_level": ("master",)},
)


@pytest.fixture
def known(office_database: Engine) -> Knowledge:
    with office_database.connect() as connection:
        return read_knowledge(connection)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_topic_reads_in_every_language(locale: str, known: Knowledge):
    for intent in TOPICS:
        for entities in ENTITIES:
            found = answer(Question(intent, entities), known)
            rendered = Renderer(locale, known).render(found.parts, found.sources)
            assert rendered.text.strip(), (intent, entities)
            assert not re.search(r"\{[a-z_]+\}|utter_", rendered.text), rendered.text


@pytest.mark.parametrize("locale", LOCALES)
def test_answers_say_no_number_that_is_not_published(locale: str, known: Knowledge):
    """Years of stages, published figures, numbers of things listed, and digits that are part of a published name or text."""
    allowed = {str(figure.value.to_integral()) for figure in known.figures.values()}
    allowed |= {
        str(program.years(place)) for program in known.programs.values() for place in (None, "college", "partner")
    }
    allowed |= {str(stage.years) for program in known.programs.values() for stage in program.stages}
    allowed |= {str(len(kind)) for kind in (known.programs, known.campuses, known.routes)} | {"1", "2"}
    for labels in known.labels.values():
        for text in labels.values():
            allowed |= set(re.findall(r"\d+", text))
    for intent in TOPICS:
        for entities in ENTITIES:
            found = answer(Question(intent, entities), known)
            text = Renderer(locale, known).render(found.parts).text
            digits = {
                re.sub(r"[.,\s\u00a0\u202f٬]", "", number) for number in re.findall(r"\d[\d.,\u00a0\u202f٬]*", text)
            }
            assert digits <= allowed, (intent, entities, digits - allowed)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_gap_is_said_and_nothing_else_is_claimed(locale: str, known: Knowledge):
    found = answer(Question("ask_tuition", {"program": ("accounting-au",)}), known)
    assert found.gap
    assert not found.facts
    assert not re.search(r"\d", Renderer(locale, known).render(found.parts).text)


def test_the_source_follows_with_its_date(known: Knowledge):
    found = answer(Question("ask_student_numbers"), known)
    rendered = Renderer("de", known).render(found.parts, found.sources)
    assert rendered.sources == [
        {"title": rendered.sources[0]["title"], "date": "2026-11-23", "text": rendered.sources[0]["text"]}
    ]
    assert "23. November 2026" in rendered.sources[0]["text"]


def test_numbers_are_written_as_the_language_writes_them(known: Knowledge):
    found = answer(Question("ask_student_numbers"), known)
    for locale, number in (("en", "1,500"), ("de", "1.500"), ("ru", "1\u00a0500"), ("ar", "1,500")):
        assert number in Renderer(locale, known).render(found.parts).text


def test_a_comparison_is_a_table_for_those_who_can_show_one(known: Knowledge):
    found = answer(Question("compare_programs", {"program": ("accounting-au", "visual-communication-kr")}), known)
    rendered = Renderer("en", known).render(found.parts, found.sources)
    table = next(block for block in rendered.blocks if block["kind"] == "table")
    assert len(table["rows"]) == 2
    assert table["rows"][1][0].startswith("Visual Communication")
    assert "2 years" in table["rows"][0][4]
    assert "3 years" in table["rows"][1][4]
    assert "South Korea" in rendered.text
