"""Live news: what happens in the inbox and in a conversation reaches the pages that are open, and only those."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from console.news import News
from office.conversations.handoffs import request_handoff
from office.conversations.tables import conversation
from office.database import writing
from tests.console.conftest import Person
from tests.talk import ask, say

SOON = 3.0  # seconds; news come within one


@pytest.fixture
async def news(database: Engine) -> AsyncIterator[News]:
    made = News(database, look_every=0.05)
    yield made
    await made.close()


async def heard(watch, kind: str) -> dict:  # type: ignore[no-untyped-def]
    """The next piece of news of a kind."""
    for _ in range(60):
        found = await watch.wait(SOON / 60)
        if kind in found:
            return found[kind]
    raise AssertionError(f"no news of the kind {kind}")


async def test_a_request_for_a_person_is_heard_by_everybody(news: News, database: Engine):
    with writing(database) as connection:
        name, _, _ = ask(connection, "?")
    with news.watch("li", "Ms Li", None) as one, news.watch("wang", "Mr Wang", None) as other:
        for watch in (one, other):
            await heard(watch, "inbox")
        with writing(database) as connection:
            request_handoff(connection, name)
        for watch in (one, other):
            assert await heard(watch, "inbox") == {"waiting": 1, "unanswered": 0, "requested": True}


async def test_what_happened_while_a_page_was_on_its_way_is_heard_when_it_begins_to_watch(news: News, database: Engine):
    with writing(database) as connection:
        name, _, _ = ask(connection, "?")
    with news.watch("wang", "Mr Wang", None) as other:
        await heard(other, "inbox")
        with writing(database) as connection:
            request_handoff(connection, name)
        await heard(other, "inbox")  # told to those who watched by then
        with news.watch("li", "Ms Li", name) as watch:
            found = await watch.wait(SOON)
            found |= await watch.wait(0.2)
    assert found["inbox"]["waiting"] == 1
    assert found["thread"]["state"] == "waiting"


async def test_a_message_is_heard_where_its_conversation_is_open(news: News, database: Engine):
    with writing(database) as connection:
        name, _, _ = ask(connection, "?")
        other, _, _ = ask(connection, "?")
    with news.watch("li", "Ms Li", name) as here, news.watch("wang", "Mr Wang", other) as there:
        for watch in (here, there):
            await heard(watch, "thread")
        with writing(database) as connection:
            say(connection, name, "are you there?")
        assert (await heard(here, "thread"))["state"] == "bot"
        assert "thread" not in await there.wait(0.3)


async def test_an_erased_conversation_says_so(news: News, database: Engine):
    from office.conversations.retention import erase_conversation

    with writing(database) as connection:
        name, _, _ = ask(connection, "?")
    with news.watch("li", "Ms Li", name) as watch:
        await heard(watch, "thread")
        with writing(database) as connection:
            erase_conversation(connection, name)
        assert (await heard(watch, "thread"))["state"] == "erased"


async def test_colleagues_see_one_another_and_who_is_writing(news: News, database: Engine):
    with news.watch("li", "Ms Li", "abc") as li:
        assert (await heard(li, "presence")) == {"people": []}
        with news.watch("wang", "Mr Wang", "abc"):
            assert (await heard(li, "presence")) == {"people": [{"name": "Mr Wang", "typing": False}]}
            news.note_typing("wang", "abc")
            assert (await heard(li, "presence")) == {"people": [{"name": "Mr Wang", "typing": True}]}
        assert (await heard(li, "presence")) == {"people": []}


async def test_typing_ends_by_itself(news: News, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.news.TYPING_LASTS", 0.1)
    with news.watch("li", "Ms Li", "abc") as li, news.watch("wang", "Mr Wang", "abc"):
        news.note_typing("wang", "abc")
        assert (await heard(li, "presence"))["people"][0]["typing"] is True
        assert (await heard(li, "presence"))["people"][0]["typing"] is False


async def test_nobody_looks_when_no_page_is_open(news: News):
    with news.watch("li", "Ms Li", None):
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.2)
    assert news._looking is not None
    assert news._looking.done()


async def test_a_database_that_is_away_for_a_moment_stops_nothing(
    news: News, database: Engine, monkeypatch: pytest.MonkeyPatch
):
    from sqlalchemy.exc import OperationalError

    real, failures = news._read, iter([True, True])

    def flaky(ids: list[str]):  # type: ignore[no-untyped-def]
        if next(failures, False):
            raise OperationalError("select", {}, Exception("away"))
        return real(ids)

    monkeypatch.setattr(news, "_read", flaky)
    with writing(database) as connection:
        name, _, _ = ask(connection, "?")
    with news.watch("li", "Ms Li", name) as watch:
        await heard(watch, "thread")
        assert not next(failures, False)
        with writing(database) as connection:
            connection.execute(conversation.update().where(conversation.c.id == name).values(state="waiting"))
        assert (await heard(watch, "thread"))["state"] == "waiting"


def test_the_stream_is_for_those_logged_in(visitor: Person, log_in):  # type: ignore[no-untyped-def]
    response = visitor.get("/live", accept="text/event-stream")
    assert response.status_code == 401


def test_typing_is_told_to_the_loop(reviewer: Person, database: Engine):
    with writing(database) as connection:
        name, _, _ = ask(connection, "?", ago=timedelta(minutes=1))
    assert reviewer.post(f"/inbox/{name}/typing").status_code == 204
