"""Commands that staff have asked for and that wait to be run: files in a folder, so that neither a restart nor a second console process
on this machine loses one or runs it twice.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO

_BEGUN = ".begun"

Wish = tuple[str, tuple[str, ...]]  # module, arguments


class Taken:
    """A wish that this process runs: nobody else takes it while this exists, and whoever finds it later knows that it was not ended."""

    def __init__(self, path: Path, file: IO[str], wish: Wish) -> None:
        self.module, self.arguments = wish
        self._path = path
        self._file = file

    def end(self) -> None:
        """It is done, well or badly."""
        self._path.unlink(missing_ok=True)
        self._file.close()

    def leave(self) -> None:
        """This process ends before it: the next one finds what was begun (see Wishes.bury)."""
        self._file.close()


class Wishes:
    """At most one of a module waits or runs. A lock on what runs dies with the process that runs it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, module: str, arguments: tuple[str, ...]) -> bool:
        """False: it waits or runs already. OSError: it cannot be written down."""
        if module in self.running():
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        partly = self._folder / f".{module}.{os.getpid()}"
        partly.write_text(json.dumps(arguments), "utf-8")
        try:
            os.link(partly, self._folder / module)  # whole or not at all, and once
        except FileExistsError:
            return False
        finally:
            partly.unlink()
        return True

    def waiting(self) -> list[str]:
        """Modules, the first wished for first."""
        found = [path for path in self._paths() if path.suffix != _BEGUN]
        return [path.name for path in sorted(found, key=_changed)]

    def running(self) -> list[str]:
        """Modules that a living process runs."""
        return [path.stem for path in self._paths() if path.suffix == _BEGUN and _is_locked(path)]

    def take(self) -> Taken | None:
        """The first that waits, to be run by this process; None when nothing waits or something runs already."""
        if self.running():
            return None
        for module in self.waiting():
            path = self._folder / module
            try:
                file = path.open("r+", encoding="utf-8")
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                begun = path.rename(path.with_name(module + _BEGUN))
            except OSError:  # another process has it
                continue
            return Taken(begun, file, (module, tuple(json.load(file))))
        return None

    def bury(self) -> list[str]:
        """Modules whose process died before they ended; they are not run again, since nobody knows how far they came."""
        dead = [path for path in self._paths() if path.suffix == _BEGUN and not _is_locked(path)]
        for path in dead:
            path.unlink(missing_ok=True)
        return [path.stem for path in dead]

    def _paths(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [path for path in self._folder.iterdir() if not path.name.startswith(".")]


def _is_locked(path: Path) -> bool:
    try:
        with path.open("r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # it has just ended
        return False
    return False


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
