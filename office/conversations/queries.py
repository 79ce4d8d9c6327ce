"""Reading the log: conversations and messages, in pages that begin after an id, and full-text search over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import Conversation, Message, Rating, columns_of
from office.conversations.tables import conversation, feedback, journal, message
from office.search import fts5_query, tsquery

_MESSAGE = columns_of(Message, message)
_CONVERSATION = columns_of(Conversation, conversation)
# Made once, as in office.conversations.log.
_ONE = sa.select(*_CONVERSATION).where(conversation.c.id == sa.bindparam("the_id"))
_REPLIES = (
    sa.select(*_MESSAGE)
    .where(message.c.journal_id == sa.bindparam("the_entry"), message.c.sender != "applicant")
    .order_by(message.c.id)
)
_QUESTION = sa.select(*_MESSAGE).where(
    message.c.journal_id == sa.bindparam("the_entry"), message.c.sender == "applicant"
)
_RATINGS = sa.select(*columns_of(Rating, feedback)).where(
    feedback.c.conversation_id == sa.bindparam("the_conversation")
)
_FTS = sa.table("message_fts", sa.column("rowid"))


@dataclass(frozen=True)
class Pulse:
    """What changes in a conversation while somebody watches it: one cheap row a conversation."""

    conversation_id: str
    message_count: int
    state: str
    pending: bool


def get_conversation(connection: Connection, conversation_id: str) -> Conversation:
    """The conversation. LookupError: there is none (never was, or erased)."""
    row = connection.execute(_ONE, {"the_id": conversation_id}).first()
    if row is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased.")
    return Conversation(*row)


def find_conversations(
    connection: Connection,
    *,
    state: str | None = None,
    channel: str | None = None,
    language: str | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Conversation]:
    """Conversations in which something was said, newest first.

    `before`: (last_message_at, id) of the last one on the page before this.
    """
    columns = conversation.c
    query = sa.select(*_CONVERSATION).where(columns.last_message_at.is_not(None))
    for column, wanted in ((columns.state, state), (columns.channel, channel), (columns.language, language)):
        if wanted is not None:
            query = query.where(column == wanted)
    if before is not None:
        moment, last = before
        query = query.where(
            sa.or_(columns.last_message_at < moment, sa.and_(columns.last_message_at == moment, columns.id < last))
        )
    query = query.order_by(columns.last_message_at.desc(), columns.id.desc()).limit(limit)
    return [Conversation(*row) for row in connection.execute(query)]


def transcript(
    connection: Connection, conversation_id: str, *, after: int = 0, limit: int | None = None
) -> list[Message]:
    """The conversation's messages with an id above `after`, in their order."""
    query = (
        sa.select(*_MESSAGE)
        .where(message.c.conversation_id == conversation_id, message.c.id > after)
        .order_by(message.c.id)
    )
    return [Message(*row) for row in connection.execute(query if limit is None else query.limit(limit))]


def replies_to(connection: Connection, journal_id: int) -> list[Message]:
    """What was answered to one journal entry, in its order."""
    return [Message(*row) for row in connection.execute(_REPLIES, {"the_entry": journal_id})]


def question_of(connection: Connection, journal_id: int) -> Message | None:
    """The applicant's message that came in as this journal entry."""
    row = connection.execute(_QUESTION, {"the_entry": journal_id}).first()
    return Message(*row) if row else None


def find_message(connection: Connection, conversation_id: str, message_id: int) -> Message | None:
    """One message of this conversation; None if there is none, or if it is another conversation's."""
    query = sa.select(*_MESSAGE).where(message.c.id == message_id, message.c.conversation_id == conversation_id)
    row = connection.execute(query).first()
    return Message(*row) if row else None


def last_message(connection: Connection, conversation_id: str, *, sender: str | None = None) -> Message | None:
    """The newest message of a conversation (of one sender)."""
    query = sa.select(*_MESSAGE).where(message.c.conversation_id == conversation_id)
    if sender is not None:
        query = query.where(message.c.sender == sender)
    row = connection.execute(query.order_by(message.c.id.desc()).limit(1)).first()
    return Message(*row) if row else None


def ratings_in(connection: Connection, conversation_id: str) -> dict[int, Rating]:
    """By message id: how the applicant rated the answers of a conversation."""
    found = connection.execute(_RATINGS, {"the_conversation": conversation_id})
    return {row.message_id: Rating(*row) for row in found}


def pulses(connection: Connection, conversation_ids: list[str]) -> dict[str, Pulse]:
    """By conversation id: what tells a watcher that something is new. Erased conversations are missing."""
    waiting = sa.exists().where(journal.c.conversation_id == conversation.c.id, journal.c.status == "received")
    query = sa.select(
        conversation.c.id, conversation.c.message_count, conversation.c.state, waiting.label("pending")
    ).where(conversation.c.id.in_(conversation_ids))
    return {row.id: Pulse(row.id, row.message_count, row.state, bool(row.pending)) for row in connection.execute(query)}


def find_messages(
    connection: Connection,
    text: str | None = None,
    *,
    sender: str | None = None,
    language: str | None = None,
    channel: str | None = None,
    intent: str | None = None,
    gap: bool | None = None,
    fallback: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Message]:
    """Messages of all conversations, newest first; with `text` only those in which all of it is found.

    `before` is the id of the last message on the page before this. A text in which nothing can be sought (only
    punctuation, say) finds nothing.
    """
    columns = message.c
    query = sa.select(*_MESSAGE)
    if text is not None:
        found = _search(connection, text)
        if found is None:
            return []
        query = query.where(found)
    equals = (
        (columns.sender, sender),
        (columns.language, language),
        (columns.channel, channel),
        (columns.intent, intent),
        (columns.gap, gap),
        (columns.fallback, fallback),
    )
    for column, wanted in equals:
        if wanted is not None:
            query = query.where(column == wanted)
    if since is not None:
        query = query.where(columns.created_at >= since)
    if until is not None:
        query = query.where(columns.created_at < until)
    if before is not None:
        query = query.where(columns.id < before)
    return [Message(*row) for row in connection.execute(query.order_by(columns.id.desc()).limit(limit))]


def _search(connection: Connection, text: str) -> sa.sql.ColumnElement | None:
    if connection.dialect.name == "sqlite":
        asked = fts5_query(text)
        matches = sa.text("message_fts MATCH :asked").bindparams(asked=asked)
        return message.c.id.in_(sa.select(_FTS.c.rowid).where(matches)) if asked else None
    asked = tsquery(text)
    return (
        sa.text("to_tsvector('simple', message.tokens) @@ to_tsquery('simple', :asked)").bindparams(asked=asked)
        if asked
        else None
    )
