"""What a check of a deployment finds: how it stands, and what to do about it."""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # commands of this folder run without installation
    sys.path.insert(0, str(ROOT))


class Level(enum.Enum):
    """How a check ended."""

    OK = "ok"
    OFF = "off"  # not configured, and need not be
    WARN = "warn"  # works, but somebody should look at it
    FAIL = "FAIL"  # does not work


@dataclass(frozen=True)
class Finding:
    """One line of the report. `advice` is empty where nothing is to be done."""

    what: str
    level: Level
    says: str
    advice: str = ""

    def line(self) -> str:
        """For a terminal."""
        advice = f"\n      -> {self.advice}" if self.advice else ""
        return f"{self.level.value:<5} {self.what:<10} {self.says}{advice}"


def ok(what: str, says: str) -> Finding:
    """All is well."""
    return Finding(what, Level.OK, says)


def off(what: str, says: str) -> Finding:
    """Not configured."""
    return Finding(what, Level.OFF, says)


def warn(what: str, says: str, advice: str) -> Finding:
    """Works, but."""
    return Finding(what, Level.WARN, says, advice)


def fail(what: str, says: str, advice: str) -> Finding:
    """Does not work."""
    return Finding(what, Level.FAIL, says, advice)
