"""What the knowledge base hands out."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import now, writing
from office.knowledge import tables
from office.knowledge.queries import KnowledgeCache, NotPublished, read_knowledge
from office.knowledge.seeding import raise_version


def add_fact(engine: Engine, text: str, **values: object) -> None:
    with writing(engine) as connection:
        row = {
            "id": "tuition-2027",
            "topic": "ask_tuition",
            "source_id": "profile-1-1",
            "origin": "staff",
            "changed_at": now(),
            **values,
        }
        connection.execute(sa.insert(tables.fact).values(**row))
        connection.execute(
            sa.insert(tables.label).values(
                kind="fact", subject_id=row["id"], language="en", role="text", text=text, origin="staff"
            )
        )
        raise_version(connection)


def test_the_stages_of_a_program_are_those_of_the_profile(office_database: Engine):
    with office_database.connect() as connection:
        known = read_knowledge(connection)
    assert [
        (stage.degree_level, stage.years, stage.place) for stage in known.programs["visual-communication-kr"].stages
    ] == [
        ("vocational", 3, "college"),
        ("bachelor", 1, "partner"),
        ("master", 2, "partner"),
    ]
    assert known.programs["accounting-au"].years() == 5
    assert all(len(program.routes) == 4 for program in known.programs.values())


def test_every_record_names_a_source_with_a_date(office_database: Engine):
    with office_database.connect() as connection:
        known = read_knowledge(connection)
    kinds = (
        known.programs,
        known.campuses,
        known.routes,
        known.partner_countries,
        known.figures,
        known.listings,
        known.facts,
    )
    for kind in kinds:
        assert kind
        for record in kind.values():
            assert known.sources[record.source].as_of <= date.today()
            assert known.sources[record.source].quote


def test_a_fact_is_known_only_while_it_is_valid(office_database: Engine):
    add_fact(office_database, "5000 a year", valid_from=date(2027, 1, 1), valid_until=date(2027, 12, 31))
    for day, expected in (
        (date(2026, 12, 31), 0),
        (date(2027, 1, 1), 1),
        (date(2027, 12, 31), 1),
        (date(2028, 1, 1), 0),
    ):
        with office_database.connect() as connection:
            assert len(read_knowledge(connection, on=day).facts_on("ask_tuition")) == expected


def test_a_change_is_live_without_a_restart(office_database: Engine):
    cache = KnowledgeCache(office_database, patience=0)
    assert not cache.get().facts_on("ask_tuition")
    add_fact(office_database, "5000 a year")
    assert [cache.get().name("fact", fact.id, "th") for fact in cache.get().facts_on("ask_tuition")] == ["5000 a year"]


def test_a_name_that_nothing_has_is_an_error(office_database: Engine):
    with office_database.connect() as connection, pytest.raises(NotPublished, match="nursing"):
        read_knowledge(connection).name("program", "nursing", "en")
