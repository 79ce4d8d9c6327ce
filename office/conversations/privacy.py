"""One person's data: found by what the person can name, exported as a whole, erased everywhere with a receipt."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations import retention
from office.conversations.review_tables import erasure_receipt
from office.conversations.spool import Spool
from office.conversations.tables import conversation
from office.database import metadata, now
from office.staff import audit

# Columns that are no person's data but keys and indexes over it.
_NOT_EXPORTED = {"tokens", "key_hash", "ticket_hash", "tracker_slots"}


@dataclass(frozen=True)
class Receipt:
    """Proof of an erasure: how much went, not what or whose."""

    number: str
    made_at: datetime
    made_by: str
    conversations: int
    erased: dict[str, int]


def find_conversations_of(connection: Connection, named: str) -> list[str]:
    """Conversations of whoever this names: a conversation's id, an id on a platform, a contact that was left."""
    named = named.strip()
    if not named:
        return []
    by_id = connection.execute(sa.select(conversation.c.id).where(conversation.c.id == named)).scalars()
    found = [*by_id, *retention.find_person(connection, channel_user=named, contact=named)]
    return list(dict.fromkeys(found))


def export(connection: Connection, conversation_ids: list[str]) -> dict[str, Any]:
    """Every row of every table that belongs to these conversations, by table; ready for JSON."""
    exported: dict[str, Any] = {"exported_at": now().isoformat(timespec="seconds") + "Z", "tables": {}}
    for name, table, column in _tables(connection):
        rows = connection.execute(sa.select(table).where(column.in_(conversation_ids))).mappings().all()
        if rows:
            exported["tables"][name] = [_row(row) for row in rows]
    return exported


def erase(connection: Connection, conversation_ids: list[str], *, by: str, spool: Spool | None = None) -> Receipt:
    """Erase conversations everywhere; returns the receipt. The audit trail keeps who looked, but no longer at what."""
    counted: dict[str, int] = {}
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # the file's freed pages are overwritten
    for each in conversation_ids:
        for name, count in retention.erase_conversation(connection, each).items():
            counted[name] = counted.get(name, 0) + count
    if spool is not None:
        waiting = spool.forget(conversation_ids)
        if waiting:
            counted["spool"] = waiting
    moment = now()
    number = f"E{moment:%Y%m%d}-{secrets.token_hex(4).upper()}"
    receipt = Receipt(number, moment, by, counted.get("conversation", 0), dict(sorted(counted.items())))
    connection.execute(
        sa.insert(erasure_receipt).values(
            number=number, made_at=moment, made_by=by, conversations=receipt.conversations, erased=receipt.erased
        )
    )
    audit.forget_subjects(connection, "conversation", conversation_ids, instead=number)
    forget_words(connection)
    return receipt


def forget_words(connection: Connection) -> None:
    """Have the full-text index drop the words of messages that are gone.

    SQLite's only notes that a message was deleted, and keeps its words until it is merged. PostgreSQL's holds none that
    a vacuum, which comes by itself, does not take away.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO message_fts (message_fts) VALUES ('optimize')")


def empty_log(database: Engine) -> None:
    """After an erasure is committed: take the erased pages out of SQLite's write-ahead log, too."""
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def get_receipt(connection: Connection, number: str) -> Receipt:
    """The receipt. LookupError: there is none of this number."""
    columns = erasure_receipt.c
    query = sa.select(columns.number, columns.made_at, columns.made_by, columns.conversations, columns.erased)
    row = connection.execute(query.where(columns.number == number)).first()
    if row is None:
        raise LookupError(f"There is no receipt {number!r}.")
    return Receipt(*row)


def find_receipts(connection: Connection, *, limit: int = 50) -> list[Receipt]:
    """Receipts, newest first."""
    columns = erasure_receipt.c
    query = sa.select(columns.number, columns.made_at, columns.made_by, columns.conversations, columns.erased)
    return [Receipt(*row) for row in connection.execute(query.order_by(columns.made_at.desc()).limit(limit))]


def _tables(connection: Connection) -> list[tuple[str, sa.sql.FromClause, sa.sql.ColumnElement]]:
    """Every table of the database with rows of a conversation, and the column that says which.

    The database is asked, not only the metadata: a process may not have imported the other parts of the office.
    """
    inspector = sa.inspect(connection)
    found: list[tuple[str, sa.sql.FromClause, sa.sql.ColumnElement]] = []
    for name in sorted(inspector.get_table_names()):
        columns = [column["name"] for column in inspector.get_columns(name)]
        if name != conversation.name and "conversation_id" not in columns:
            continue
        table: Any = metadata.tables.get(name)
        if table is None:
            table = sa.table(name, *(sa.column(column) for column in columns))
        found.append((name, table, table.c.id if name == conversation.name else table.c.conversation_id))
    return found


def _row(row: Any) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items() if name not in _NOT_EXPORTED and value is not None}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if name == "data" and isinstance(value, str):
        return json.loads(value)
    return value if isinstance(value, (str, int, float, bool, list, dict)) else str(value)
