"""The migrations make exactly the tables that the code describes, on SQLite and PostgreSQL, and can be taken back."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from office.conversations import log, queries
from office.conversations.records import Turn, Utterance
from office.database import connect, metadata, now, reading, writing
from office.prepare import migrate
from office.settings import ROOT
from tests.databases import POSTGRES, TABLES

OURS = {table.name for table in TABLES} | {
    "lesson", "training_run", "promotion", "wording_group", "wording_group_message",
}  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path}/empty.db")
        yield engine
        engine.dispose()
        return
    name = f"admissions_test_{secrets.token_hex(6)}"
    server = sa.create_engine(f"{POSTGRES}/postgres", future=True, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    except sa.exc.OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer on {POSTGRES}: {str(error).splitlines()[0]}")
    engine = connect(f"{POSTGRES}/{name}")
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()


def test_the_migrated_tables_are_those_of_the_code(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # the index over an expression cannot be reflected
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [change for change in found if OURS & set(_tables_of(change))] == []


def _tables_of(change: object) -> list[str]:
    if isinstance(change, list):
        return [name for each in change for name in _tables_of(each)]
    parts = change if isinstance(change, tuple) else (change,)
    names = [part for part in parts if isinstance(part, str)]
    names += [part.name for part in parts if isinstance(part, sa.Table)]
    return names + [part.table.name for part in parts if getattr(part, "table", None) is not None]


def test_search_works_on_migrated_tables(empty: Engine) -> None:
    migrate(empty)
    with writing(empty) as connection:
        said = Utterance("applicant", "学费是多少", key="k", at=now())
        log.record_turn(connection, Turn("c", "rest", (), (said,)))
    with reading(empty) as connection:
        assert [message.text for message in queries.find_messages(connection, "學費")] == ["学费是多少"]


def test_the_migration_can_be_taken_back(empty: Engine) -> None:
    migrate(empty)
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "office" / "migrations"))
    with empty.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.commit()
    left = set(sa.inspect(empty).get_table_names())
    assert not left & OURS
    assert not [name for name in left if "message_fts" in name]
    migrate(empty)
    assert set(sa.inspect(empty).get_table_names()) >= OURS
