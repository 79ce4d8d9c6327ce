"""An access token of a platform: shared by all processes, renewed by one of them at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from channels.desk import Desk
from channels.platform_http import NotTaken, Unclear
from office.conversations import platform_state

# Renewed so many seconds before it ends, so that no call goes out with a token that dies on its way.
_EARLY = 300
_HOLD = 15.0  # seconds that one process may take to renew; longer than a call may take
_LOOK_EVERY = 0.1

# Given the token that the platform refused, if there is one; returns the new one and its life in seconds.
Fetch = Callable[[str | None], Awaitable[tuple[str, int]]]


class AccessToken:
    """The token `name`, fetched by `fetch`. It lies in the database, whose readers could read the secrets as well."""

    def __init__(self, desk: Desk, name: str, fetch: Fetch) -> None:
        self._desk = desk
        self._name = name
        self._fetch = fetch
        self._token = ""
        self._look_again = 0.0

    async def get(self, *, refused: str | None = None) -> str:
        """A token that is valid as far as is known; `refused` is one that the platform did not accept.

        NotTaken, Refused: the platform gives none.
        """
        if self._token and self._token != refused and time.monotonic() < self._look_again:
            return self._token
        until = time.monotonic() + _HOLD + 5
        while time.monotonic() < until:
            known = await self._desk.read(platform_state.get_value, self._name)
            if known and known != refused:
                return self._keep(known)
            if await self._desk.write(platform_state.hold, self._name, seconds=_HOLD):
                return await self._renew(refused)
            await asyncio.sleep(_LOOK_EVERY)
        raise NotTaken("another process is renewing the access token and does not finish")

    async def _renew(self, refused: str | None) -> str:
        try:
            known = await self._desk.read(platform_state.get_value, self._name)
            if known and known != refused:  # renewed between the look and the hold
                await self._desk.write(platform_state.let_go, self._name)
                return self._keep(known)
            token, life = await self._fetch(refused)
        except BaseException as error:
            await self._desk.write(platform_state.let_go, self._name)
            if isinstance(error, Unclear):  # of the token alone: what was to be said with it has not gone out
                raise NotTaken(f"no access token: {error}") from error
            raise
        life = max(life - _EARLY, life // 2, 1)
        await self._desk.write(platform_state.set_value, self._name, token, life=timedelta(seconds=life))
        return self._keep(token)

    def _keep(self, token: str) -> str:
        self._token = token
        # Another process may have renewed it: the database is asked once a minute.
        self._look_again = time.monotonic() + 60
        return token
