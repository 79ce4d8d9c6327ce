"""Seeding is idempotent and leaves what staff have changed alone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import writing
from office.knowledge import tables
from office.knowledge.queries import read_knowledge, version_number
from office.knowledge.seeding import seed_database


def test_a_second_seeding_writes_nothing(office_database: Engine):
    with office_database.connect() as connection:
        before = version_number(connection)
    assert seed_database(office_database) == 0
    with office_database.connect() as connection:
        assert version_number(connection) == before


def test_a_row_changed_by_staff_survives_seeding(office_database: Engine):
    with writing(office_database) as connection:
        connection.execute(
            sa.update(tables.figure).where(tables.figure.c.id == "foreign_teachers").values(value=9, origin="staff")
        )
        connection.execute(
            sa.update(tables.label)
            .where(
                tables.label.c.kind == "campus",
                tables.label.c.subject_id == "thailand",
                tables.label.c.language == "de",
                tables.label.c.role == "name",
            )
            .values(text="Campus Bangkok", origin="staff")
        )
    seed_database(office_database)
    with office_database.connect() as connection:
        known = read_knowledge(connection)
    assert known.figures["foreign_teachers"].value == 9
    assert known.name("campus", "thailand", "de") == "Campus Bangkok"


def test_a_row_of_the_seed_that_was_tampered_with_is_put_right(office_database: Engine):
    with writing(office_database) as connection:
        connection.execute(sa.update(tables.figure).where(tables.figure.c.id == "foreign_teachers").values(value=80))
    assert seed_database(office_database) == 1
    with office_database.connect() as connection:
        assert read_knowledge(connection).figures["foreign_teachers"].value == 8


def test_a_row_withdrawn_by_staff_stays_withdrawn(office_database: Engine):
    with writing(office_database) as connection:
        connection.execute(
            sa.update(tables.fact)
            .where(tables.fact.c.id == "college-future")
            .values(status="withdrawn", origin="staff")
        )
    seed_database(office_database)
    with office_database.connect() as connection:
        assert "college-future" not in read_knowledge(connection).facts


def test_an_alias_that_left_the_seed_goes_but_that_of_staff_stays(office_database: Engine):
    with writing(office_database) as connection:
        for text, origin in (("ledger school", "seed"), ("number crunching", "staff")):
            connection.execute(
                sa.insert(tables.label).values(
                    kind="program", subject_id="accounting-au", language="en", role="alias", text=text, origin=origin
                )
            )
    seed_database(office_database)
    with office_database.connect() as connection:
        texts = set(connection.execute(sa.select(tables.label.c.text).where(tables.label.c.role == "alias")).scalars())
    assert "ledger school" not in texts
    assert "number crunching" in texts
