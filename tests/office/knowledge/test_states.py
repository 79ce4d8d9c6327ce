"""Things as documents: what is read can be written back, for everything there is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.database import writing
from office.knowledge import edits, states, tables
from office.knowledge.seeding import seed_database


@pytest.mark.parametrize("kind", states.KINDS)
def test_what_is_read_can_be_written_back_and_changes_nothing(connection: Connection, kind: str):
    subjects = states.find_subjects(connection, kind)
    assert subjects
    for subject in subjects:
        state = states.read_state(connection, kind, subject)
        assert state is not None
        assert edits.checked(connection, kind, subject, state) == state
        states.write_state(connection, kind, subject, state)
        assert states.read_state(connection, kind, subject) == state


def test_nothing_is_read_of_what_is_not_there(connection: Connection):
    assert all(states.read_state(connection, kind, "nothing/such") is None for kind in states.KINDS)


def test_a_program_keeps_the_sources_of_stages_that_did_not_change(connection: Connection):
    def sources() -> list[str]:
        stage = tables.program_stage
        query = sa.select(stage.c.source_id).where(stage.c.program_id == "accounting-au").order_by(stage.c.position)
        return list(connection.execute(query).scalars())

    before = sources()
    state = states.read_state(connection, "program", "accounting-au")
    assert state is not None
    states.write_state(connection, "program", "accounting-au", {**state, "valid_until": "2030-01-01"})
    assert sources() == before


def test_the_same_source_is_written_once(connection: Connection):
    state = states.read_state(connection, "fact", "college-goal")
    assert state is not None
    source = {**state["source"], "quote": "Other words."}
    for subject in ("college-goal", "college-future"):
        states.write_state(connection, "fact", subject, {**state, "source": source})
    count = sa.select(sa.func.count()).where(tables.source.c.quote == "Other words.")
    assert connection.execute(count).scalar() == 1


def test_the_seed_does_not_bring_back_what_staff_took_away(whole_sqlite: Engine):
    with writing(whole_sqlite) as connection:
        state = states.read_state(connection, "names", "program/accounting-au")
        assert state is not None
        removed, *kept = state["aliases"]["en"]
        states.write_state(
            connection, "names", "program/accounting-au", {**state, "aliases": {**state["aliases"], "en": kept}}
        )
    assert seed_database(whole_sqlite) == 0
    with writing(whole_sqlite) as connection:
        after = states.read_state(connection, "names", "program/accounting-au")
    assert after is not None
    assert removed not in after["aliases"]["en"]


def test_the_seed_does_not_write_over_what_staff_have_changed(whole_sqlite: Engine):
    with writing(whole_sqlite) as connection:
        state = states.read_state(connection, "fact", "college-goal")
        assert state is not None
        states.write_state(
            connection, "fact", "college-goal", {**state, "texts": {**state["texts"], "en": "Another goal."}}
        )
    seed_database(whole_sqlite)
    with writing(whole_sqlite) as connection:
        after = states.read_state(connection, "fact", "college-goal")
    assert after is not None
    assert after["texts"]["en"] == "Another goal."
