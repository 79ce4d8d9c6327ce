"""Databases for tests of what is kept in them: SQLite always, PostgreSQL where one runs on this machine."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

import office.conversations.delivery_tables
import office.conversations.tables
from office.database import connect, metadata

POSTGRES = "postgresql://root@127.0.0.1:5432"
TABLES = [office.conversations.tables.conversation.metadata.tables[name] for name in (
    "conversation", "session_key", "event_ticket", "journal", "message", "rasa_event", "feedback", "handoff",
    "delivery", "platform_state", "resume_code",
)]  # fmt: skip


_first: dict[str, Engine] = {}  # name of a database system -> the engine of this run that was there first


def share_statements(engine: Engine) -> Engine:
    """Let the engine use what the run's first one of its kind has compiled.

    Each engine compiles every statement anew otherwise, which is half of the time of a test that asks little. Nothing of
    a database is shared: compiled statements hold no values.
    """
    first = _first.setdefault(engine.dialect.name, engine)
    if first is not engine:
        # SQLAlchemy 1.4 knows compiled statements by their dialect, so that belongs to it.
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    return engine


@pytest.fixture(scope="session")
def postgres_engine() -> Iterator[Engine]:
    """An engine on a PostgreSQL database of this run's own, dropped at the end."""
    name = f"admissions_test_{secrets.token_hex(6)}"
    server = sa.create_engine(f"{POSTGRES}/postgres", future=True, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    except sa.exc.OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer on {POSTGRES}: {str(error).splitlines()[0]}")
    engine = connect(f"{POSTGRES}/{name}")
    metadata.create_all(engine, tables=TABLES)
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite file with the tables of the conversations."""
    engine = share_statements(connect(f"sqlite:///{tmp_path}/conversations.db"))
    metadata.create_all(engine, tables=TABLES)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The tables of the conversations, empty: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    engine = request.getfixturevalue("postgres_engine")
    yield engine
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):  # faster than TRUNCATE, which makes new files
            if table in TABLES:
                connection.execute(table.delete())
