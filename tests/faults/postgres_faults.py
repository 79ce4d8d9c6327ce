"""What goes wrong with a database server that stays alive."""

from __future__ import annotations

import contextlib
import time

import psycopg2

from tests.faults.house import Part


def slow(postgres: Part, seconds: int) -> None:
    """It gets a quarter of its time, for so many seconds."""
    for _ in range(seconds):
        with postgres.frozen():
            time.sleep(0.75)
        time.sleep(0.25)


def read_only(url: str, seconds: float) -> None:
    """It takes no writing, as after a failover to a copy, or as services do it whose disk is full."""
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            cursor.execute("SELECT pg_reload_conf()")
            time.sleep(seconds)
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute("ALTER SYSTEM RESET default_transaction_read_only")
            cursor.execute("SELECT pg_reload_conf()")
