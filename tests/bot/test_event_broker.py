"""The events of a turn reach RabbitMQ through Rasa's own broker, set up as deploy/endpoints.py does it, after they are on record."""

from __future__ import annotations

import asyncio
import secrets
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from deploy.endpoints import event_broker
from office.conversations import queries
from office.conversations.spool import Spool
from office.database import reading
from tests.databases import sqlite_database

with warnings.catch_warnings():  # Rasa's own imports use what is deprecated
    warnings.simplefilter("ignore")
    import aio_pika
    from rasa.core.brokers.broker import EventBroker
    from rasa.utils.endpoints import EndpointConfig

    from bot.conversation_store import ConversationStore
    from tests.bot.test_conversation_store import domain, take_turn
    from tests.rabbitmq import RABBITMQ, events_in

__all__ = ["domain", "sqlite_database"]

# What one turn of a new conversation consists of. The reply comes late among them: whoever looks for it has to read on.
TURN = ["action", "session_started", "action", "user", "action", "bot", "action"]


@pytest.fixture
async def queue() -> AsyncIterator[str]:
    """The name of a queue of this test's own."""
    name = f"admissions_test_{secrets.token_hex(4)}"
    try:
        connection = await aio_pika.connect(RABBITMQ, timeout=3)
    except (OSError, asyncio.TimeoutError) as error:
        pytest.skip(f"RabbitMQ does not answer on {RABBITMQ.rpartition('@')[2]}: {error}")
    yield name
    async with connection:
        channel = await connection.channel()
        await channel.queue_delete(name)
        await channel.exchange_delete(name)


async def test_every_event_of_a_turn_reaches_the_queue_in_its_order(
    sqlite_database: Engine, domain: Any, tmp_path: Path, queue: str
) -> None:
    configured = EndpointConfig.from_dict(event_broker(RABBITMQ, queue))
    broker = await EventBroker.create(configured, loop=asyncio.get_running_loop())
    assert broker is not None
    try:
        store = ConversationStore(domain, broker, database=sqlite_database, spool=Spool(tmp_path / "spool.jsonl"))
        await take_turn(store, "c1", "How long does it take?")
        events = await events_in(queue, lambda found: len(found) == len(TURN), 30)
        with reading(sqlite_database) as connection:  # what others were told of is on record
            assert [each.sender for each in queries.transcript(connection, "c1")] == ["applicant", "bot"]
        await take_turn(store, "c1", "And what does it cost?")
        more = await events_in(queue, lambda found: len(found) == 4, 30)
    finally:
        await broker.close()
    assert [each["event"] for each in events] == TURN
    assert {each["sender_id"] for each in [*events, *more]} == {"c1"}
    assert [each.get("text") for each in more if each["event"] == "user"] == ["And what does it cost?"]
