"""What happens in a conversation, as it happens: server-sent events, resumable, with tickets for EventSource."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from channels.refusals import Refusal
from channels.requests import number_parameter
from channels.website.shapes import shaped
from channels.website.visitor import Door, door_of
from office.conversations import queries, sessions
from office.conversations.queries import Pulse
from office.conversations.records import Conversation
from office.conversations.sessions import TICKET_LIFE

PING_EVERY = 15.0  # seconds: proxies close what is silent for a minute
STREAMS = 6  # of one conversation at the same time: tabs, and what a bad network has not closed yet


async def post_ticket(request: Request) -> Response:
    """A ticket for one stream, for browsers' EventSource: GET /api/events?ticket=..."""
    door = door_of(request)
    visitor = await door.visitor(request)
    ticket = await door.desk.write(sessions.issue_ticket, visitor.id)
    return JSONResponse({"ticket": ticket, "expires_in": int(TICKET_LIFE.total_seconds())}, 201)


async def get_events(request: Request) -> Response:
    """The stream. Messages after `Last-Event-ID` (or ?after=) come first; without one, only what is new."""
    door = door_of(request)
    visitor = await _watcher(door, request)
    if door.feed.watchers(visitor.id) >= STREAMS:
        raise Refusal(429, "too_many_streams", retry_after=int(PING_EVERY))
    after = _last_seen(request)
    if after is None:
        last = await door.desk.read(queries.last_message, visitor.id)
        after = last.id if last else 0
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(door, visitor, after), media_type="text/event-stream", headers=headers)


async def _watcher(door: Door, request: Request) -> Conversation:
    ticket = request.query_params.get("ticket")
    if ticket is None:
        return await door.visitor(request)
    await door.admit(request)
    conversation = await door.desk.write(sessions.redeem_ticket, ticket[:200])
    if conversation is None:
        raise Refusal(401, "unknown_session")
    return conversation


def _last_seen(request: Request) -> int | None:
    seen = request.headers.get("last-event-id", "")
    if seen.isascii() and seen.isdecimal() and len(seen) <= 15:
        return int(seen)
    return number_parameter(request, "after")


async def _stream(door: Door, visitor: Conversation, after: int) -> AsyncIterator[bytes]:
    shown: Pulse | None = None
    yield b"retry: 3000\n\n"
    with door.feed.watch(visitor.id) as watch:
        while True:
            if not await watch.wait(PING_EVERY):
                yield event("ping", {})
                continue
            pulse = watch.pulse
            if pulse is None:
                yield event("state", {"state": "erased"})
                return
            if shown is None or pulse.state != shown.state:
                yield event("state", {"state": pulse.state})
            if pulse.pending and not (shown and shown.pending):
                yield event("typing", {"sender": "bot", "active": True})
            for message in await door.desk.read(_new, visitor.id, after=after):
                after = message["id"]
                yield event("message", message, number=after)
            if shown and shown.pending and not pulse.pending:
                yield event("typing", {"sender": "bot", "active": False})
            shown = pulse


def _new(connection: Connection, conversation_id: str, *, after: int) -> list[dict[str, Any]]:
    return shaped(connection, queries.transcript(connection, conversation_id, after=after, limit=200))


def event(kind: str, data: dict[str, Any], *, number: int | None = None) -> bytes:
    """One event in the stream's format; `number` is what a browser names when it comes back."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
