"""How every process logs: one event a line, as text or JSON, with what it belongs to, and no applicant's words.

A message's journal id is its correlation id: the door gives it, `channels` passes it to Rasa, and message, events and
journal bear it in the database. `bound(journal=17)` puts it on every line that is logged within; `request` is the id that
a proxy or `channels` gave an HTTP request, which the line "message.received" ties to the journal id.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from office.settings import Settings

_BOUND: ContextVar[Mapping[str, Any] | None] = ContextVar("bound", default=None)
# "journal.entry.failed id=17 error=..." as all modules write it: the event, then what belongs to it.
_PAIR = re.compile(r"(?:(?<=\s)|^)([a-z_]+)=(\S+)")
# What may stand in a message of an error and must not in a log.
_PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):([^\s@]+)@")


@contextmanager
def bound(**values: Any) -> Iterator[None]:
    """Every line logged within, in this task or thread, bears these values beside those bound around it."""
    token = _BOUND.set({**(_BOUND.get() or {}), **values})
    try:
        yield
    finally:
        _BOUND.reset(token)


def context() -> dict[str, Any]:
    """What is bound here."""
    return dict(_BOUND.get() or {})


class _Formatter(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def _error(self, record: logging.LogRecord) -> str:
        return "" if not record.exc_info else hidden(self.formatException(record.exc_info))


class TextFormatter(_Formatter):
    """For people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """time LEVEL process logger event ... name=value"""
        more = "".join(f" {name}={value}" for name, value in context().items())
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        line = f"{moment} {record.levelname} {self._process} {record.name} {hidden(record.getMessage())}{more}"
        error = self._error(record)
        return f"{line}\n{error}" if error else line


class JsonFormatter(_Formatter):
    """For programs that collect logs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """{"time", "level", "process", "logger", "event", ...what belongs to it, "error"}"""
        text = hidden(record.getMessage())
        event, _, rest = text.partition(" ")
        found: dict[str, Any] = {
            "time": f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
        }
        if "." in event and "=" not in event:
            found["event"] = event
            found.update((name, value) for name, value in _PAIR.findall(rest) if name not in found)
        found["message"] = text
        found.update(context())
        error = self._error(record)
        if error:
            found["error"] = error
        return json.dumps(found, ensure_ascii=False, default=str)


def hidden(text: str) -> str:
    """`text` with the passwords of addresses in it taken out."""
    return _PASSWORD.sub(r"\1:***@", text)


def formatter(settings: Settings, process: str) -> logging.Formatter:
    """As LOG_FORMAT says."""
    return JsonFormatter(process) if settings["LOG_FORMAT"] == "json" else TextFormatter(process)


def configure(settings: Settings, process: str) -> None:
    """Log to stderr as the settings say. `process` names it in every line: channels, console ..."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(formatter(settings, process))
    logging.basicConfig(level=settings["LOG_LEVEL"], handlers=[stream], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every address that is called, tokens in them


def reformat(settings: Settings, process: str) -> None:
    """For servers that set up logging themselves (Rasa, the action server): same handlers, our format."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter(settings, process))
