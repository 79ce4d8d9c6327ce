"""Rasa's calls of the action server over connections that stay open, not a new session and connection for every turn.

Rasa opens an aiohttp session for each call of an endpoint and closes it again. `install` lets an endpoint keep its session,
with connections that are given up before the action server would close them. A test holds it to rasa 3.6.21.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

import aiohttp

from bot.replaced_methods import replace_method

_MODULE = "rasa.utils.endpoints"
_KEPT = "_kept_session"
# Seconds that an idle connection is kept. Sanic, the action server's engine, closes it after five: a call must not meet that.
IDLE = 3.0


class _Kept:
    """`async with` gives the session and leaves it open."""

    def __init__(self, session: Any) -> None:
        self._session = session

    async def __aenter__(self) -> Any:
        return self._session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def install() -> bool:
    """Replace the way in which an endpoint opens its session. False where it is not loaded."""
    return replace_method(_MODULE, "EndpointConfig", "session", _keeping)


def _keeping(_original: Callable[[Any], Any]) -> Callable[[Any], _Kept]:
    def session(endpoint: Any) -> _Kept:
        loop = asyncio.get_running_loop()
        kept: tuple[Any, Any] | None = vars(endpoint).get(_KEPT)
        if kept is None or kept[0] is not loop or kept[1].closed:
            kept = (loop, _opened(endpoint))
            vars(endpoint)[_KEPT] = kept
        return _Kept(kept[1])

    return session


def _opened(endpoint: Any) -> aiohttp.ClientSession:
    """As Rasa opens one, but for how long it keeps a connection."""
    login = endpoint.basic_auth
    return aiohttp.ClientSession(
        headers=endpoint.headers,
        auth=aiohttp.BasicAuth(login["username"], login["password"]) if login else None,
        timeout=aiohttp.ClientTimeout(total=sys.modules[_MODULE].DEFAULT_REQUEST_TIMEOUT),
        connector=aiohttp.TCPConnector(keepalive_timeout=IDLE),
    )
