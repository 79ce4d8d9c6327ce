"""Saying something and reading what was said: /api/messages, and the transcript to take away."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from channels.channel import Button, Inbound
from channels.refusals import Refusal, language_of
from channels.requests import number_field, number_parameter, read_json
from channels.typed_text import TextRefused
from channels.website.channel import NAME, message_key
from channels.website.shapes import iso, shaped
from channels.website.visitor import door_of
from office.conversations import journal, log, queries
from office.conversations.records import Conversation
from office.database import now
from office.wording.catalogues import translate

_CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_PAGE = 500  # messages in one answer; a longer conversation comes in several
# A question that waits longer than this is told so: everything is kept, the reply follows.
_LONG = timedelta(seconds=8)


async def post_message(request: Request) -> Response:
    """Take a text or a pressed button; the replies that are ready within REPLY_WAIT come back at once."""
    door = door_of(request)
    visitor = await door.visitor(request)
    inbound = _inbound(visitor, await read_json(request))
    if not await door.desk.read(_is_known, inbound):
        await door.admit_message(visitor)
    try:
        await door.note_use(request.state.secret)
        entry = await door.turns.receive(inbound)
        await door.turns.settled(entry, wait=door.settings["REPLY_WAIT"])
        answer = await door.desk.read(_answer, entry.id, language=language_of(request))
    except TextRefused as error:
        raise Refusal(422, error.code, values=error.values) from error
    except LookupError as error:
        raise Refusal(401, "unknown_session") from error
    return JSONResponse(answer, 202 if answer["pending"] else 200)


def _inbound(visitor: Conversation, data: dict[str, Any]) -> Inbound:
    client_id = data.get("client_id")
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise Refusal(400, "invalid_request", values={"field": "client_id"})
    text, button = data.get("text"), data.get("button")
    if not isinstance(text, str | None) or (text is None) == (button is None):
        raise Refusal(400, "invalid_request", values={"field": "text"})
    return Inbound(
        channel=NAME,
        platform_message_id=message_key(visitor.id, client_id),
        conversation_id=visitor.id,
        text=text,
        button=None if button is None else _button(button),
    )


def _button(data: Any) -> Button:
    if not isinstance(data, dict):
        raise Refusal(400, "invalid_request", values={"field": "button"})
    return Button(number_field(data, "message"), number_field(data, "index"))


def _is_known(connection: Connection, inbound: Inbound) -> bool:
    found = journal.find_entry(connection, channel=NAME, platform_message_id=inbound.platform_message_id)
    return found is not None


def _answer(connection: Connection, journal_id: int, *, language: str) -> dict[str, Any]:
    entry = journal.get_entry(connection, journal_id)
    question = queries.question_of(connection, entry.id)
    replies = queries.replies_to(connection, entry.id)
    conversation = queries.get_conversation(connection, entry.conversation_id)
    # What stands in the log is said, even if this process could not yet note it in the journal.
    pending = entry.status == "received" and not replies
    shapes = shaped(connection, [question, *replies] if question else replies)
    return {
        "id": entry.id,
        "message": shapes.pop(0) if question else None,
        "messages": shapes,
        "state": conversation.state,
        "pending": pending,
        "notice": _notice(conversation.speaks or language, waiting=pending, failed=entry.status == "failed"),
    }


def _notice(language: str, *, waiting: bool, failed: bool) -> dict[str, str] | None:
    """What the applicant is told while no reply is there: the truth."""
    code = "answer_delayed" if waiting else "answer_failed" if failed else None
    return {"code": code, "message": translate(language, f"channels_{code}")} if code else None


async def get_messages(request: Request) -> Response:
    """The conversation's messages after an id, oldest first."""
    door = door_of(request)
    visitor = await door.visitor(request, cost=0.25)  # a page that polls asks often and costs little
    after = number_parameter(request, "after") or 0
    return JSONResponse(await door.desk.read(_history, visitor, after=after, language=language_of(request)))


def _history(connection: Connection, visitor: Conversation, *, after: int, language: str) -> dict[str, Any]:
    messages = queries.transcript(connection, visitor.id, after=after, limit=_PAGE)
    waiting = [
        entry for entry in journal.find_waiting(connection, visitor.id) if not log.is_answered(connection, entry.id)
    ]
    late = any(entry.error or entry.received_at < now() - _LONG for entry in waiting)
    # How it stands does not depend on where the reader looks from.
    last = queries.last_message(connection, visitor.id)
    failed = last is not None and shaped(connection, [last])[0].get("status") == "failed"
    return {
        "messages": shaped(connection, messages),
        "state": visitor.state,
        "pending": bool(waiting),
        "more": len(messages) == _PAGE,
        "notice": _notice(visitor.speaks or language, waiting=late, failed=failed),
    }


async def get_transcript(request: Request) -> Response:
    """The whole conversation to take away, as text or as JSON (?format=json)."""
    door = door_of(request)
    visitor = await door.visitor(request)
    wanted = request.query_params.get("format", "text")
    if wanted not in ("text", "json"):
        raise Refusal(400, "invalid_request", values={"field": "format"})
    messages = await door.desk.read(_whole, visitor)
    name = f"conversation-{now():%Y-%m-%d}.{'json' if wanted == 'json' else 'txt'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if wanted == "json":
        return JSONResponse({"created": iso(visitor.created_at), "messages": messages}, headers=headers)
    speakers = {
        sender: translate(language_of(request), f"channels_page_{sender}") for sender in ("applicant", "bot", "staff")
    }
    lines = [_line(each, speakers[each["sender"]]) for each in messages]
    # A byte-order mark, since the editors of most desktops guess the encoding otherwise.
    return Response("\ufeff" + "\r\n\r\n".join(lines) + "\r\n", media_type="text/plain; charset=utf-8", headers=headers)


def _line(message: dict[str, Any], speaker: str) -> str:
    sources = [source["text"] for source in message["sources"] if source["text"]]
    moment = message["time"][:16].replace("T", " ")
    return "\r\n".join([f"[{moment} UTC] {speaker}: {message['text']}", *sources])


def _whole(connection: Connection, visitor: Conversation) -> list[dict[str, Any]]:
    return shaped(connection, queries.transcript(connection, visitor.id))
