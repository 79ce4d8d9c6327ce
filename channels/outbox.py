"""Sending replies to platforms part by part, each part once: also when a process dies or a connection breaks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from channels.channel import DeliveryFailed, DeliveryForbidden, DeliveryImpossible
from channels.desk import Desk
from channels.platform_http import Forbidden, NotTaken, Refused, Unclear
from office.conversations import deliveries
from office.conversations.records import Message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """One message of the platform: a part of a reply. `content` is the platform's own form of it.

    `extra`: something beside the answer, such as a card. Where it cannot be sent, the answer stands all the same.
    """

    message: Message
    number: int
    content: Any
    extra: bool = False

    @property
    def key(self) -> str:
        """The same at every try: for platforms that recognise repetitions."""
        return f"{self.message.id}-{self.number}"


Post = Callable[[Part], Awaitable[None]]


class Outbox:
    """Sends parts in their order. A part is claimed in the database before it goes out and marked afterwards.

    Where a try ends unclear (the process died, or the connection broke after the request), a platform that recognises
    repetitions (`repeatable`) is sent the part again; any other is not, and staff see the question as unanswered.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._posting: set[asyncio.Task[None]] = set()

    async def send(self, channel: str, parts: Sequence[Part], post: Post, *, repeatable: bool = False) -> None:
        """Send what has not gone out yet. DeliveryFailed: try again later. DeliveryImpossible: it will not arrive."""
        unclear = False
        for part in parts:
            try:
                state = await self._desk.write(deliveries.claim_part, part.message, part.number, channel=channel)
            except LookupError:
                return  # erased meanwhile
            if state == "sending" and (part.extra or not repeatable):
                await self._mark(part, "unknown")
                unclear = unclear or not part.extra
            elif state in ("new", "sending"):
                # A process that is told to stop finishes what it has begun to send.
                work = self._post_extra(part, post) if part.extra else self._post(part, post, repeatable=repeatable)
                task = asyncio.create_task(work)
                self._posting.add(task)
                task.add_done_callback(self._posting.discard)
                await asyncio.shield(task)
        if unclear:
            raise DeliveryImpossible("it is not known whether it arrived: write to the person again if need be")

    async def _post(self, part: Part, post: Post, *, repeatable: bool) -> None:
        try:
            await post(part)
        except NotTaken as error:
            await self._desk.write(deliveries.release_part, part.message.id, part.number)
            raise DeliveryFailed(str(error)) from error
        except Refused as error:
            await self._desk.write(deliveries.release_part, part.message.id, part.number)
            kind = DeliveryForbidden if isinstance(error, Forbidden) else DeliveryImpossible
            raise kind(str(error)) from error
        except Unclear as error:
            if repeatable:
                raise DeliveryFailed(str(error)) from error
            await self._mark(part, "unknown")
            raise DeliveryImpossible(f"{error}: it is not known whether it arrived") from error
        await self._mark(part, "sent")

    async def _post_extra(self, part: Part, post: Post) -> None:
        """One try; what was not taken is not counted as sent."""
        try:
            await post(part)
        except (NotTaken, Refused) as error:
            logger.info("outbox.extra.not_sent message=%d error=%s", part.message.id, error)
            await self._desk.write(deliveries.release_part, part.message.id, part.number)
        except Unclear:
            await self._mark(part, "unknown")
        else:
            await self._mark(part, "sent")

    async def _mark(self, part: Part, state: str) -> None:
        await self._desk.write(deliveries.mark_part, part.message.id, part.number, state)

    async def close(self) -> None:
        """Wait until what is being sent has been sent and marked."""
        with contextlib.suppress(DeliveryFailed):
            await asyncio.gather(*self._posting, return_exceptions=True)
