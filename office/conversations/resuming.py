"""Going on elsewhere: a short-lived code, used once, moves a conversation to another channel."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.delivery_tables import resume_code
from office.conversations.records import Conversation
from office.conversations.tables import conversation, event_ticket, session_key
from office.database import now

CODE_LIFE = timedelta(minutes=10)
# 40 random bits without letters that look alike: nobody guesses one within its ten minutes at the rates allowed.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode("utf-8", "replace")).hexdigest()


def issue_code(connection: Connection, conversation_id: str) -> str:
    """A new code for this conversation; the ones before no longer count. The database holds its hash only."""
    moment = now()
    connection.execute(
        sa.delete(resume_code).where(
            sa.or_(resume_code.c.expires_at < moment, resume_code.c.conversation_id == conversation_id)
        )
    )
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    connection.execute(
        sa.insert(resume_code).values(
            code_hash=_hash(code), conversation_id=conversation_id, expires_at=moment + CODE_LIFE
        )
    )
    return code


def redeem_code(connection: Connection, code: str, *, here: Conversation, website: str = "website") -> str | None:
    """Move the code's conversation to where `here` is held; returns its id, or None if the code is not valid.

    On the website the visitor's secrets open it from now on. On a platform it becomes the person's conversation, and
    what was said in `here` stays in the log under no person.
    """
    valid = sa.and_(resume_code.c.code_hash == _hash(code), resume_code.c.expires_at >= now())
    there = connection.execute(sa.select(resume_code.c.conversation_id).where(valid)).scalar()
    used = connection.execute(sa.delete(resume_code).where(resume_code.c.code_hash == _hash(code))).rowcount
    if there is None or used != 1:
        return None
    if there == here.id:
        return str(there)
    if here.channel == website:
        for table in (session_key, event_ticket):
            connection.execute(sa.update(table).where(table.c.conversation_id == here.id).values(conversation_id=there))
        return str(there)
    connection.execute(sa.update(conversation).where(conversation.c.id == here.id).values(channel_user=None))
    connection.execute(
        sa.update(conversation)
        .where(conversation.c.id == there)
        .values(channel=here.channel, channel_user=here.channel_user)
    )
    return str(there)
