"""Databases with every table and the seed, migrated as an office's are: SQLite always, PostgreSQL where one runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import connect
from office.knowledge.seeding import seed_database
from office.prepare import migrate
from tests.databases import POSTGRES

# What tests of the console write: emptied between tests on PostgreSQL. The seed stays.
_WRITTEN = (
    "conversation, session_key, event_ticket, journal, message, rasa_event, feedback, handoff, gap, conversation_mark, "
    "review_item, review, review_progress, outgoing_mail, erasure_receipt, staff_account, recovery_code, staff_session, "
    "login_failure, sso_attempt, audit_entry, saved_view, canned_reply, holiday"
)


@pytest.fixture(scope="session")
def whole_postgres() -> Iterator[Engine]:
    """A migrated and seeded PostgreSQL database of this run's own, dropped at the end."""
    name = f"admissions_whole_{secrets.token_hex(6)}"
    server = sa.create_engine(f"{POSTGRES}/postgres", future=True, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    except sa.exc.OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer on {POSTGRES}: {str(error).splitlines()[0]}")
    engine = connect(f"{POSTGRES}/{name}")
    migrate(engine)
    seed_database(engine)
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()


@pytest.fixture
def whole_sqlite(seeded_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A migrated and seeded SQLite file of this test's own."""
    path = tmp_path / "whole.db"
    path.write_bytes(seeded_file.read_bytes())
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def whole_database(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Every table, with the seed and without a conversation: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("whole_sqlite")
        return
    engine = request.getfixturevalue("whole_postgres")
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {_WRITTEN} RESTART IDENTITY CASCADE")
