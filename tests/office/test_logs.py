"""Logs: one event a line with what it belongs to, and nothing that is secret."""

from __future__ import annotations

import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor

from office.logs import JsonFormatter, TextFormatter, bound, context


def line(text: str, *values: object, process: str = "channels", error: bool = False) -> dict[str, object]:
    record = logging.LogRecord(
        "channels.turns", logging.WARNING, __file__, 1, text, values, sys.exc_info() if error else None
    )
    return json.loads(JsonFormatter(process).format(record))


def test_an_event_and_what_belongs_to_it_become_fields():
    found = line("journal.entry.put_back id=%d attempts=%d error=%s", 17, 2, "RasaAway")
    assert found["event"] == "journal.entry.put_back"
    assert (found["id"], found["attempts"], found["error"]) == ("17", "2", "RasaAway")
    assert (found["level"], found["process"], found["logger"]) == ("warning", "channels", "channels.turns")
    assert str(found["time"]).endswith("Z")


def test_a_line_bears_the_message_that_it_belongs_to():
    with bound(journal=17):
        with bound(request="abc"):
            found = line("rasa.asked")
        assert line("rasa.asked").get("request") is None
    assert (found["journal"], found["request"]) == (17, "abc")
    assert context() == {}


def test_threads_do_not_see_one_anothers_message():
    with bound(journal=1), ThreadPoolExecutor(1) as threads:
        assert threads.submit(context).result() == {}


def test_a_password_in_an_address_is_taken_out_of_lines_and_errors():
    found = line("connect postgresql://robot:tellnobody@db/office failed")
    assert "tellnobody" not in json.dumps(found)
    assert "postgresql://robot:***@db/office" in str(found["message"])
    try:
        raise ValueError("redis://:tellnobody@cache")
    except ValueError:
        found = line("redis.away", error=True)
    assert "tellnobody" not in json.dumps(found)
    assert "ValueError" in str(found["error"])


def test_what_has_line_breaks_stays_one_line():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "a\nb\u2028c", (), None)
    assert len(JsonFormatter("rasa").format(record).split("\n")) == 1


def test_people_get_text_with_the_same_fields():
    record = logging.LogRecord("channels.turns", logging.INFO, __file__, 1, "message.received", (), None)
    with bound(journal=17):
        text = TextFormatter("channels").format(record)
    assert text.endswith("INFO channels channels.turns message.received journal=17")
