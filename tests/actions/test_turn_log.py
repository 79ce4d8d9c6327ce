"""The action server's lines say which message they belong to."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from actions import turn_log
from actions.turn_log import journal_id, logged
from office import logs
from office.settings import Settings


class Tracker:
    def __init__(self, *events: dict[str, Any]) -> None:
        self.events = list(events)


def said(journal: int | None) -> dict[str, Any]:
    return {"event": "user", "text": "visa?", "metadata": {"journal_id": journal} if journal else {}}


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    found: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(logs.formatter(Settings({"LOG_FORMAT": "json"}), "actions"))
    turn_log.logger.addHandler(handler)
    turn_log.logger.setLevel(logging.INFO)
    yield found
    turn_log.logger.removeHandler(handler)
    turn_log.logger.setLevel(logging.NOTSET)


def test_the_newest_message_counts() -> None:
    assert journal_id(Tracker(said(16), {"event": "bot"}, said(17), {"event": "action"})) == 17  # type: ignore[arg-type]
    assert journal_id(Tracker(said(None))) is None  # type: ignore[arg-type]
    assert journal_id(Tracker()) is None  # type: ignore[arg-type]


def test_an_action_bears_the_journal_id(lines: list[dict[str, Any]]) -> None:
    with logged("action_answer_money", Tracker(said(17))):  # type: ignore[arg-type]
        pass
    (line,) = lines
    assert (line["event"], line["action"], line["journal"]) == ("action.done", "action_answer_money", 17)
    assert int(line["milliseconds"]) >= 0


def test_a_fault_is_logged_with_it_and_goes_on_to_rasa(lines: list[dict[str, Any]]) -> None:
    with pytest.raises(ZeroDivisionError), logged("action_follow_up", Tracker(said(18))):  # type: ignore[arg-type]
        _ = 1 / 0
    (line,) = lines
    assert (line["event"], line["level"], line["journal"]) == ("action.failed", "error", 18)
    assert "ZeroDivisionError" in line["error"]


def test_no_words_of_the_applicant_are_in_it(lines: list[dict[str, Any]]) -> None:
    with logged("action_follow_up", Tracker(said(18))):  # type: ignore[arg-type]
        pass
    assert "visa" not in json.dumps(lines)
