"""Runs one of our processes under a clock that is wrong: `python -m tests.faults.clock FILE channels`.

FILE holds the seconds that the clock is off; it is read at each look at the clock, so a test can make the clock jump while the
process runs. Only the clock of our own code (office.database.now, time.time) jumps, as that of a machine does which is set
right; intervals are measured by the monotonic clock, which never jumps.
"""

from __future__ import annotations

import datetime as real
import runpy
import sys
import time
from pathlib import Path
from typing import Any

FILE = Path(sys.argv[1])


def off() -> float:
    """By how many seconds the clock is wrong now."""
    try:
        return float(FILE.read_text("ascii") or 0)
    except (FileNotFoundError, ValueError):  # being written this moment
        return 0.0


class Jumping(real.datetime):
    """datetime whose `now` is off."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return real.datetime.now(tz) + real.timedelta(seconds=off())


def main() -> None:
    """Become the process."""
    from office import database

    database.datetime = Jumping  # type: ignore[attr-defined]
    true_time = time.time
    time.time = lambda: true_time() + off()
    module = sys.argv[2]
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
