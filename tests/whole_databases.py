"""Databases with every table and the seed, migrated as an office's are: SQLite always, PostgreSQL where one runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import connect, metadata
from office.knowledge import tables as knowledge
from office.knowledge.seeding import seed_database
from office.prepare import migrate
from tests.databases import POSTGRES, share_statements

# Tables of the seed: they stay from test to test. Everything else is emptied.
_SEED = frozenset(table.name for table in knowledge.__dict__.values() if isinstance(table, sa.Table)) - {
    "gap",
    "knowledge_edit",
}


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
    engine = share_statements(connect(f"sqlite:///{path}"))
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
        for table in reversed(metadata.sorted_tables):
            if table.name not in _SEED:
                connection.execute(sa.delete(table))
