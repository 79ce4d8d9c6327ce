"""Brings what staff write in the console to people on messengers, within the time that the platform allows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from channels.channel import DeliveryFailed, DeliveryImpossible
from channels.desk import Desk
from channels.platform import Platform
from office.conversations import deliveries
from office.database import now

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
# After a platform's fault the message is tried again later, and for so long.
_PAUSE = 15.0
_GIVE_UP = timedelta(hours=1)


class StaffMessages:
    """One per process; the parts' claims keep processes from sending the same."""

    def __init__(self, desk: Desk, platforms: Sequence[Platform], *, look_every: float = LOOK_EVERY) -> None:
        self._desk = desk
        self._platforms = {platform.name: platform for platform in platforms}
        self._look_every = look_every
        self._not_before: dict[int, float] = {}
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look; nothing is done where no messenger is set up."""
        if self._platforms:
            self._looking = asyncio.create_task(self._look(), name="staff-messages")

    async def stop(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            try:
                await self._look_once()
            except SQLAlchemyError as error:
                logger.error("staff.messages.failed error=%s", type(error).__name__)
            await asyncio.sleep(self._look_every)

    async def _look_once(self) -> None:
        found = await self._desk.read(
            deliveries.find_staff_messages, channels=tuple(self._platforms), since=now() - _GIVE_UP
        )
        clock = asyncio.get_running_loop().time()
        self._not_before = {key: moment for key, moment in self._not_before.items() if moment > clock}
        for conversation, message in found:
            if message.id in self._not_before or conversation.channel_user is None:
                continue
            try:
                await self._platforms[conversation.channel].send_staff(conversation, message)
            except DeliveryImpossible as error:
                logger.error("staff.message.undeliverable id=%d error=%s", message.id, error)
                self._not_before[message.id] = clock + _GIVE_UP.total_seconds()
            except DeliveryFailed as error:
                logger.warning("staff.message.put_back id=%d error=%s", message.id, error)
                self._not_before[message.id] = clock + _PAUSE
