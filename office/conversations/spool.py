"""Turns that could not be written to the database wait here, in a file on this machine, until they can."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from office.conversations.records import StoredEvent, Turn, Utterance

log = logging.getLogger(__name__)


class Spool:
    """A file of turns, one a line, on disk before `append` returns. Several processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rejected = path.with_suffix(".rejected.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)

    def append(self, turn: Turn) -> None:
        """Keep a turn. OSError: the disk does not take it."""
        with self._held():
            _append(self.path, [to_line(turn)])

    def is_empty(self) -> bool:
        """Whether nothing waits."""
        try:
            return self.path.stat().st_size == 0
        except FileNotFoundError:
            return True

    def turns(self, conversation_id: str) -> list[Turn]:
        """What waits for one conversation, oldest first."""
        if self.is_empty():
            return []
        with self._held():
            return [turn for turn in map(_from_line, self._lines()) if turn and turn.conversation_id == conversation_id]

    def replay(self, record: Callable[[Turn], object], *, transient: tuple[type[Exception], ...]) -> int:
        """Give each waiting turn to `record`, oldest first; returns how many it took.

        It stops at the first `transient` error and keeps the rest. A turn that fails otherwise will never succeed: it
        is moved to the file of rejected turns, for a person to look at, and the others go on.
        """
        if self.is_empty():
            return 0
        with self._held():
            lines = self._lines()
            done = 0
            for number, line in enumerate(lines):
                try:
                    turn = _from_line(line)
                    if turn is not None:
                        record(turn)
                except transient:
                    lines = lines[number:]
                    break
                except Exception:
                    log.exception("spool.turn.rejected file=%s", self.rejected)
                    _append(self.rejected, [line])
                done += 1
            else:
                lines = []
            self._rewrite(lines)
            return done

    def forget(self, conversation_ids: Iterable[str]) -> int:
        """Erase the turns of some conversations, rejected ones too; returns how many there were."""
        unwanted = set(conversation_ids)
        erased = 0
        with self._held():
            for path in (self.path, self.rejected):
                lines = self._lines(path)
                kept = [
                    line for line in lines if not (turn := _from_line(line)) or turn.conversation_id not in unwanted
                ]
                erased += len(lines) - len(kept)
                if len(kept) < len(lines):
                    self._rewrite(kept, path)
        return erased

    def _lines(self, path: Path | None = None) -> list[str]:
        try:
            return [line for line in (path or self.path).read_text("utf-8").splitlines() if line]
        except FileNotFoundError:
            return []

    def _rewrite(self, lines: list[str], path: Path | None = None) -> None:
        target = path or self.path
        fresh = target.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        _append(fresh, lines)
        os.replace(fresh, target)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The only reader and writer, among all processes and threads."""
        with self.path.with_suffix(".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def to_line(turn: Turn) -> str:
    """The turn as one line of JSON."""
    return json.dumps(asdict(turn), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"A turn holds {type(value).__name__}, which JSON has no word for.")


def _from_line(line: str) -> Turn | None:
    """The turn; None for a line that a full disk or a power cut broke off."""
    try:
        read = json.loads(line)
        wanted = read["requested_language"]
        return Turn(
            conversation_id=read["conversation_id"],
            channel=read["channel"],
            events=tuple(StoredEvent(**event) for event in read["events"]),
            utterances=tuple(
                Utterance(**{**each, "at": datetime.fromisoformat(each["at"])}) for each in read["utterances"]
            ),
            requested_language=None if wanted is None else (wanted[0],),
        )
    except (ValueError, KeyError, TypeError):
        log.error("spool.line.unreadable length=%d", len(line))
        return None


def _append(path: Path, lines: list[str]) -> None:
    broken = path.exists() and path.stat().st_size > 0 and not path.read_bytes()[-1:] == b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)  # applicants' words: for our eyes only
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        if broken:  # the last line was cut off by a crash: do not glue a good one to it
            file.write("\n")
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
