"""What an applicant tells the people of the office: how good an answer was, and that a person is wanted."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from channels.refusals import Refusal, language_of
from channels.requests import number_field, read_json, text_field
from channels.website.visitor import door_of
from office.conversations.feedback import COMMENT_LIMIT, record_rating
from office.conversations.handoffs import REASON_LIMIT, ContactError, request_handoff
from office.conversations.queries import get_conversation
from office.wording.catalogues import translate

_CONTACT_CODES = {
    "unknown_kind": "contact_unknown_kind",
    "not_valid": "contact_not_valid",
    "consent_needed": "consent_needed",
}


async def post_feedback(request: Request) -> Response:
    """Thumbs up or down for one answer, with an optional word."""
    door = door_of(request)
    visitor = await door.visitor(request)
    data = await read_json(request)
    message_id = number_field(data, "message")
    rating = data.get("rating")
    if rating not in (1, -1) or isinstance(rating, (bool, float)):
        raise Refusal(400, "invalid_request", values={"field": "rating"})
    comment = data.get("comment")
    if isinstance(comment, str) and len(comment) > COMMENT_LIMIT:
        raise Refusal(422, "comment_too_long", values={"limit": COMMENT_LIMIT})
    comment = text_field(data, "comment", limit=COMMENT_LIMIT)
    try:
        await door.desk.write(record_rating, visitor.id, message_id, rating, comment=comment)
    except LookupError as error:
        raise Refusal(404, "unknown_message") from error
    return JSONResponse({"message": message_id, "rating": rating})


async def post_handoff(request: Request) -> Response:
    """Ask for a person, with an optional way to be reached."""
    door = door_of(request)
    visitor = await door.visitor(request)
    data = await read_json(request)
    contact = data.get("contact") or {}
    if not isinstance(contact, dict) or not isinstance(data.get("consent", False), bool):
        raise Refusal(400, "invalid_request", values={"field": "contact"})
    try:
        handoff = await door.desk.write(
            _request,
            visitor.id,
            reason=text_field(data, "reason", limit=REASON_LIMIT),
            language=visitor.speaks,
            contact_kind=text_field(contact, "kind", limit=16),
            contact=text_field(contact, "value", limit=320),
            consent=data.get("consent", False),
        )
    except ContactError as error:
        raise Refusal(422, _CONTACT_CODES[error.code]) from error
    except LookupError as error:
        raise Refusal(401, "unknown_session") from error
    text = translate(language_of(request), "channels_handoff_received")
    return JSONResponse({**handoff, "message": text}, 201)


def _request(connection: Connection, /, conversation_id: str, **asked: Any) -> dict[str, Any]:
    handoff = request_handoff(connection, conversation_id, **asked)
    return {"handoff": handoff.id, "state": get_conversation(connection, conversation_id).state}
