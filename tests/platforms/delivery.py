"""How platforms deliver a message: again after an error, no answer or one that comes too late, until it is acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx


@dataclass
class Delivery:
    """One message on its way. `waits`: seconds that the platform waits for the answer to each try."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    params: Mapping[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=lambda: [5.0] * 3)

    def attempt(self) -> httpx.Response | None:
        """One try; None: nobody answers, or not in time."""
        wait = self.waits.pop(0)
        try:
            return httpx.post(
                self.url, content=self.body, headers=dict(self.headers), params=dict(self.params), trust_env=False,
                timeout=httpx.Timeout(5.0, read=wait),
            )  # fmt: skip
        except httpx.TransportError:
            return None

    def until_acknowledged(self) -> int | None:
        """The status of the answer that ended the tries; None if none did."""
        while self.waits:
            response = self.attempt()
            if response is not None and response.status_code == 200:
                return response.status_code
        return None
