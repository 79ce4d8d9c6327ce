"""The journal at the door: every incoming message is written down before anybody works on it, and answered once.

An entry is `received` until it is `answered`, `failed` (shown to staff as unanswered) or left to `staff`. Whoever works
on it holds it by moving `available_at` into the future; when that process dies, another takes it up after that moment.

An entry whose error begins with UNDELIVERED has its answer in the log, but the platform does not take it for the moment.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.log import lock_conversation, record_question, storable
from office.conversations.records import JournalEntry, columns_of
from office.conversations.tables import conversation, journal
from office.database import now

# How an entry's error begins: the platform did not take the answer; it forbids it until the person writes again.
UNDELIVERED, FORBIDDEN = "not delivered", "not allowed before they write again"
# After so many attempts an undelivered answer holds up the questions after it no longer.
OVERTAKEN_AFTER = 4
# So long after its arrival staff see an undelivered question among the unanswered ones, though it is still tried.
_LATE = timedelta(minutes=5)

# Nobody holds or puts back an entry for longer. One that seems to be held beyond this was held before the clock was set
# back, and would wait for as long as the clock was wrong.
HELD_AT_MOST = timedelta(minutes=10)

_COLUMNS = columns_of(JournalEntry, journal)
# Made once, as in office.conversations.log.
_ENTRY = sa.select(*_COLUMNS).where(journal.c.id == sa.bindparam("the_id"))
_UNDER_KEY = sa.select(*_COLUMNS).where(
    journal.c.channel == sa.bindparam("the_channel"), journal.c.platform_message_id == sa.bindparam("the_key")
)
_NEW = sa.insert(journal)
_OLDEST = (
    sa.select(journal.c.id, journal.c.channel)
    .where(
        journal.c.conversation_id == sa.bindparam("the_conversation"),
        journal.c.status == "received",
        ~sa.and_(
            journal.c.attempts >= OVERTAKEN_AFTER,
            journal.c.available_at > sa.bindparam("the_moment"),
            journal.c.available_at <= sa.bindparam("the_latest"),
            sa.func.coalesce(journal.c.error, "").startswith(UNDELIVERED),
        ),
    )
    .order_by(journal.c.id)
    .limit(1)
)
_CLAIMED = (
    sa.update(journal)
    .where(
        journal.c.id == sa.bindparam("the_id"),
        journal.c.status == "received",
        sa.or_(
            journal.c.available_at <= sa.bindparam("the_moment"),
            journal.c.available_at > sa.bindparam("the_latest"),
        ),
    )
    .values(
        available_at=sa.bindparam("the_end"), claimed_by=sa.bindparam("the_worker"), attempts=journal.c.attempts + 1
    )
)
_CHANGED = sa.update(journal).where(journal.c.id == sa.bindparam("the_id"), journal.c.status == "received")
_STATUSES = sa.select(journal.c.id, journal.c.status, journal.c.platform_message_id).where(
    journal.c.id.in_(sa.bindparam("the_ids", expanding=True))
)


def record_received(
    connection: Connection,
    conversation_id: str,
    *,
    channel: str,
    platform_message_id: str,
    shown: str,
    asked: str,
    language: str | None,
) -> tuple[JournalEntry, bool]:
    """Write down an incoming message: the journal entry, and `shown` in the log. Returns the entry, and if it is new.

    `asked` is what Rasa will be asked: the same text, or the payload of a button whose title is shown. A message under
    an id that the platform has used before is the entry from then. LookupError: the conversation has been erased.
    """
    current = lock_conversation(connection, conversation_id)
    if current is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased.")
    row = connection.execute(_UNDER_KEY, {"the_channel": channel, "the_key": platform_message_id}).first()
    if row:
        return JournalEntry(*row), False
    moment = now()
    to_staff = current.state == "staff"
    if current.state == "closed":  # whoever writes again opens it again
        connection.execute(sa.update(conversation).where(conversation.c.id == current.id).values(state="bot"))
    fresh: dict[str, Any] = {
        "conversation_id": conversation_id,
        "channel": channel,
        "platform_message_id": platform_message_id,
        "text": None if to_staff else storable(asked),
        "language": language,
        "received_at": moment,
        "available_at": moment,
        "status": "staff" if to_staff else "received",
    }
    journal_id = connection.execute(_NEW, fresh).inserted_primary_key[0]
    record_question(connection, conversation_id, shown, channel=channel, language=language, journal_id=journal_id)
    return JournalEntry(id=journal_id, attempts=0, claimed_by=None, answered_at=None, error=None, **fresh), True


def get_entry(connection: Connection, journal_id: int) -> JournalEntry:
    """The entry. LookupError: there is none (erased, or cleared with age)."""
    row = connection.execute(_ENTRY, {"the_id": journal_id}).first()
    if row is None:
        raise LookupError(f"There is no journal entry {journal_id}: it may have been erased.")
    return JournalEntry(*row)


def find_entry(connection: Connection, *, channel: str, platform_message_id: str) -> JournalEntry | None:
    """The entry of a platform's message, or None."""
    row = connection.execute(_UNDER_KEY, {"the_channel": channel, "the_key": platform_message_id}).first()
    return JournalEntry(*row) if row else None


