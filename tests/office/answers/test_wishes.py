"""Wishes and the programs that meet them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.answers.path import find_path
from office.answers.topics import TOPICS, title
from office.answers.wishes import (
    ABROAD,
    ANY,
    CHINA,
    UNSURE,
    Wishes,
    fitting,
    next_wish,
    options,
    suggestion,
    years_until,
)
from office.knowledge import tables
from office.knowledge.queries import Knowledge, read_knowledge
from office.knowledge.seeding import raise_version
from office.languages import CODES
from office.wording.rendering import Renderer

TITLES = {topic: title(topic) for topic in TOPICS}


@pytest.fixture
def known(office_database: Engine) -> Knowledge:
    with office_database.connect() as connection:
        return read_knowledge(connection)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(), "field"),
        (Wishes(field="design"), "degree"),
        (Wishes(field=ANY), "country"),
        (Wishes(field=ANY, country="KR"), "degree"),
        (Wishes(field="design", degree="master"), None),
        (Wishes(field=ANY, country=ANY, degree=ANY), None),
    ],
)
def test_only_what_makes_a_difference_is_asked(wishes: Wishes, expected: str | None, known: Knowledge):
    assert next_wish(wishes, known) == expected


def test_options_are_what_is_published(known: Knowledge):
    assert options("field", Wishes(), known) == ["accounting", "automotive", "computing", "tourism", "design"]
    assert options("country", Wishes(field="design"), known) == ["KR"]
    assert options("degree", Wishes(), known) == ["vocational", "bachelor", "master"]


def test_programs_that_meet_every_wish_fit(known: Knowledge):
    assert [program.id for program in fitting(Wishes(country="DE"), known)] == ["automotive-de"]
    assert len(fitting(Wishes(degree="master"), known)) == 5
    assert fitting(Wishes(field="tourism", country="DE"), known) == []


def test_years_are_counted_up_to_the_degree(known: Knowledge):
    korean = known.programs["visual-communication-kr"]
    assert [years_until(korean, degree) for degree in ("vocational", "bachelor", "master", ANY)] == [3, 4, 6, 6]


def test_without_a_wish_all_are_compared(known: Knowledge):
    assert "table" in suggestion(Wishes(ANY, ANY, ANY), known).parts[0]


def test_many_fitting_programs_are_listed_with_the_years_to_the_degree(known: Knowledge):
    text = Renderer("en", known).render(suggestion(Wishes(ANY, ANY, "bachelor"), known).parts).text
    assert text.count("4 years") == 5


@pytest.mark.parametrize("language", [*CODES, "zh-Hant"])
@pytest.mark.parametrize("origin", [CHINA, ABROAD, UNSURE])
def test_a_path_can_be_said_in_every_language(language: str, origin: str, known: Knowledge):
    for wishes in (
        Wishes("design", ANY, "master", origin),
        Wishes(ANY, ANY, ANY, origin),
        Wishes("tourism", "DE", ANY, origin),
    ):
        found = find_path(wishes, known, contact_url="https://office.example", titles=TITLES)
        rendered = Renderer(language, known).render(found.parts, found.sources)
        assert "https://office.example" in rendered.text
        assert "{" not in rendered.text
        assert "utter_" not in rendered.text
        assert rendered.blocks[0]["kind"] == "path"
        assert len(found.facts) >= len(fitting(wishes, known))


def test_only_stages_up_to_the_wished_degree_are_in_the_path(known: Knowledge):
    wishes = Wishes("accounting", ANY, "vocational", CHINA)
    text = Renderer("en", known).render(find_path(wishes, known, titles=TITLES).parts).text
    assert "vocational college diploma" in text
    assert "bachelor" not in text


def test_what_staff_publish_takes_the_place_of_what_is_missing(office_database: Engine):
    with office_database.begin() as connection:
        before = read_knowledge(connection)
        some = next(iter(before.facts.values()))
        row = dict(connection.execute(sa.select(tables.fact).where(tables.fact.c.id == some.id)).mappings().one())
        row |= {"id": "fees-2027", "topic": "ask_tuition", "subject_kind": None, "subject_id": None}
        connection.execute(sa.insert(tables.fact).values(**row))
        own = sa.select(tables.label).where(tables.label.c.subject_id == some.id)
        label = dict(connection.execute(own).mappings().first())
        label.pop("id")
        label |= {"subject_id": "fees-2027", "language": "en", "text": "The fee is 1 yuan."}
        connection.execute(sa.insert(tables.label).values(**label))
        raise_version(connection)
        known = read_knowledge(connection)
    text = Renderer("en", known).render(find_path(Wishes("design", ANY, ANY, CHINA), known, titles=TITLES).parts).text
    assert "Tuition and fees\n• The fee is 1 yuan." in text
