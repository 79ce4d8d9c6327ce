"""Who may see which conversation: secrets of visitors, tickets for event streams, people on platforms."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import Conversation, columns_of
from office.conversations.tables import conversation, event_ticket, session_key
from office.database import now

# 192 random bits each. The conversation's id travels to Rasa, its log and the console; the secret only between the
# visitor and channels, and the database holds its hash: who reads an id or the database cannot speak as the visitor.
_BYTES = 24
TICKET_LIFE = timedelta(seconds=30)
# A row is written when a secret was last used this long ago, not at each request.
_USE_RESOLUTION = timedelta(hours=1)


# Made once, as in office.conversations.log.
_OPENED_BY = (
    sa.select(*columns_of(Conversation, conversation), session_key.c.used_at)
    .join(session_key, session_key.c.conversation_id == conversation.c.id)
    .where(session_key.c.key_hash == sa.bindparam("the_hash"))
)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def open_conversation(
    connection: Connection,
    *,
    channel: str,
    channel_user: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
) -> Conversation:
    """A new conversation under an id that nobody can guess."""
    fresh = {
        "id": secrets.token_urlsafe(_BYTES),
        "channel": channel,
        "channel_user": channel_user,
        "language": language,
        "time_zone": time_zone,
        "created_at": now(),
    }
    connection.execute(sa.insert(conversation).values(**fresh))
    query = sa.select(*columns_of(Conversation, conversation)).where(conversation.c.id == fresh["id"])
    return Conversation(*connection.execute(query).one())


def conversation_of(
    connection: Connection, *, channel: str, channel_user: str, language: str | None = None
) -> Conversation:
    """The conversation of a person on a platform; opened at their first message."""
    query = sa.select(*columns_of(Conversation, conversation)).where(
        conversation.c.channel == channel, conversation.c.channel_user == channel_user
    )
    row = connection.execute(query).first()
    if row:
        return Conversation(*row)
    try:
        with connection.begin_nested():
            return open_conversation(connection, channel=channel, channel_user=channel_user, language=language)
    except sa.exc.IntegrityError:  # the same person's other message came first
        return Conversation(*connection.execute(query).one())


def choose_language(connection: Connection, conversation_id: str, language: str) -> None:
    """Address the applicant in `language` until they write in another one."""
    connection.execute(sa.update(conversation).where(conversation.c.id == conversation_id).values(language=language))


def issue_key(connection: Connection, conversation_id: str) -> str:
    """A new secret that opens this conversation. It is told once and stored nowhere."""
    secret = secrets.token_urlsafe(_BYTES)
    moment = now()
    connection.execute(
        sa.insert(session_key).values(
            key_hash=_hash(secret), conversation_id=conversation_id, created_at=moment, used_at=moment
        )
    )
    return secret


def find_conversation(connection: Connection, secret: str) -> Conversation | None:
    """The conversation that `secret` opens, or None."""
    row = connection.execute(_OPENED_BY, {"the_hash": _hash(secret)}).first()
    return Conversation(*row[:-1]) if row else None


def note_use(connection: Connection, secret: str) -> None:
    """Keep the secret from ageing: it was used just now."""
    moment = now()
    connection.execute(
        sa.update(session_key)
        .where(session_key.c.key_hash == _hash(secret), session_key.c.used_at < moment - _USE_RESOLUTION)
        .values(used_at=moment)
    )


def issue_ticket(connection: Connection, conversation_id: str) -> str:
    """A ticket that opens one event stream of this conversation, once, within half a minute.

    For browsers' EventSource, which cannot send the Authorization header: a used ticket in an address is worthless.
    """
    moment = now()
    connection.execute(sa.delete(event_ticket).where(event_ticket.c.expires_at < moment))
    ticket = secrets.token_urlsafe(_BYTES)
    connection.execute(
        sa.insert(event_ticket).values(
            ticket_hash=_hash(ticket), conversation_id=conversation_id, expires_at=moment + TICKET_LIFE
        )
    )
    return ticket


def redeem_ticket(connection: Connection, ticket: str) -> Conversation | None:
    """The conversation that the ticket opens, and the ticket is used up; None if it is unknown, used or too old."""
    here = event_ticket.c.ticket_hash == _hash(ticket)
    query = (
        sa.select(*columns_of(Conversation, conversation))
        .join(event_ticket, event_ticket.c.conversation_id == conversation.c.id)
        .where(here, event_ticket.c.expires_at >= now())
    )
    row = connection.execute(query).first()
    used = connection.execute(sa.delete(event_ticket).where(here)).rowcount
    return Conversation(*row) if row and used == 1 else None
