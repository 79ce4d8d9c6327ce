"""Forgetting: erase one conversation or one person everywhere, and clear what is older than it need be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.spool import Spool
from office.conversations.tables import conversation, event_ticket, handoff, journal, rasa_event, session_key
from office.database import metadata, now


@dataclass(frozen=True)
class Ages:
    """How long each kind of data is kept, from its last use."""

    messages: timedelta = timedelta(days=730)  # two years of admissions
    events: timedelta = timedelta(days=90)  # Rasa's memory: only a conversation that goes on needs it
    journal: timedelta = timedelta(days=30)  # redeliveries come within minutes
    keys: timedelta = timedelta(days=180)
    contacts: timedelta = timedelta(days=365)
    empty: timedelta = timedelta(days=1)  # conversations in which nothing was ever said


def erase_conversation(connection: Connection, conversation_id: str) -> dict[str, int]:
    """Erase a conversation from every table that knows conversations; returns the number of rows by table.

    That is every table with a column `conversation_id`, of whichever part of the office: a new one is covered at birth.
    """
    return _erase(connection, [conversation_id])


def find_person(
    connection: Connection, *, channel: str | None = None, channel_user: str | None = None, contact: str | None = None
) -> list[str]:
    """Ids of the conversations of one person: by the platform's id of them, or by a contact that they left."""
    found: list[str] = []
    if channel_user is not None:
        query = sa.select(conversation.c.id).where(conversation.c.channel_user == channel_user)
        found += connection.execute(
            query if channel is None else query.where(conversation.c.channel == channel)
        ).scalars()
    if contact is not None:
        query = sa.select(handoff.c.conversation_id).where(sa.func.lower(handoff.c.contact) == contact.strip().lower())
        found += connection.execute(query).scalars()
    return list(dict.fromkeys(found))


def erase_person(
    connection: Connection,
    *,
    channel: str | None = None,
    channel_user: str | None = None,
    contact: str | None = None,
    spool: Spool | None = None,
) -> dict[str, int]:
    """Erase everything of one person; returns the number of rows by table, and of waiting turns under "spool"."""
    ids = find_person(connection, channel=channel, channel_user=channel_user, contact=contact)
    erased = _erase(connection, ids)
    if spool is not None and ids:
        erased["spool"] = spool.forget(ids)
    return erased


def clear_old(connection: Connection, ages: Ages | None = None) -> dict[str, int]:
    """Erase what has reached its age; returns the number of rows by table."""
    ages = ages or Ages()
    moment = now()
    ended = sa.select(conversation.c.id).where(
        sa.or_(
            conversation.c.last_message_at < moment - ages.messages,
            sa.and_(conversation.c.last_message_at.is_(None), conversation.c.created_at < moment - ages.empty),
        )
    )
    erased = _erase(connection, list(connection.execute(ended).scalars()))
    quiet = sa.select(conversation.c.id).where(conversation.c.last_message_at < moment - ages.events)
    rules = (
        (rasa_event, rasa_event.c.conversation_id.in_(quiet)),
        (journal, sa.and_(journal.c.status.in_(("answered", "staff")), journal.c.received_at < moment - ages.journal)),
        (session_key, session_key.c.used_at < moment - ages.keys),
        (event_ticket, event_ticket.c.expires_at < moment),
    )
    for table, old in rules:
        erased[table.name] = erased.get(table.name, 0) + connection.execute(sa.delete(table).where(old)).rowcount
    # Rasa's memory of these is gone: it begins anew after what is left.
    connection.execute(
        sa.update(conversation)
        .where(conversation.c.last_message_at < moment - ages.events, conversation.c.tracker_start > 0)
        .values(tracker_start=0, tracker_slots=None)
    )
    closed = sa.and_(handoff.c.status == "closed", handoff.c.closed_at < moment - ages.contacts)
    forgotten = connection.execute(
        sa.update(handoff)
        .where(closed, handoff.c.contact.is_not(None))
        .values(contact=None, contact_kind=None, consent_at=None)
    )
    erased["handoff.contact"] = forgotten.rowcount
    return {name: count for name, count in erased.items() if count}


def _erase(connection: Connection, conversation_ids: Iterable[str]) -> dict[str, int]:
    ids = list(conversation_ids)
    erased: dict[str, int] = {}
    tables = _tables(connection) if ids else []
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        connection.execute(sa.select(conversation.c.id).where(conversation.c.id.in_(some)).with_for_update()).all()
        for name, column in tables:
            count = connection.execute(sa.delete(column.table).where(column.in_(some))).rowcount
            erased[name] = erased.get(name, 0) + count
    return {name: count for name, count in erased.items() if count}


def _tables(connection: Connection) -> list[tuple[str, sa.sql.ColumnElement]]:
    """Name of every table with rows of a conversation, and the column that says which; what refers to others first.

    The database is asked, not only the metadata: a process may not have imported the other parts of the office.
    """
    inspector = sa.inspect(connection)
    there = inspector.get_table_names()
    ours = [table for table in reversed(metadata.sorted_tables) if "conversation_id" in table.c and table.name in there]
    unknown = [
        sa.table(name, sa.column("conversation_id"))
        for name in there
        if name not in metadata.tables
        and any(column["name"] == "conversation_id" for column in inspector.get_columns(name))
    ]
    found = [(table.name, table.c.conversation_id) for table in (*unknown, *ours)]
    return [*found, (conversation.name, conversation.c.id)]
