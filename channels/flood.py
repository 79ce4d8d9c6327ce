"""How many messages a minute one person may send on a messenger: who floods it is told once a minute, and not answered."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from channels.channel import Inbound
from channels.desk import Desk
from channels.rates import Buckets, Rate
from office.conversations import journal

_TOLD = Rate(1)


class TooFast(Exception):
    """A message beyond the limit, of a person who has been told so: nobody keeps or answers it."""


class Flood:
    """The limit. A platform cannot be told to wait: it would send the message again, and again."""

    def __init__(self, desk: Desk, buckets: Buckets, rate: Rate) -> None:
        self._desk = desk
        self._buckets = buckets
        self._rate = rate

    async def check(self, inbound: Inbound) -> Inbound:
        """The message as it came; beyond the limit, the one that is answered with the request to wait. TooFast."""
        person = f"{inbound.channel}:{inbound.channel_user}".encode("utf-8", "replace")
        key = hashlib.sha256(person).hexdigest()[:32]
        if not await self._buckets.take(f"person:{key}", self._rate):
            return inbound
        known = await self._desk.read(
            journal.find_entry, channel=inbound.channel, platform_message_id=inbound.platform_message_id
        )
        if known is not None:  # one from before that the platform delivers again
            return inbound
        if await self._buckets.take(f"told:{key}", _TOLD):
            raise TooFast
        return replace(
            inbound, text=(inbound.text or "…")[:200], button=None, asks=None, says="channels_too_many_messages"
        )
