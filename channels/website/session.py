"""Beginning a conversation on the website, its language, and its end: /api/session."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from channels.refusals import Refusal, language_of
from channels.requests import read_json, text_field
from channels.website.channel import NAME
from channels.website.visitor import door_of
from office.conversations import sessions
from office.conversations.retention import erase_conversation
from office.languages import supported


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


async def post_session(request: Request) -> Response:
    """Open a conversation; its secret is told here and never again."""
    door = door_of(request)
    await door.admit(request, cost=2.0)
    data = await read_json(request)
    asked = text_field(data, "language", limit=35)
    language = supported(asked)
    if asked and language is None:
        raise Refusal(400, "unknown_language")
    zone = text_field(data, "time_zone", limit=64)
    language = language or language_of(request)
    secret = await door.desk.write(_open, language=language, time_zone=zone if zone in _time_zones() else None)
    answer = {"session": secret, "language": language, "limits": {"message": door.settings["MESSAGE_LIMIT"]}}
    return JSONResponse(answer, 201)


def _open(connection: Connection, *, language: str, time_zone: str | None) -> str:
    conversation = sessions.open_conversation(connection, channel=NAME, language=language, time_zone=time_zone)
    return sessions.issue_key(connection, conversation.id)


async def patch_session(request: Request) -> Response:
    """Go on in another language, which the applicant has chosen on the page; what they write still decides."""
    door = door_of(request)
    visitor = await door.visitor(request)
    language = supported(text_field(await read_json(request), "language", limit=35))
    if language is None:
        raise Refusal(400, "unknown_language")
    await door.desk.write(sessions.choose_language, visitor.id, language)
    return JSONResponse({"language": language})


async def delete_session(request: Request) -> Response:
    """Erase the caller's conversation everywhere."""
    door = door_of(request)
    visitor = await door.visitor(request)
    await door.desk.write(erase_conversation, visitor.id)
    return JSONResponse({"erased": True})
