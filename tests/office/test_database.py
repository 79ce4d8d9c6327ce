"""Writers of one SQLite file take turns."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from office.database import connect, writing


@pytest.fixture
def file(tmp_path: Path):
    engine = connect(f"sqlite:///{tmp_path}/office.db")
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE entry (id INTEGER PRIMARY KEY, at REAL)")
    yield engine
    engine.dispose()


def test_twenty_threads_that_write_at_once_all_write(file: sa.engine.Engine):
    def write() -> None:
        for _ in range(20):
            with writing(file) as connection:
                connection.exec_driver_sql("INSERT INTO entry (at) VALUES (1)")

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with file.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entry").scalar() == 400


@pytest.mark.timed
def test_an_error_in_one_turn_leaves_the_next_one_free(file: sa.engine.Engine):
    def break_off() -> None:
        with writing(file) as connection:
            connection.exec_driver_sql("INSERT INTO entry (at) VALUES (1)")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        break_off()
    began = time.monotonic()
    with writing(file) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entry").scalar() == 0
    assert time.monotonic() - began < 1


def test_another_process_that_holds_the_file_is_waited_for(file: sa.engine.Engine):
    other = connect(str(file.url))  # an engine of its own has turns of its own, as another process has
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(other):
            held.set()
            free.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    threading.Timer(0.5, free.set).start()
    with writing(file) as connection:
        connection.exec_driver_sql("INSERT INTO entry (at) VALUES (1)")
    assert free.is_set()
    thread.join()
    other.dispose()
