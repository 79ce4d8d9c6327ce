"""A training run says that it is alive and how far it has come: in the table, every few seconds, and on the terminal."""

from __future__ import annotations

import logging
import sys
import threading
import time

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from office.database import writing
from office.learning import runs

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds


class Progress:
    """`with Progress(...) as progress: progress.at("training", 0.2)`; beats until it ends, whatever the work does meanwhile."""

    def __init__(self, database: Engine, run_id: int, *, every: float = EVERY) -> None:
        self._database, self._run, self._every = database, run_id, every
        self._status, self._share, self._told = "training", 0.0, -1
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def at(self, status: str, share: float) -> None:
        """So far: a status of a run that goes on, and a share of the whole, 0 to 1."""
        self._status, self._share = status, min(max(share, 0.0), 1.0)
        tenth = int(self._share * 10)
        if tenth != self._told:
            self._told = tenth
            say(f"{status} {self._share:.0%}")

    def _beat(self) -> None:
        while not self._ended.is_set():
            try:
                with writing(self._database) as connection:
                    runs.record_progress(connection, self._run, status=self._status, share=self._share)
            except SQLAlchemyError as error:  # the database is away or busy: the next beat tells
                log.warning("learning.progress_not_recorded error=%s", type(error).__name__)
            self._ended.wait(self._every)


def say(text: str) -> None:
    """One line for whoever watches the terminal or reads the log."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {text}\n")
    sys.stdout.flush()
