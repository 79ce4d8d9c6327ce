"""RabbitMQ on the loopback, and what lies in its queues."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

import aio_pika

RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672")


async def events_in(queue: str, enough: Callable[[list[dict[str, Any]]], bool], seconds: float) -> list[dict[str, Any]]:
    """The queue's events in their order, until they are enough or the time is over."""
    found: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    connection = await aio_pika.connect(RABBITMQ)
    async with connection:
        there = await (await connection.channel()).get_queue(queue)
        while not enough(found) and loop.time() < until:
            message = await there.get(no_ack=True, fail=False)
            if message is None:
                await asyncio.sleep(0.05)
            else:
                found.append(json.loads(message.body))
    return found
