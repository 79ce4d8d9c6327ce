"""A stand-in for Rasa's server that understands nothing, over the real conversation store and the real locks.

`python -m tests.faults.standin_rasa PORT ENDPOINTS`. Each turn is taken as Rasa's processor takes it: lock, load, events,
save. It starts in a few seconds, where Rasa needs half a minute. How long a turn takes before and after it is saved is read
from the files `before` and `after` in STATE_DIR, in seconds.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvicorn
import yaml
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.utils.endpoints import EndpointConfig
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.conversation_store import ConversationStore
from office import logs
from office.settings import settings

_LISTEN = "action_listen"


class Standin:
    """The server's two addresses that `channels` knows."""

    def __init__(self, endpoints: Path) -> None:
        content = yaml.safe_load(endpoints.read_text("utf-8"))
        locks = content.get("lock_store")
        self._locks = LockStore.create(EndpointConfig.from_dict(locks) if locks else None)
        self._store = FailSafeTrackerStore(ConversationStore(Domain.empty(), replay_every=0.5))
        self._folder = settings().state_dir

    async def answer(self, request: Request) -> Response:
        """POST /webhooks/rest/webhook."""
        asked = await request.json()
        sender, text = asked["sender"], asked["message"]
        async with self._locks.lock(sender):
            tracker = await self._store.get_or_create_tracker(sender, append_action_listen=False)
            if not tracker.events:
                for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted(_LISTEN)):
                    tracker.update(event)
            parsed = {"intent": {"name": "ask_duration", "confidence": 0.9}, "entities": [], "text": text}
            channel = asked["input_channel"]
            said = UserUttered(text, parsed["intent"], [], parsed, input_channel=channel, metadata=asked["metadata"])
            answer = BotUttered(f"Answer to: {text}", {}, {"utter_action": "utter_answer", "language": "en"})
            for event in (said, ActionExecuted("action_answer"), answer, ActionExecuted(_LISTEN)):
                tracker.update(event)
            await asyncio.sleep(self._seconds("before"))
            await self._store.save(tracker)
            await asyncio.sleep(self._seconds("after"))
        return JSONResponse([])

    def _seconds(self, name: str) -> float:
        file = self._folder / name
        return float(file.read_text("ascii") or 0) if file.exists() else 0.0

    async def up(self, _request: Request) -> Response:
        """GET /webhooks/rest/."""
        return JSONResponse({"status": "ok"})


def main() -> None:
    """Serve until told to stop."""
    logs.configure(settings(), "rasa")
    standin = Standin(Path(sys.argv[2]))
    routes = [
        Route("/webhooks/rest/webhook", standin.answer, methods=["POST"]),
        Route("/webhooks/rest/", standin.up, methods=["GET"]),
    ]
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=int(sys.argv[1]), ws="none", log_config=None)


if __name__ == "__main__":
    main()
