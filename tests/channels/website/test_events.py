"""The event stream: what happens, as it happens, to whom it concerns."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from channels.website import events
from office.conversations import handoffs, log
from office.conversations.tables import conversation
from office.database import reading, writing
from tests.channels.conftest import FakeRasa, Visitor, events_of

Door = Callable[..., Visitor]
Stream = Iterator[tuple[str, dict[str, Any], str | None]]


@contextmanager
def stream(visitor: Visitor, path: str = "/api/events", **headers: str) -> Iterator[Stream]:
    with visitor.client.stream("GET", path, headers={**visitor.headers, **headers}, timeout=10) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events_of(response.iter_lines())


def until(stream: Stream, kind: str) -> dict[str, Any]:
    return next(data for found, data, _ in stream if found == kind)


def conversation_id(rasa: FakeRasa) -> str:
    with reading(rasa.engine) as connection:
        return connection.execute(sa.select(conversation.c.id)).scalars().one()


def test_question_typing_and_answer_arrive_in_their_order(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    rasa.seconds = 0.8
    with stream(visitor) as seen:
        assert until(seen, "state") == {"state": "bot"}
        threading.Thread(target=visitor.say, args=("one", "c1")).start()
        told = []
        for kind, data, _ in seen:
            told.append((kind, data.get("text") or data.get("active")))
            if kind == "typing" and not data["active"]:
                break
    assert sorted(told[:2]) == [("message", "one"), ("typing", True)]
    assert told[2:] == [("message", "Answer to: one"), ("typing", False)]


@pytest.mark.timed
def test_a_member_of_staffs_reply_is_there_within_a_second(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    with stream(visitor) as seen:
        until(seen, "state")
        with writing(rasa.engine) as connection:
            handoffs.take_over(connection, conversation_id(rasa), by="li")
            log.record_staff_message(connection, conversation_id(rasa), "Hello, this is Li.", author="li")
        written = time.monotonic()
        assert until(seen, "state") == {"state": "staff"}
        message = until(seen, "message")
        assert time.monotonic() - written < 1.0
    assert (message["sender"], message["text"]) == ("staff", "Hello, this is Li.")


def test_a_stream_goes_on_after_the_last_event_seen(door: Door) -> None:
    visitor = door()
    first = visitor.say("one").json()["messages"][0]
    visitor.say("two")
    for path, headers in (
        (f"/api/events?after={first['id']}", {}),
        ("/api/events", {"Last-Event-ID": str(first["id"])}),
    ):
        with stream(visitor, path, **headers) as seen:
            found = [
                (data["text"], number) for kind, data, number in (next(seen) for _ in range(3)) if kind == "message"
            ]
        assert [text for text, _ in found] == ["two", "Answer to: two"]
        assert all(number and int(number) > first["id"] for _, number in found)


def test_without_a_last_event_only_what_is_new_comes(door: Door) -> None:
    visitor = door()
    visitor.say("old")
    with stream(visitor) as seen:
        until(seen, "state")
        visitor.say("new")
        assert until(seen, "message")["text"] == "new"


def test_others_see_nothing(door: Door) -> None:
    one, other = door(), door()
    with stream(other) as seen:
        until(seen, "state")
        one.say("my secret")
        other.say("mine")
        assert until(seen, "message")["text"] == "mine"


def test_a_ticket_opens_one_stream_without_the_secret_in_the_address(door: Door) -> None:
    visitor = door()
    ticket = visitor.post("/api/events/ticket", {}).json()
    assert ticket["expires_in"] == 30
    bare = Visitor(visitor.client)
    with stream(bare, f"/api/events?ticket={ticket['ticket']}") as seen:
        assert until(seen, "state") == {"state": "bot"}
    assert visitor.client.get(f"/api/events?ticket={ticket['ticket']}").status_code == 401
    assert visitor.client.get(f"/api/events?ticket={visitor.secret}").status_code == 401


def test_a_quiet_stream_pings(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PING_EVERY", 0.1)
    with stream(door()) as seen:
        until(seen, "state")
        assert until(seen, "ping") == {}


def test_an_erased_conversation_ends_its_streams(door: Door) -> None:
    visitor = door()
    with stream(visitor) as seen:
        until(seen, "state")
        visitor.client.delete("/api/session", headers=visitor.headers)
        assert [(kind, data) for kind, data, _ in seen] == [("state", {"state": "erased"})]


def test_too_many_streams_of_one_conversation_are_refused(door: Door) -> None:
    visitor = door()
    with ExitStack() as stack:
        streams = [stack.enter_context(stream(visitor)) for _ in range(events.STREAMS)]
        for each in streams:
            until(each, "state")
        refused = visitor.get("/api/events")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_streams")
        assert visitor.get("/api/messages").status_code == 200
