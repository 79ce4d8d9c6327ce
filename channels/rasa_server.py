"""Rasa's server on the loopback: asks it, and knows whether it is up."""

from __future__ import annotations

import asyncio

import aiohttp

from channels.platform_http import IDLE, trusted

_CONNECTIONS = 32
_ANSWERS = 5.0  # seconds to connect in, or to say that it is up


class RasaAway(Exception):
    """Rasa did not take the message: not running, too slow, or an error of its own."""


class RasaServer:
    """Rasa's REST channel. What it answers is read from the log, not from here: staff and applicants see the same.

    By aiohttp, not by httpx as the platforms: a call of every message, it took a quarter of this process's time.
    """

    def __init__(self, url: str, *, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=None, connect=_ANSWERS, sock_read=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self, conversation_id: str, text: str, *, channel: str, journal_id: int, language: str | None
    ) -> None:
        """Have Rasa answer; returns when it has. RasaAway: it did not."""
        question = {
            "sender": conversation_id,
            "message": text,
            "input_channel": channel,
            "metadata": {"journal_id": journal_id, "language": language},
        }
        try:
            async with self._open().post(f"{self._url}/webhooks/rest/webhook", json=question) as response:
                await response.read()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise RasaAway(type(error).__name__) from error
        if response.status != 200:
            raise RasaAway(f"status {response.status}")

    async def is_up(self) -> bool:
        """Whether the REST channel answers."""
        brief = aiohttp.ClientTimeout(total=_ANSWERS)
        try:
            async with self._open().get(f"{self._url}/webhooks/rest/", timeout=brief) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # An idle connection is let go before Rasa does. Proxies of the environment are not asked: they are for the
            # outside, and Rasa is on this machine.
            connections = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=IDLE, ssl=trusted())
            self._session = aiohttp.ClientSession(
                connector=connections, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session
