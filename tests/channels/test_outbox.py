"""Parts go out once: after a restart in the middle, with two processes, and when a connection breaks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from channels.channel import DeliveryFailed, DeliveryImpossible
from channels.desk import Desk
from channels.outbox import Outbox, Part
from channels.platform_http import NotTaken, Refused, Unclear
from office.conversations import deliveries, log, queries, sessions
from office.conversations.records import Message
from office.database import writing
from tests.databases import database, postgres_engine, sqlite_database

__all__ = ["database", "postgres_engine", "sqlite_database"]


@pytest.fixture
def message(database: Engine) -> Message:
    with writing(database) as connection:
        thread = sessions.open_conversation(connection, channel="line", channel_user="U1")
        log.record_staff_message(connection, thread.id, "hello", author="anna")
        [found] = queries.transcript(connection, thread.id)
    return found


class Sender:
    """A platform: what it took, and what it does with the next calls."""

    def __init__(self, *faults: Exception | None) -> None:
        self.faults = list(faults)
        self.sent: list[Any] = []

    async def __call__(self, part: Part) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.sent.append(part.content)


def parts(message: Message) -> list[Part]:
    return [Part(message, number, f"part {number}") for number in range(3)]


async def test_what_was_not_taken_is_sent_again_from_there(database: Engine, message: Message) -> None:
    outbox, sender = Outbox(Desk(database)), Sender(None, NotTaken("busy"))
    with pytest.raises(DeliveryFailed, match="busy"):
        await outbox.send("line", parts(message), sender)
    await outbox.send("line", parts(message), sender)
    assert sender.sent == ["part 0", "part 1", "part 2"]


async def test_a_refusal_is_final_until_somebody_asks_again(database: Engine, message: Message) -> None:
    outbox, sender = Outbox(Desk(database)), Sender(Refused("blocked"))
    with pytest.raises(DeliveryImpossible, match="blocked"):
        await outbox.send("line", parts(message), sender)
    await outbox.send("line", parts(message), sender)
    assert len(sender.sent) == 3


@pytest.mark.parametrize("repeatable", [True, False])
async def test_an_unclear_part_is_repeated_only_where_the_platform_recognises_it(
    database: Engine, message: Message, repeatable: bool
) -> None:
    outbox, sender = Outbox(Desk(database)), Sender(Unclear("broke"))
    with pytest.raises(DeliveryFailed if repeatable else DeliveryImpossible):
        await outbox.send("line", parts(message), sender, repeatable=repeatable)
    await outbox.send("line", parts(message), sender, repeatable=repeatable)
    assert sender.sent == (["part 0", "part 1", "part 2"] if repeatable else ["part 1", "part 2"])


async def test_what_a_killed_process_had_begun_is_not_sent_twice(database: Engine, message: Message) -> None:
    with writing(database) as connection:
        assert deliveries.claim_part(connection, message, 0, channel="line") == "new"
    outbox, sender = Outbox(Desk(database)), Sender()
    with pytest.raises(DeliveryImpossible, match="not known"):
        await outbox.send("line", parts(message), sender)
    assert sender.sent == ["part 1", "part 2"]


async def test_a_process_that_is_told_to_stop_finishes_what_it_sends(database: Engine, message: Message) -> None:
    outbox = Outbox(Desk(database))
    begun, sent = asyncio.Event(), []

    async def slowly(part: Part) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        sent.append(part.content)

    task = asyncio.create_task(outbox.send("line", parts(message), slowly))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await outbox.close()
    sender = Sender()
    await Outbox(Desk(database)).send("line", parts(message), sender)
    assert sent + sender.sent == ["part 0", "part 1", "part 2"]


async def test_two_processes_send_it_once(database: Engine, message: Message) -> None:
    sender = Sender()
    both = [Outbox(Desk(database)).send("line", parts(message)[:1], sender, repeatable=False) for _ in range(2)]
    await asyncio.gather(*both, return_exceptions=True)
    assert sender.sent == ["part 0"]
