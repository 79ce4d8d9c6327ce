"""Conversations for tests, written as the door and the bot write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations import sessions
from office.conversations.tables import conversation, message
from office.database import now
from office.search import tokens


def begin(connection: Connection, *, channel: str = "website", language: str = "th", **values: Any) -> str:
    """A conversation in which nothing was said yet; returns its id."""
    made = sessions.open_conversation(connection, channel=channel, language=language)
    if values:
        connection.execute(sa.update(conversation).where(conversation.c.id == made.id).values(**values))
    return made.id


def say(
    connection: Connection,
    conversation_id: str,
    text: str,
    *,
    sender: str = "applicant",
    at: datetime | None = None,
    ago: timedelta | None = None,
    **values: Any,
) -> int:
    """One message in the log; returns its id. `at` or `ago` say when; otherwise now."""
    moment = at or now() - (ago or timedelta(0))
    row = {
        "conversation_id": conversation_id,
        "sender": sender,
        "text": text,
        "tokens": tokens(text),
        "channel": "website",
        "created_at": moment,
        "language": "th",
        **values,
    }
    number = connection.execute(sa.insert(message).values(**row)).inserted_primary_key[0]
    connection.execute(
        sa.update(conversation)
        .where(conversation.c.id == conversation_id)
        .values(last_message_at=moment, message_count=conversation.c.message_count + 1)
    )
    return int(number)


def ask(
    connection: Connection,
    text: str,
    *,
    answer: str = "…",
    channel: str = "website",
    language: str = "th",
    **values: Any,
) -> tuple[str, int, int]:
    """A conversation of one question and its answer; returns (conversation, question, answer)."""
    name = begin(connection, channel=channel, language=language)
    ago = values.pop("ago", None)
    reply = values.pop("reply", None)
    question = say(connection, name, text, language=language, channel=channel, ago=ago, **values)
    flags = {key: values[key] for key in ("fallback", "gap") if key in values}
    given = say(
        connection, name, answer, sender="bot", language=language, channel=channel, ago=ago, reply=reply, **flags
    )
    return name, question, given
