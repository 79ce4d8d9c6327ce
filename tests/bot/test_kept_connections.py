"""The action server is called over one connection; what it closes or a new event loop needs is opened anew."""

from __future__ import annotations

import asyncio
import importlib.metadata
import sys
from typing import Any

import pytest
from aiohttp import web
from rasa.utils import endpoints
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot import kept_connections
from bot.replaced_methods import RASA_VERSION


@pytest.fixture(autouse=True)
def installed() -> None:
    assert kept_connections.install() is True


class Server:
    """An action server that counts the connections it was called over."""

    def __init__(self) -> None:
        self.callers: set[Any] = set()
        self.status = 200

    async def __aenter__(self) -> Server:
        async def answer(request: web.Request) -> web.Response:
            self.callers.add(request.transport.get_extra_info("peername"))  # type: ignore[union-attr]
            return web.json_response({"seen": dict(request.headers).get("Authorization"), "query": dict(request.query)}, status=self.status)  # fmt: skip

        app = web.Application()
        app.router.add_post("/webhook", answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}/webhook"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._runner.cleanup()


async def test_calls_share_a_connection() -> None:
    async with Server() as server:
        endpoint = EndpointConfig(server.url)
        for _ in range(5):
            await endpoint.request(json={"next_action": "action_answer"})
        assert len(server.callers) == 1


async def test_logins_and_tokens_are_sent_as_rasa_sends_them() -> None:
    async with Server() as server:
        login = {"username": "bot", "password": "secret"}
        told = await EndpointConfig(server.url, basic_auth=login, token="t").request(json={})
        assert told == {"seen": "Basic Ym90OnNlY3JldA==", "query": {"token": "t"}}


async def test_an_error_of_the_server_is_rasas_error_and_the_next_call_works() -> None:
    async with Server() as server:
        endpoint = EndpointConfig(server.url)
        server.status = 500
        with pytest.raises(ClientResponseError):
            await endpoint.request(json={})
        server.status = 200
        assert await endpoint.request(json={}) is not None


async def test_a_server_that_was_restarted_is_found_again() -> None:
    async with Server() as server:
        endpoint = EndpointConfig(server.url)
        await endpoint.request(json={})
    async with Server() as again:
        endpoint.url = again.url
        assert await endpoint.request(json={}) is not None


def test_another_event_loop_gets_a_session_of_its_own() -> None:
    async def call(endpoint: EndpointConfig) -> None:
        async with Server() as server:
            endpoint.url = server.url
            await endpoint.request(json={})

    endpoint = EndpointConfig("http://127.0.0.1")
    asyncio.run(call(endpoint))
    asyncio.run(call(endpoint))


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == RASA_VERSION


def test_a_process_without_rasas_endpoints_does_not_load_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, endpoints.__name__, raising=False)
    assert kept_connections.install() is False
