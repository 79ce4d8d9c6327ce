"""The office's database for the event loop: functions that take a connection run in threads, in transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection, Engine

from office.database import reading, writing

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """Runs the office's functions. `write` commits, and finishes even if whoever asked has gone meanwhile."""

    def __init__(self, engine: Engine, *, threads: int = 8) -> None:
        self.engine = engine
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="desk")
        # SQLite has one writer at a time, and who finds it taken looks again only after a sleep that grows to a tenth
        # of a second: threads that wait for one another here are served at once and in their order.
        one_writer = engine.dialect.name == "sqlite"
        self._writers = ThreadPoolExecutor(1, thread_name_prefix="desk-writer") if one_writer else self._threads

    async def read(self, ask: Callable[Concatenate[Connection, P], T], /, *args: P.args, **options: P.kwargs) -> T:
        """The result of `ask(connection, ...)`."""

        def work() -> T:
            with reading(self.engine) as connection:
                return ask(connection, *args, **options)

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def write(self, do: Callable[Concatenate[Connection, P], T], /, *args: P.args, **options: P.kwargs) -> T:
        """The result of `do(connection, ...)`, committed."""

        def work() -> T:
            with writing(self.engine) as connection:
                return do(connection, *args, **options)

        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writers, work))

    def close(self) -> None:
        """Wait for what is being written."""
        self._writers.shutdown(wait=True)
        self._threads.shutdown(wait=True)
