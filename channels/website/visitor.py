"""Who is calling the website's API: the session's secret, and how often they and their address have called."""

from __future__ import annotations

import time
from hashlib import sha256

from starlette.requests import Request

from channels.desk import Desk
from channels.feed import Feed
from channels.rates import Buckets, Rate, whole_seconds
from channels.refusals import Refusal
from channels.requests import client_address
from channels.turns import Turns
from office.conversations import sessions
from office.conversations.records import Conversation
from office.settings import Settings

_SECRET_LIMIT = 200
# A session's last use is kept to the hour: so often it is written down, and not with each message.
_NOTED_EVERY = 600.0
_NOTED_AT_MOST = 20_000


class Door:
    """What every request of the website needs; one per process, at `request.app.state.door`."""

    def __init__(self, settings: Settings, desk: Desk, turns: Turns, feed: Feed, buckets: Buckets) -> None:
        self.settings = settings
        self.desk = desk
        self.turns = turns
        self.feed = feed
        self._buckets = buckets
        self._per_address = Rate(settings["RATE_PER_ADDRESS"])
        self._per_session = Rate(settings["RATE_PER_SESSION"])
        self._noted: dict[bytes, float] = {}
        self._trusted = {part.strip() for part in settings["TRUSTED_PROXIES"].split(",") if part.strip()}

    async def admit(self, request: Request, *, cost: float = 1.0) -> None:
        """Count a request of this network address. Refusal: there were too many."""
        wait = await self._buckets.take(f"address:{client_address(request, self._trusted)}", self._per_address, cost)
        if wait:
            raise Refusal(429, "too_many_requests", retry_after=whole_seconds(wait))

    async def admit_message(self, conversation: Conversation) -> None:
        """Count a message of this conversation. Refusal: there were too many."""
        wait = await self._buckets.take(f"session:{conversation.id}", self._per_session)
        if wait:
            raise Refusal(429, "too_many_messages", retry_after=whole_seconds(wait))

    async def note_use(self, secret: str) -> None:
        """Keep the session from ageing."""
        key, moment = sha256(secret.encode()).digest(), time.monotonic()
        if moment < self._noted.get(key, 0.0):
            return
        await self.desk.write(sessions.note_use, secret)
        if len(self._noted) >= _NOTED_AT_MOST:
            self._noted.clear()
        self._noted[key] = moment + _NOTED_EVERY

    async def visitor(self, request: Request, *, cost: float = 1.0) -> Conversation:
        """The caller's conversation, by `Authorization: Bearer <session>`. Refusal: unknown, or too many requests."""
        await self.admit(request, cost=cost)
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not 0 < len(secret) <= _SECRET_LIMIT:
            raise Refusal(401, "unknown_session")
        conversation = await self.desk.read(sessions.find_conversation, secret)
        if conversation is None:
            raise Refusal(401, "unknown_session")
        request.state.language = conversation.speaks
        request.state.secret = secret
        return conversation


def door_of(request: Request) -> Door:
    """The door that this process has."""
    door: Door = request.app.state.door
    return door
