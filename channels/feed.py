"""Tells event streams that something is new in their conversation: one look at the database for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from channels.desk import Desk
from office.conversations import queries
from office.conversations.queries import Pulse

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.4  # seconds: a member of staff's reply, written by another process, is there within a second
_TOGETHER = 400  # conversations in one query


class Watch:
    """One stream's view of its conversation. `pulse` is None when the conversation has been erased."""

    def __init__(self, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        self.pulse: Pulse | None = None
        self.known = False
        self._news = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """True as soon as something is new; False when nothing was for so long."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._news.clear()
        return True

    def see(self, pulse: Pulse | None) -> None:
        """Take note of how the conversation stands."""
        if not self.known or pulse != self.pulse:
            self.pulse = pulse
            self.known = True
            self._news.set()


class Feed:
    """All watches of this process. It looks only while somebody watches."""

    def __init__(self, desk: Desk, *, look_every: float = LOOK_EVERY) -> None:
        self._desk = desk
        self._look_every = look_every
        self._watches: dict[str, set[Watch]] = {}
        self._looking: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, conversation_id: str) -> Iterator[Watch]:
        """Watch a conversation for the length of the block."""
        watch = Watch(conversation_id)
        self._watches.setdefault(conversation_id, set()).add(watch)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="feed")
        try:
            yield watch
        finally:
            watches = self._watches[conversation_id]
            watches.discard(watch)
            if not watches:
                del self._watches[conversation_id]

    def watchers(self, conversation_id: str) -> int:
        """How many streams watch this conversation."""
        return len(self._watches.get(conversation_id, ()))

    async def _look(self) -> None:
        while self._watches:
            try:
                await self._look_once()
            except SQLAlchemyError as error:
                logger.error("feed.look.failed error=%s", type(error).__name__)
            await asyncio.sleep(self._look_every)

    async def _look_once(self) -> None:
        ids = list(self._watches)
        for start in range(0, len(ids), _TOGETHER):
            some = ids[start : start + _TOGETHER]
            pulses = await self._desk.read(queries.pulses, some)
            for conversation_id in some:
                for watch in tuple(self._watches.get(conversation_id, ())):
                    watch.see(pulses.get(conversation_id))

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
