"""The stream of news that every open page holds: server-sent events, ended with the session."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator

import anyio.from_thread
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from console.visit import Visit
from office.database import reading
from office.staff.sessions import find_session

PING_EVERY = 15.0  # seconds: proxies close what is silent for a minute
CHECK_EVERY = 30.0  # seconds: so long a session that was ended may still hear news


def stream(visit: Visit) -> Response:
    """GET /live: events `inbox`, and for ?conversation=... `thread` and `presence`."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(visit), media_type="text/event-stream", headers=headers)


async def _events(visit: Visit) -> AsyncIterator[bytes]:
    account = visit.account
    conversation_id = visit.query("conversation")[:255] or None
    checked = time.monotonic()
    yield b"retry: 2000\n\n"
    with visit.house.news.watch(account.name, account.shown_name, conversation_id) as watch:
        while True:
            news = await watch.wait(PING_EVERY)
            if time.monotonic() - checked > CHECK_EVERY:
                if not await run_in_threadpool(_is_logged_in, visit):
                    return
                checked = time.monotonic()
            if not news:
                yield b": still there\n\n"
            for kind, about in news.items():
                yield f"event: {kind}\ndata: {json.dumps(about, ensure_ascii=False)}\n\n".encode()


def _is_logged_in(visit: Visit) -> bool:
    token = visit.house.cookie.read(visit.request)
    if token is None:
        return False
    with reading(visit.house.database) as connection:
        return find_session(connection, token) is not None


def typing(visit: Visit) -> Response:
    """POST /inbox/{id}/typing: this person is writing an answer."""
    anyio.from_thread.run_sync(visit.house.news.note_typing, visit.account.name, visit.path("id"))
    return Response(status_code=204)
