"""Whether the running server serves a certain model: asked until it does, in each of its workers."""

from __future__ import annotations

import time
from typing import Any

import httpx

PATIENCE = 60.0  # seconds
_ROUTE = "/webhooks/model/"


class NotLoaded(RuntimeError):
    """The server could not load the model and goes on with the old one; the message says why."""


def wait_until_served(rasa_url: str, model: str, *, workers: int = 1, patience: float = PATIENCE) -> str:
    """ "served": every worker serves the model of that checksum. "absent": no server runs (or one without bot.model_watch), so the
    next one that starts will. "late": it does not say so yet. NotLoaded: it never will.
    """
    served: set[int] = set()
    deadline = time.monotonic() + patience
    # A connection for each look: the next one may reach another worker.
    brief = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(timeout=10, trust_env=False, limits=brief) as client:
        while True:
            found = _ask(client, rasa_url)
            if found is None:
                return "absent"
            failed = found.get("failed") or {}
            if failed.get("model") == model:
                raise NotLoaded(str(failed.get("error")))
            if found.get("serves") == model:
                served.add(int(found["process"]))
            else:
                served.discard(int(found.get("process") or 0))
            if len(served) >= workers:
                return "served"
            if time.monotonic() > deadline:
                return "late"
            time.sleep(0.5)


def _ask(client: httpx.Client, rasa_url: str) -> dict[str, Any] | None:
    """What one worker says; empty when it is too busy to say anything, None when nobody is there."""
    try:
        answered = client.get(rasa_url.rstrip("/") + _ROUTE)
    except httpx.ConnectError:
        return None
    except httpx.HTTPError:
        return {}
    if answered.status_code == 404:
        return None
    try:
        content = answered.json() if answered.is_success else {}
    except ValueError:
        content = {}
    return content if isinstance(content, dict) else {}
