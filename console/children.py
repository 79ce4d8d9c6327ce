"""Commands of the bot that this console runs beside itself as child processes, one at a time: training, taking back, grouping."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.wishes import Taken, Wishes
from office.settings import ROOT

logger = logging.getLogger(__name__)

# Seconds that a child is given to end when the console ends.
GRACE = 5
COMMAND = (sys.executable, "-m")


@dataclass(frozen=True)
class Ended:
    """A child that has ended: which command, and its exit code."""

    name: str
    arguments: tuple[str, ...]
    code: int


class Children:
    """Wishes wait in a folder beside `log` until the work loop starts them; whatever the children say is appended to `log`."""

    def __init__(self, log: Path, *, command: Sequence[str] = COMMAND) -> None:
        self._log = log
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._wishes = Wishes(log.with_name("wishes"))
        self._child: subprocess.Popen[bytes] | None = None
        self._at_work: Taken | None = None
        self.failed: frozenset[str] = frozenset()  # modules whose last run ended with an error

    @property
    def busy_with(self) -> tuple[str, ...]:
        """Modules that are running or waiting, in their order."""
        with self._lock:
            return (*self._wishes.running(), *self._wishes.waiting())

    def wish(self, module: str, *arguments: str) -> bool:
        """Have `python -m module arguments` run when nothing else does. False: it runs or waits already."""
        with self._lock:
            return self._wishes.add(module, arguments)

    def look(self) -> Ended | None:
        """Start the next one if none runs; returns the one that has ended since the last look, if any."""
        with self._lock:
            ended = self._reap()
            if self._child is None:
                for module in self._wishes.bury():
                    logger.error("console.child.died module=%s", module)
                    self.failed |= {module}
                if (taken := self._wishes.take()) is not None:
                    try:
                        self._start(taken.module, taken.arguments)
                    except OSError as error:
                        logger.error("console.child.not_started module=%s error=%s", taken.module, error)
                        self.failed |= {taken.module}
                        taken.end()
                    else:
                        self._at_work = taken
            return ended

    def end(self) -> None:
        """Stop what runs, which then counts as failed; what waits is run by the next process."""
        with self._lock:
            if self._child is None:
                return
            self._child.terminate()
            try:
                self._child.wait(GRACE)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
            if self._at_work is not None:
                self._at_work.leave()
            self._child = self._at_work = None

    def _reap(self) -> Ended | None:
        if self._child is None or self._at_work is None or (code := self._child.poll()) is None:
            return None
        ended = Ended(self._at_work.module, self._at_work.arguments, code)
        self._at_work.end()
        self.failed = self.failed - {ended.name} if code == 0 else self.failed | {ended.name}
        self._child = self._at_work = None
        log = logger.info if code == 0 else logger.error
        log("console.child.ended module=%s code=%d", ended.name, code)
        return ended

    def _start(self, module: str, arguments: tuple[str, ...]) -> None:
        with self._log.open("ab") as output:
            self._child = subprocess.Popen(  # noqa: S603 (modules of ours, no shell)
                [*self._command, module, *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        logger.info("console.child.started module=%s pid=%d", module, self._child.pid)
