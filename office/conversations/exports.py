"""Conversations as files: CSV for spreadsheets (no cell is a formula) and JSON, a piece at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.finding import Filters, find_page
from office.conversations.records import Message, columns_of
from office.conversations.tables import message

COLUMNS = (
    "conversation",
    "message",
    "time_utc",
    "channel",
    "sender",
    "author",
    "language",
    "text",
    "intent",
    "confidence",
    "entities",
    "fallback",
    "gap",
    "reply",
    "latency_ms",
)
# Spreadsheets run a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PAGE = 100

Reading = Callable[[], AbstractContextManager[Connection]]


def safe_cell(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Rows as lines of CSV; before the first the mark by which Excel knows UTF-8."""
    yield "\ufeff"
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer).writerow([safe_cell(value) for value in row])
        yield buffer.getvalue()


def find_all_messages(reading: Reading, filters: Filters, *, masked: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """Every message of every conversation that passes the filters, the conversation's messages in their order.

    Each page is read on a connection of its own: an export of hours holds nothing. `masked` is applied to every text.
    """
    after: str | None = None
    while True:
        with reading() as connection:
            page = find_page(connection, filters, after=after, limit=_PAGE)
            texts = _messages(connection, [each.conversation.id for each in page.found])
        for each in page.found:
            for said in texts.get(each.conversation.id, ()):
                yield as_row(said, masked)
        if page.next is None:
            return
        after = page.next


def as_row(said: Message, masked: Callable[[str], str]) -> dict[str, Any]:
    """A message by the names of COLUMNS."""
    values = (
        said.conversation_id,
        said.id,
        said.created_at.isoformat(timespec="seconds"),
        said.channel,
        said.sender,
        said.author,
        said.language,
        masked(said.text),
        said.intent,
        None if said.confidence is None else round(said.confidence, 3),
        "; ".join(f"{each.get('entity')}={each.get('value')}" for each in said.entities or ()),
        int(said.fallback),
        int(said.gap),
        (said.reply or {}).get("name"),
        said.latency_ms,
    )
    return dict(zip(COLUMNS, values, strict=True))


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One JSON array, a line an element."""
    first = True
    for row in rows:
        yield ("[\n" if first else ",\n") + json.dumps(row, ensure_ascii=False, default=_plain)
        first = False
    yield "[]\n" if first else "\n]\n"


def _messages(connection: Connection, conversation_ids: list[str]) -> dict[str, list[Message]]:
    query = (
        sa.select(*columns_of(Message, message))
        .where(message.c.conversation_id.in_(conversation_ids))
        .order_by(message.c.conversation_id, message.c.id)
    )
    found: dict[str, list[Message]] = {}
    for row in connection.execute(query):
        found.setdefault(row.conversation_id, []).append(Message(*row))
    return found


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
