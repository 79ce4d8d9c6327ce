"""A message as the website's API gives it: what the applicant may see, nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from channels.website.channel import client_id_of
from office.conversations import journal, queries
from office.conversations.records import Message
from office.languages import SOURCE_LANGUAGE, direction


def shaped(connection: Connection, messages: list[Message]) -> list[dict[str, Any]]:
    """Messages of one conversation as JSON."""
    if not messages:
        return []
    asked = [each.journal_id for each in messages if each.sender == "applicant" and each.journal_id is not None]
    statuses = journal.statuses(connection, asked)
    ratings = queries.ratings_in(connection, messages[0].conversation_id)
    shapes = []
    for each in messages:
        shape = shape_of(each)
        if each.sender == "applicant":
            # An entry that has been cleared with age was answered long ago.
            status, platform_id = statuses.get(each.journal_id or 0, ("answered", ""))
            shape["status"] = status
            if platform_id:
                shape["client_id"] = client_id_of(platform_id)
        else:
            shape["rating"] = ratings[each.id].rating if each.id in ratings else None
        shapes.append(shape)
    return shapes


def shape_of(message: Message) -> dict[str, Any]:
    """One message. Of a button only the title: its payload never leaves the server.

    A source has a title, an ISO date and the line that says both in the reply's language (`source_lines` of the reply).
    """
    language = message.language or SOURCE_LANGUAGE
    reply = message.reply or {}
    return {
        "id": message.id,
        "sender": message.sender,
        "text": message.text,
        "language": language,
        "direction": direction(language),
        "time": iso(message.created_at),
        "buttons": [{"title": str(button.get("title") or "")} for button in _dicts(reply.get("buttons"))],
        "blocks": reply["blocks"] if isinstance(reply.get("blocks"), list) else [],
        "sources": [
            {name: source.get(name) for name in ("title", "date", "text")}
            for source in _dicts(reply.get("source_lines")) or _dicts(reply.get("sources"))
        ],
    }


def iso(moment: datetime) -> str:
    """UTC in ISO 8601, to the millisecond."""
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
