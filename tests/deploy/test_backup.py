"""A backup is played back: everything is there again, on SQLite and on PostgreSQL, and mistakes lose nothing."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from deploy.backup import BackupError, beside, restore, save
from office.conversations import journal, sessions
from office.conversations.tables import message
from office.database import connect, metadata, reading, writing
from office.prepare import migrate
from tests.databases import POSTGRES


def ask(engine: Engine, number: int) -> None:
    with writing(engine) as connection:
        opened = sessions.open_conversation(connection, channel="website", language="th", time_zone=None)
        journal.record_received(
            connection, opened.id, channel="website", platform_message_id=f"m{number}", shown=f"ค่าเทอม {number}",
            asked="?", language="th",
        )  # fmt: skip


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
        }


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path}/office.db")
    migrate(engine)
    for number in range(20):
        ask(engine, number)
    yield engine
    engine.dispose()


def test_a_sqlite_database_comes_back_as_it_was(file: Engine, tmp_path: Path):
    before = contents(file)
    backup = save(str(file.url), tmp_path / "backups")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with writing(file) as connection:
        connection.execute(message.delete())
    file.dispose()
    kept = restore(str(file.url), backup)
    assert contents(file) == before
    assert kept is not None
    assert sqlite3.connect(kept).execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_a_backup_made_while_others_write_is_whole(file: Engine, tmp_path: Path):
    stop = threading.Event()
    written = []

    def write() -> None:
        while not stop.is_set():
            ask(file, 1000 + len(written))
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [save(str(file.url), tmp_path / "backups") for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    assert written
    for backup in backups:
        copy = sqlite3.connect(backup)
        messages, entries = (
            copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("message", "journal")
        )
        assert messages == entries >= 20  # one transaction writes both


def test_a_damaged_database_can_be_restored_over(file: Engine, tmp_path: Path):
    before = contents(file)
    backup = save(str(file.url), tmp_path / "backups")
    file.dispose()
    path = Path(str(file.url.database))
    path.write_bytes(b"not a database at all" * 500)
    restore(str(file.url), backup)
    assert contents(file) == before


def test_a_backup_that_was_changed_is_refused(file: Engine, tmp_path: Path):
    backup = save(str(file.url), tmp_path / "backups")
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(bytes(content))
    before = contents(file)
    with pytest.raises(BackupError, match="not as it was written"):
        restore(str(file.url), backup)
    assert contents(file) == before


def test_a_database_in_use_is_not_replaced(file: Engine, tmp_path: Path):
    backup = save(str(file.url), tmp_path / "backups")
    with writing(file) as connection:
        connection.execute(message.delete())
        with pytest.raises(BackupError, match="in use"):
            restore(str(file.url), backup)


def test_a_database_that_an_idle_process_has_open_is_not_replaced_either(file: Engine, tmp_path: Path):
    backup = save(str(file.url), tmp_path / "backups")
    contents(file)  # its connections stay open, as those of Rasa and channels do
    with pytest.raises(BackupError, match="Stop Rasa"):
        restore(str(file.url), backup)


def test_only_the_newest_are_kept(file: Engine, tmp_path: Path):
    made = [save(str(file.url), tmp_path / "backups", keep=2) for _ in range(4)]
    there = sorted(each.name for each in (tmp_path / "backups").iterdir())
    assert there == sorted(each.name for backup in made[-2:] for each in (backup, beside(backup)))


def test_nothing_to_save_is_said(tmp_path: Path):
    with pytest.raises(BackupError, match="There is no database"):
        save(f"sqlite:///{tmp_path}/none.db", tmp_path / "backups")
    assert not list((tmp_path / "backups").iterdir())


@pytest.fixture
def two_databases() -> Iterator[tuple[str, str]]:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed (Debian: postgresql-client)")
    server = sa.create_engine(f"{POSTGRES}/postgres", future=True, isolation_level="AUTOCOMMIT")
    names = [f"admissions_backup_{secrets.token_hex(5)}" for _ in range(2)]
    try:
        with server.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    except sa.exc.OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer on {POSTGRES}: {str(error).splitlines()[0]}")
    yield f"{POSTGRES}/{names[0]}", f"{POSTGRES}/{names[1]}"
    with server.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()


@pytest.mark.postgres
def test_a_postgresql_database_comes_back_in_an_empty_one(two_databases: tuple[str, str], tmp_path: Path):
    first, second = two_databases
    engine = connect(first)
    migrate(engine)
    for number in range(20):
        ask(engine, number)
    before = contents(engine)
    backup = save(first, tmp_path / "backups")
    with pytest.raises(BackupError, match="Restore into an empty one"):
        restore(first, backup)
    assert contents(engine) == before
    restore(second, backup)
    restored = connect(second)
    assert contents(restored) == before
    ask(restored, 99)  # its sequences go on where they were
    for each in (engine, restored):
        each.dispose()


@pytest.mark.postgres
def test_no_password_stands_among_the_processes(two_databases: tuple[str, str], tmp_path: Path, monkeypatch):
    import subprocess

    seen: list[str] = []
    run = subprocess.run

    def watched(command, **options):
        seen.extend(command)
        assert options["env"]["PGPASSWORD"] == "tellnobody"
        return run(command, **options)

    monkeypatch.setattr("deploy.backup.subprocess.run", watched)
    save(two_databases[0].replace("://root@", "://root:tellnobody@"), tmp_path / "backups")
    assert seen
    assert not any("tellnobody" in word for word in seen)
    assert "PGPASSWORD" not in os.environ