def claim_next(
    connection: Connection, conversation_id: str, *, worker: str, lease: timedelta, channels: Collection[str]
) -> JournalEntry | None:
    """Take up the conversation's oldest unanswered entry for `lease`; None if there is none, or another worker has it.

    Only the oldest can be taken, whichever process answers: questions are answered in their order. One that is answered
    and only waits until its platform takes the answer is passed over after OVERTAKEN_AFTER attempts. None as well if the
    oldest came in on a channel that is not among `channels`, those that the worker can answer on.
    """
    moment = now()
    latest = moment + max(lease, HELD_AT_MOST)
    oldest = {"the_conversation": conversation_id, "the_moment": moment, "the_latest": latest}
    row = connection.execute(_OLDEST, oldest).first()
    if row is None or row.channel not in channels:
        return None
    held = {"the_moment": moment, "the_latest": latest, "the_end": moment + lease, "the_worker": worker}
    claimed = connection.execute(_CLAIMED, {"the_id": row.id, **held})
    return get_entry(connection, row.id) if claimed.rowcount == 1 else None


def is_waiting(connection: Connection, conversation_id: str) -> bool:
    """Whether the conversation has an unanswered entry, whoever works on it."""
    found = sa.select(journal.c.id).where(journal.c.conversation_id == conversation_id, journal.c.status == "received")
    return connection.execute(found.limit(1)).first() is not None


def finish(connection: Connection, journal_id: int, status: str, *, error: str | None = None) -> None:
    """The entry is done with: `answered`, `failed` or left to `staff`. Its text is forgotten unless it failed."""
    values: dict[str, Any] = {"status": status, "error": error, "claimed_by": None}
    if status != "failed":
        values["text"] = None
    if status == "answered":
        values["answered_at"] = now()
    connection.execute(_CHANGED, {"the_id": journal_id, **values})


def put_back(connection: Connection, journal_id: int, *, pause: timedelta, error: str | None = None) -> None:
    """Let go of an entry that could not be answered: anybody may take it up again after `pause`."""
    connection.execute(
        sa.update(journal)
        .where(journal.c.id == journal_id, journal.c.status == "received")
        .values(available_at=now() + pause, claimed_by=None, error=error)
    )


def release(connection: Connection, worker: str) -> int:
    """Let go of everything that `worker` held when it died; returns how many entries."""
    released = connection.execute(
        sa.update(journal)
        .where(journal.c.claimed_by == worker, journal.c.status == "received")
        .values(available_at=now(), claimed_by=None)
    )
    return int(released.rowcount)


def find_due(connection: Connection, *, channels: Collection[str], limit: int = 200) -> list[str]:
    """Conversations with an entry on one of these channels that should be taken up now, longest waiting first."""
    moment = now()
    is_due = sa.or_(journal.c.available_at <= moment, journal.c.available_at > moment + HELD_AT_MOST)
    query = (
        sa.select(journal.c.conversation_id)
        .where(journal.c.status == "received", is_due, journal.c.channel.in_(channels))
        .group_by(journal.c.conversation_id)
        .order_by(sa.func.min(journal.c.id))
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def find_waiting(connection: Connection, conversation_id: str) -> list[JournalEntry]:
    """The conversation's entries that are still to be answered, in their order."""
    query = (
        sa.select(*_COLUMNS)
        .where(journal.c.conversation_id == conversation_id, journal.c.status == "received")
        .order_by(journal.c.id)
    )
    return [JournalEntry(*row) for row in connection.execute(query)]


def is_unanswered() -> sa.sql.ColumnElement:
    """The condition for what staff are shown as unanswered: given up, or waiting for its platform for some minutes."""
    late = sa.and_(
        journal.c.status == "received",
        journal.c.received_at < now() - _LATE,
        journal.c.error.startswith(UNDELIVERED),
    )
    return sa.or_(journal.c.status == "failed", late)


def find_unanswered(connection: Connection, *, before: int | None = None, limit: int = 50) -> list[JournalEntry]:
    """Entries that nobody could answer, newest first: for staff. `before` is the id of the last one seen."""
    query = sa.select(*_COLUMNS).where(is_unanswered()).order_by(journal.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(journal.c.id < before)
    return [JournalEntry(*row) for row in connection.execute(query)]


def statuses(connection: Connection, journal_ids: list[int]) -> dict[int, tuple[str, str]]:
    """By journal id: the entry's status and the platform's id of the message."""
    if not journal_ids:
        return {}
    found = connection.execute(_STATUSES, {"the_ids": journal_ids})
    return {row.id: (row.status, row.platform_message_id) for row in found}


def retry(connection: Connection, journal_id: int) -> bool:
    """Put an unanswered entry back to work now, as staff ask; False if it is not one, or is being worked on."""
    if connection.execute(_again(journal.c.id == journal_id)).rowcount == 1:
        return True
    resting = (journal.c.status == "received", journal.c.claimed_by.is_(None), journal.c.error.startswith(UNDELIVERED))
    undelivered = sa.update(journal).where(journal.c.id == journal_id, *resting)
    return connection.execute(undelivered.values(available_at=now())).rowcount == 1


def retry_forbidden(connection: Connection, conversation_id: str, *, since: datetime) -> int:
    """The person has written again: what a platform forbade to send before, of questions since a moment, is sent now.

    Returns how many entries are put back to work.
    """
    here = journal.c.conversation_id == conversation_id
    forbidden = journal.c.error.startswith(FORBIDDEN)
    return int(connection.execute(_again(here, forbidden, journal.c.received_at >= since)).rowcount)


def _again(*conditions: sa.sql.ColumnElement) -> sa.sql.Update:
    return (
        sa.update(journal)
        .where(*conditions, journal.c.status == "failed", journal.c.text.is_not(None))
        # Not 0: the answer may be in the log, and whoever takes the entry up for the first time does not look.
        .values(status="received", attempts=1, available_at=now(), error=None)
    )
