"""Answered exactly once, or shown as unanswered: whatever dies in between, and however many processes there are."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.turn_records import turn_of
from channels.channel import DeliveryFailed, DeliveryForbidden, DeliveryImpossible, Inbound, Limits
from channels.desk import Desk
from channels.rasa_server import RasaServer
from channels.turns import AT_ONCE, DELIVERED_FOR, Turns
from office.conversations import journal, log, queries, sessions
from office.conversations.records import Message
from office.conversations.tables import journal as entries
from office.conversations.tables import message as messages
from office.database import connect, now, reading, writing
from tests.channels.conftest import FakeRasa, Visitor, an_app, served
from tests.channels.processes import process
from tests.ports import free_port


def rows(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        found = connection.execute(sa.select(messages.c.sender, messages.c.text).order_by(messages.c.id))
        return [tuple(row) for row in found]


@pytest.mark.parametrize("moment", ["before the log", "between log and answer"])
def test_what_a_dead_process_held_is_answered_once_at_the_next_start(serve: Any, rasa: FakeRasa, moment: str) -> None:
    with writing(rasa.engine) as connection:
        thread = sessions.open_conversation(connection, channel="website")
        entry, _ = journal.record_received(
            connection, thread.id, channel="website", platform_message_id="1", shown="one", asked="one", language="en"
        )
        journal.claim_next(connection, thread.id, worker="dead", lease=timedelta(hours=1), channels=["website"])
        if moment == "between log and answer":
            question = {
                "sender": thread.id, "message": "one", "input_channel": "website", "metadata": {"journal_id": entry.id},
            }  # fmt: skip
            log.record_turn(connection, turn_of(thread.id, rasa.events(question)))
    with serve(worker="dead"):
        until = time.monotonic() + 20
        while entry.status != "answered" and time.monotonic() < until:
            with reading(rasa.engine) as connection:
                entry = journal.get_entry(connection, entry.id)
    assert rows(rasa.engine) == [("applicant", "one"), ("bot", "Answer to: one")]
    assert len(rasa.asked) == (1 if moment == "before the log" else 0)


@pytest.mark.journey
@pytest.mark.parametrize("moment", ["before the log", "between log and answer"])
def test_a_killed_process_answers_once_after_its_restart(lone_rasa: FakeRasa, moment: str) -> None:
    port = free_port()
    if moment == "before the log":
        lone_rasa.seconds = 30.0
    else:
        lone_rasa.hangs_after_recording = 30.0
    with (
        process(lone_rasa, port) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        visitor = Visitor(client).open()
        # What stands in the log is said, whether or not Rasa has let go of the question.
        assert visitor.say("one").status_code == (202 if moment == "before the log" else 200)
        running.send_signal(signal.SIGKILL)
        running.wait()
    lone_rasa.seconds = lone_rasa.hangs_after_recording = 0.0
    with process(lone_rasa, port), httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        again = Visitor(client, secret=visitor.secret)
        again.wait_for(lambda: [each for each in again.messages() if each["sender"] == "bot"])
        again.wait_for(lambda: again.messages()[0]["status"] == "answered")
        assert again.texts() == ["one", "Answer to: one"]
    assert rows(lone_rasa.engine) == [("applicant", "one"), ("bot", "Answer to: one")]
    assert len(lone_rasa.asked) == (2 if moment == "before the log" else 1)


@pytest.mark.journey
def test_a_process_that_is_told_to_stop_lets_go_at_once(lone_rasa: FakeRasa) -> None:
    port = free_port()
    lone_rasa.seconds = 30.0
    with (
        process(lone_rasa, port) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        Visitor(client).open().say("one")
        started = time.monotonic()
        running.terminate()
        running.wait(timeout=20)
        assert time.monotonic() - started < 10
    with reading(lone_rasa.engine) as connection:
        assert len(journal.find_due(connection, channels=["website"])) == 1


def test_two_processes_on_one_journal_answer_each_message_once_and_in_order(lone_rasa: FakeRasa) -> None:
    other_engine = connect(str(lone_rasa.engine.url))
    lone_rasa.seconds = 0.01
    apps = [
        an_app(lone_rasa, pause=0.05, worker=worker, engine=engine)
        for worker, engine in (("one", None), ("two", other_engine))
    ]
    with served(apps[0]) as first, served(apps[1]) as second:
        clients = [httpx.Client(base_url=url, timeout=30, trust_env=False) for url in (first, second)]
        secret = Visitor(clients[0]).open().secret
        visitors = [Visitor(client, secret=secret) for client in clients]

        def send(number: int) -> int:
            return visitors[number % 2].say(f"m{number}", client_id=f"c{number // 2}").status_code

        threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        visitors[0].wait_for(lambda: len(visitors[0].messages()) == 20)
    other_engine.dispose()
    found = rows(lone_rasa.engine)
    asked = [text for sender, text in found if sender == "applicant"]
    assert len(asked) == 10
    assert [text for sender, text in found if sender == "bot"] == [f"Answer to: {text}" for text in asked]
    assert [each["message"] for each in lone_rasa.asked] == asked


class Texts:
    """A channel of plain texts: choices are numbers, replies are pushed."""

    name = "texts"
    limits = Limits(characters=600, numbered=True)

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.refuses = 0
        self.refuses_words = ""
        self.forbids = self.blocked = self.breaks = False

    def verify(self, headers: Any, body: bytes) -> None: ...

    def parse(self, body: bytes) -> list[Inbound]:
        return []

    async def send(self, conversation: Any, entry: Any, replies: list[Message]) -> None:
        if self.breaks:
            raise RuntimeError("a fault of ours")
        if self.forbids:
            raise DeliveryForbidden("five messages")
        if self.blocked:
            raise DeliveryImpossible("blocked")
        if self.refuses or (self.refuses_words and any(self.refuses_words in reply.text for reply in replies)):
            self.refuses = max(0, self.refuses - 1)
            raise DeliveryFailed("the platform is down")
        self.sent += [f"{conversation.channel_user}: {reply.text}" for reply in replies]


@pytest.fixture
async def texts(rasa: FakeRasa) -> Any:
    channel = Texts()
    server = RasaServer(rasa.url, timeout=5)
    turns = Turns(Desk(rasa.engine), server, [channel], message_limit=2000, attempts=3, rasa_timeout=5, pause=0.02)
    await turns.start()
    yield channel, turns
    await turns.stop()
    await server.close()


async def tell(turns: Turns, message_id: str, text: str, user: str = "U1") -> Any:
    inbound = Inbound(channel="texts", platform_message_id=message_id, channel_user=user, text=text)
    entry = await turns.receive(inbound)
    await turns.settled(entry, wait=5)
    with reading(turns._desk.engine) as connection:
        return journal.get_entry(connection, entry.id)


async def test_a_platforms_message_finds_its_person_and_is_pushed_once(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    for _ in range(3):  # redelivered twice
        assert (await tell(turns, "p1", "hello")).status == "answered"
    await tell(turns, "p2", "hello", user="U2")
    assert channel.sent == ["U1: Answer to: hello", "U2: Answer to: hello"]
    assert len(rasa.asked) == 2


async def test_a_typed_number_chooses_from_the_last_buttons(texts: Any, rasa: FakeRasa) -> None:
    _, turns = texts
    await tell(turns, "p1", "2")
    await tell(turns, "p2", "２")
    await tell(turns, "p3", "9")
    assert [each["message"] for each in rasa.asked] == ["2", "/list_routes", "9"]
    assert [text for sender, text in rows(rasa.engine) if sender == "applicant"] == ["2", "Routes", "9"]


async def test_an_undelivered_reply_is_sent_again_and_not_asked_again(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.refuses = 1
    entry = await tell(turns, "p1", "hello")
    assert entry.error == "not delivered: the platform is down"
    for _ in range(200):
        if channel.sent:
            break
        await _pause()
    assert channel.sent == ["U1: Answer to: hello"]
    assert len(rasa.asked) == 1


async def test_no_number_of_attempts_ends_the_delivery_of_an_answer(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.refuses = 8  # the turns have three attempts
    await tell(turns, "p1", "hello")
    await _until(lambda: channel.sent)
    assert channel.sent == ["U1: Answer to: hello"]
    assert len(rasa.asked) == 1
    await _until(lambda: statuses(rasa) == ["answered"])


async def test_an_answer_that_nobody_took_in_two_days_is_left_to_staff(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.refuses = 1000
    await tell(turns, "p1", "hello")
    with writing(rasa.engine) as connection:
        connection.execute(entries.update().values(received_at=now() - DELIVERED_FOR))
    await _until(lambda: statuses(rasa) == ["failed"])


async def test_a_question_overtakes_an_answer_that_the_platform_does_not_take(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.refuses_words = "hello"
    await tell(turns, "p1", "hello")
    await turns.receive(Inbound(channel="texts", platform_message_id="p2", channel_user="U1", text="and then?"))
    await _until(lambda: channel.sent)
    assert channel.sent == ["U1: Answer to: and then?"]
    channel.refuses_words = ""
    await _until(lambda: len(channel.sent) == 2)
    assert channel.sent[1] == "U1: Answer to: hello"
    assert [each["message"] for each in rasa.asked] == ["hello", "and then?"]


async def test_what_a_platform_forbade_is_said_once_the_person_has_written_again(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.forbids = True
    entry = await tell(turns, "p1", "hello")
    assert (entry.status, entry.error) == ("failed", "not allowed before they write again: five messages")
    channel.forbids = False
    await tell(turns, "p2", "and then?")
    await _until(lambda: len(channel.sent) == 2)
    assert channel.sent == ["U1: Answer to: hello", "U1: Answer to: and then?"]
    assert [each["message"] for each in rasa.asked] == ["hello", "and then?"]


async def test_an_answer_that_staff_have_sent_again_is_not_asked_for_again(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.blocked = True
    entry = await tell(turns, "p1", "hello")
    assert (entry.status, entry.error) == ("failed", "not delivered: blocked")
    channel.blocked = False
    with writing(rasa.engine) as connection:
        journal.retry(connection, entry.id)
    await _until(lambda: channel.sent)
    assert channel.sent == ["U1: Answer to: hello"]
    assert len(rasa.asked) == 1


async def test_a_fault_of_ours_is_shown_as_unanswered_and_stops_nobody_else(texts: Any, rasa: FakeRasa) -> None:
    channel, turns = texts
    channel.breaks = True
    entry = await tell(turns, "p1", "hello")
    for _ in range(400):
        with reading(rasa.engine) as connection:
            entry = journal.get_entry(connection, entry.id)
        if entry.status == "failed":
            break
        await _pause()
    assert (entry.status, entry.error) == ("failed", "fault: RuntimeError")
    channel.breaks = False
    assert (await tell(turns, "p2", "hello again")).status == "answered"
    assert channel.sent == ["U1: Answer to: hello again"]


async def test_what_is_taken_up_as_it_is_written_down_is_held_by_this_process(texts: Any, rasa: FakeRasa) -> None:
    _, turns = texts
    rasa.seconds = 0.5
    inbound = Inbound(channel="texts", platform_message_id="p1", channel_user="U1", text="hello")
    entry = await turns.receive(inbound)
    with reading(rasa.engine) as connection:
        held = journal.get_entry(connection, entry.id)
    assert (held.status, held.claimed_by, held.attempts) == ("received", turns._worker, 1)
    await _until(lambda: statuses(rasa) == ["answered"])
    assert len(rasa.asked) == 1


async def test_while_rasa_has_all_that_it_is_asked_at_once_nothing_more_is_held(texts: Any, rasa: FakeRasa) -> None:
    _, turns = texts
    rasa.seconds = 0.3
    for number in range(AT_ONCE):
        await turns.receive(Inbound(channel="texts", platform_message_id=f"p{number}", channel_user=f"U{number}", text="hello"))  # fmt: skip
    await _until(lambda: turns._at_once.locked())
    waiting = await turns.receive(Inbound(channel="texts", platform_message_id="last", channel_user="last", text="hello"))  # fmt: skip
    with reading(rasa.engine) as connection:
        assert journal.get_entry(connection, waiting.id).claimed_by is None
    await _until(lambda: statuses(rasa) == ["answered"] * (AT_ONCE + 1))


async def test_who_goes_away_while_a_question_is_written_down_is_answered_all_the_same(
    texts: Any, rasa: FakeRasa
) -> None:
    _, turns = texts
    inbound = Inbound(channel="texts", platform_message_id="p1", channel_user="U1", text="hello")
    request = asyncio.create_task(turns.receive(inbound))
    await asyncio.sleep(0)  # it is being written down
    request.cancel()
    await _until(lambda: statuses(rasa) == ["answered"], seconds=3)
    assert request.cancelled()


async def test_what_was_held_too_long_is_let_go_and_taken_up_like_any_other(
    texts: Any, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, turns = texts
    monkeypatch.setattr("channels.turns._HELD_FOR", 0.0)
    entry = await tell(turns, "p1", "hello")
    assert (entry.status, entry.attempts) == ("answered", 2)
    assert channel.sent == ["U1: Answer to: hello"]
    assert len(rasa.asked) == 1


async def _pause() -> None:
    await asyncio.sleep(0.02)


async def _until(condition: Callable[[], Any], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"it did not happen within {seconds} seconds"
        await _pause()


def statuses(rasa: FakeRasa) -> list[str]:
    with reading(rasa.engine) as connection:
        return list(connection.execute(sa.select(entries.c.status).order_by(entries.c.id)).scalars())


async def test_a_number_is_only_a_text_where_the_platform_has_real_buttons(rasa: FakeRasa, serve: Any) -> None:
    with serve() as url, httpx.Client(base_url=url, trust_env=False) as client:
        visitor = Visitor(client).open()
        visitor.say("one")
        visitor.say("2")
    assert rasa.asked[-1]["message"] == "2"
    with reading(rasa.engine) as connection:
        assert queries.find_messages(connection, sender="applicant")[0].text == "2"
