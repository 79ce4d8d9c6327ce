"""Rasa's server on the loopback: asks it, and knows whether it is up."""

from __future__ import annotations

import httpx

from channels.platform_http import IDLE, trusted


class RasaAway(Exception):
    """Rasa did not take the message: not running, too slow, or an error of its own."""


class RasaServer:
    """Rasa's REST channel. What it answers is read from the log, not from here: staff and applicants see the same."""

    def __init__(self, url: str, *, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=8, keepalive_expiry=IDLE)
        # Proxies of the environment are for the outside; Rasa is on this machine.
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(timeout, connect=5.0),
            limits=limits,
            trust_env=False,
            verify=trusted(),
            transport=transport,
        )

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
            response = await self._client.post("/webhooks/rest/webhook", json=question)
        except httpx.HTTPError as error:
            raise RasaAway(type(error).__name__) from error
        if response.status_code != 200:
            raise RasaAway(f"status {response.status_code}")

    async def is_up(self) -> bool:
        """Whether the REST channel answers."""
        try:
            response = await self._client.get("/webhooks/rest/", timeout=3.0)
        except httpx.HTTPError:
            return False
        return response.status_code == 200

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
