"""The one place that connects: engine, transactions, the metadata that every table hangs on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.settings import settings

# Names for every constraint, so that migrations can drop what they made on SQLite and PostgreSQL alike.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# Threads of this process that write one SQLite file queue up here. SQLite's own waiting is a sleep that grows to a tenth
# of a second, in which others overtake: under load some wait for long though the file is free most of the time.
_TURNS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()
_TURN = 2  # seconds; then it is another process that holds the file, and SQLite's own waiting has to do
_PATIENCE = 10  # seconds, for other processes
# As many as any process has threads that ask: a connection that is made anew for a question costs more than the question.
_CONNECTIONS = {"pool_size": 10, "max_overflow": 10}


def now() -> datetime:
    """The present moment in UTC, without zone (as both databases store it)."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def connect(url: str) -> Engine:
    """A new engine. SQLite: write-ahead log, foreign keys, and ten seconds of patience for another process's write.

    Errors do not show the values of a statement: they would put applicants' words into log files.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(url, future=True, pool_pre_ping=True, hide_parameters=True, **_CONNECTIONS)
    file = url.partition("sqlite:///")[2]
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    # Kept open, unlike SQLAlchemy 1.4's default for files: the last connection to close makes SQLite empty its log into
    # the file, which took longer than the write. Threads take turns with a connection, never share it.
    pool = {"poolclass": sa.pool.QueuePool, **_CONNECTIONS} if file and file != ":memory:" else {}
    arguments = {"timeout": _PATIENCE, "check_same_thread": False}
    engine = sa.create_engine(url, future=True, hide_parameters=True, connect_args=arguments, **pool)

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection, _record):  # type: ignore[no-untyped-def]
        # pysqlite opens transactions too late for a consistent read-then-write: SQLAlchemy's own BEGIN is used instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection):  # type: ignore[no-untyped-def]
        mode = connection.get_execution_options().get("sqlite_begin", "")
        connection.exec_driver_sql(f"BEGIN {mode}".rstrip())

    _TURNS[engine] = threading.Lock()
    return engine


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return connect(url)


def engine() -> Engine:
    """This process's engine for DATABASE_URL."""
    return _engine(settings().database_url)


@contextmanager
def reading(source: Engine | None = None) -> Iterator[Connection]:
    """A connection for queries."""
    with (source or engine()).connect() as connection:
        yield connection


@contextmanager
def writing(target: Engine | None = None) -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back on an error.

    On SQLite it takes the write lock at once: a transaction that reads first and then writes cannot wait for the lock
    (SQLite answers "database is locked" immediately, whatever the timeout).
    """
    target = target or engine()
    with _turn(target), target.connect() as connection:
        connection = connection.execution_options(sqlite_begin="IMMEDIATE")
        with connection.begin():
            yield connection


@contextmanager
def _turn(target: Engine) -> Iterator[None]:
    """This thread's turn to write a SQLite file; after _TURN seconds without one, SQLite's own lock decides."""
    turn = _TURNS.get(target)
    mine = turn is not None and turn.acquire(timeout=_TURN)
    try:
        yield
    finally:
        if turn is not None and mine:
            turn.release()
