"""What went out to messengers, part by part: claimed before it is sent, so that nothing goes out twice."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.delivery_tables import delivery
from office.conversations.records import Conversation, Message, columns_of
from office.conversations.tables import conversation, journal, message
from office.database import now


def _here(message_id: int, part: int) -> sa.sql.ColumnElement:
    return sa.and_(delivery.c.message_id == message_id, delivery.c.part == part)


def claim_part(
    connection: Connection, target: Message, part: int, *, channel: str, way: str = "push", state: str = "sending"
) -> str:
    """Take one part of a message to be sent. Returns "new", or how it stands: "sending", "sent", "unknown".

    A new one is put down as `state`: "sent" at once where the platform asks again should the answer not arrive.
    "sending" is what a process that died left: whoever holds the journal entry now has to decide.
    LookupError: the conversation has been erased.
    """
    before = connection.execute(sa.select(delivery.c.state).where(_here(target.id, part))).scalar()
    if before is not None:
        return str(before)
    there = sa.select(conversation.c.id).where(conversation.c.id == target.conversation_id)
    if connection.execute(there).first() is None:
        raise LookupError(f"There is no conversation {target.conversation_id!r}: it may have been erased.")
    fresh = {
        "message_id": target.id,
        "part": part,
        "conversation_id": target.conversation_id,
        "channel": channel,
        "way": way,
        "state": state,
        "created_at": now(),
    }
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(delivery).values(**fresh))
    except sa.exc.IntegrityError:  # another process was faster
        return str(connection.execute(sa.select(delivery.c.state).where(_here(target.id, part))).scalar() or "sending")
    return "new"


def mark_part(connection: Connection, message_id: int, part: int, state: str) -> None:
    """The part is "sent", or it is "unknown" whether it arrived."""
    connection.execute(sa.update(delivery).where(_here(message_id, part)).values(state=state))


def release_part(connection: Connection, message_id: int, part: int, *, state: str = "sending") -> None:
    """The platform did not take the part, which stands as `state`: it may be sent again."""
    connection.execute(sa.delete(delivery).where(_here(message_id, part), delivery.c.state == state))


def record_failure(connection: Connection, message_id: int, *, channel: str, error: str) -> bool:
    """A platform says afterwards that what it had taken did not arrive: the question is shown to staff as unanswered.

    False if this channel has sent no such message, or its question is known as unanswered already.
    """
    sent = sa.exists().where(delivery.c.message_id == message_id, delivery.c.channel == channel)
    asked = sa.select(message.c.journal_id).where(message.c.id == message_id, message.c.sender == "bot", sent)
    changed = connection.execute(
        sa.update(journal)
        .where(journal.c.id == asked.scalar_subquery(), journal.c.status == "answered")
        .values(status="failed", error=f"not delivered: {error}"[:200])
    )
    return bool(changed.rowcount)


def parts_of(connection: Connection, message_ids: list[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """By message and part: (way, state) of what has gone out."""
    if not message_ids:
        return {}
    columns = delivery.c
    query = sa.select(columns.message_id, columns.part, columns.way, columns.state).where(
        columns.message_id.in_(message_ids)
    )
    return {(row.message_id, row.part): (row.way, row.state) for row in connection.execute(query)}


def count_pushed(connection: Connection, conversation_id: str, *, since: datetime) -> int:
    """How many parts have been pushed to the person since a moment."""
    query = (
        sa.select(sa.func.count())
        .select_from(delivery)
        .where(
            delivery.c.conversation_id == conversation_id,
            delivery.c.way == "push",
            delivery.c.created_at >= since,
        )
    )
    return int(connection.execute(query).scalar() or 0)


def last_heard(connection: Connection, conversation_id: str, *, channel: str, prefix: str = "") -> datetime | None:
    """When the person last wrote on this channel: most platforms let one answer only for so long after that.

    `prefix`: only what came under ids that begin so, where the platform counts some things otherwise.
    """
    query = sa.select(sa.func.max(journal.c.received_at)).where(
        journal.c.conversation_id == conversation_id, journal.c.channel == channel
    )
    if prefix:
        query = query.where(journal.c.platform_message_id.startswith(prefix, autoescape=True))
    return connection.execute(query).scalar()


def find_staff_messages(
    connection: Connection, *, channels: tuple[str, ...], since: datetime, limit: int = 100
) -> list[tuple[Conversation, Message]]:
    """What staff wrote to people on these channels since a moment and nobody has sent yet, oldest first."""
    people, texts = columns_of(Conversation, conversation), columns_of(Message, message)
    query = (
        sa.select(*people, *texts)
        .join(message, message.c.conversation_id == conversation.c.id)
        .where(
            message.c.sender == "staff",
            message.c.created_at >= since,
            conversation.c.channel.in_(channels),
            ~sa.exists().where(delivery.c.message_id == message.c.id),
        )
        .order_by(message.c.id)
        .limit(limit)
    )
    width = len(people)
    return [(Conversation(*row[:width]), Message(*row[width:])) for row in connection.execute(query)]
