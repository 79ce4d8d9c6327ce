"""Calls to a platform's API, and what a failed one means: surely not taken, perhaps taken, or refused for good."""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx

# Answers after which the platform has certainly done nothing, and may do it when asked again.
_TRY_AGAIN = {408, 425, 429, 500, 503}
_UNCLEAR = {502, 504}


@cache
def trusted() -> ssl.SSLContext:
    """Whom this process believes over HTTPS; read once, since reading takes longer than a call."""
    return httpx.create_ssl_context()


IDLE = 2.0  # seconds that an unused connection is kept; servers close theirs after five or more


class NotTaken(Exception):
    """The platform has not done it; the same may be asked again. `said`: its words, where it had some."""

    def __init__(self, message: str, *, said: str = "") -> None:
        super().__init__(message)
        self.said = said


class Unclear(Exception):
    """Nobody knows whether the platform has done it: the connection broke after the request."""


class Refused(Exception):
    """The platform will not do it however often it is asked. The message is a sentence that says what to do."""


class Forbidden(Refused):
    """The platform's rule on when one may write forbids it until the person writes again."""


class PlatformHttp:
    """One platform's API. Proxies of the environment are used: platforms are outside."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(timeout, connect=5.0),
            verify=trusted(),
            # Let go of an idle connection before the other side does: one that it closes while a message is on its
            # way leaves open whether that arrived.
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=8, keepalive_expiry=IDLE),
        )

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of the answer (empty if it is none). NotTaken, Unclear: see there."""
        try:
            response = await self._client.request(method, path, **options)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotTaken(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise Unclear(type(error).__name__) from error
        if response.status_code in _TRY_AGAIN:
            raise NotTaken(f"status {response.status_code}", said=response.text[:200])
        if response.status_code in _UNCLEAR:
            raise Unclear(f"status {response.status_code}")
        try:
            found = response.json()
        except ValueError:
            found = {}
        return response.status_code, found if isinstance(found, dict) else {}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
