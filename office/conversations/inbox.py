"""The staff's inbox: who waits for a person, what is in whose hands, what goes on now, what stayed unanswered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.handoffs import find_open_handoff, take_over
from office.conversations.journal import find_unanswered, is_unanswered
from office.conversations.log import lock_conversation, record_staff_message
from office.conversations.records import Conversation, Handoff, Message, columns_of
from office.conversations.tables import conversation, handoff, journal, message
from office.database import now

# A conversation with the bot counts as going on for so long after its last message.
LIVE = timedelta(minutes=10)
FOLDERS = ("waiting", "mine", "taken", "live", "unanswered")

_C = conversation.c
_CONVERSATION = columns_of(Conversation, conversation)


@dataclass(frozen=True)
class Entry:
    """One line of the inbox: the conversation, the open request if there is one, what was said and asked last."""

    conversation: Conversation
    handoff: Handoff | None
    last: Message | None
    asked: Message | None
    waiting_since: datetime | None


@dataclass(frozen=True)
class Pulse:
    """What changes when anything in the inbox does: cheap to read, compared from one look to the next."""

    waiting: int
    taken: int
    unanswered: int
    newest: datetime | None
    newest_request: int


def pulse(connection: Connection) -> Pulse:
    """How the inbox stands."""
    open_states = sa.select(_C.state, sa.func.count(), sa.func.max(_C.last_message_at)).where(
        _C.state.in_(("waiting", "staff"))
    )
    rows = {row[0]: row for row in connection.execute(open_states.group_by(_C.state))}
    newest = [row[2] for row in rows.values() if row[2] is not None]
    failed = sa.select(sa.func.count()).select_from(journal).where(is_unanswered())
    request = sa.select(sa.func.max(handoff.c.id))
    return Pulse(
        waiting=rows["waiting"][1] if "waiting" in rows else 0,
        taken=rows["staff"][1] if "staff" in rows else 0,
        unanswered=connection.execute(failed).scalar() or 0,
        newest=max(newest) if newest else None,
        newest_request=connection.execute(request).scalar() or 0,
    )


def find_entries(connection: Connection, folder: str, *, account: str, limit: int = 100) -> list[Entry]:
    """The conversations of one folder. Who waits longest comes first among those waiting; else the newest."""
    if folder == "unanswered":
        ids = list(dict.fromkeys(entry.conversation_id for entry in find_unanswered(connection, limit=limit)))
        query = sa.select(*_CONVERSATION).where(_C.id.in_(ids)).order_by(_C.last_message_at.desc())
    else:
        conditions: dict[str, tuple[Any, ...]] = {
            "waiting": (_C.state == "waiting",),
            "mine": (_C.state.in_(("staff", "waiting")), _C.assigned_to == account),
            "taken": (_C.state == "staff",),
            "live": (_C.state == "bot", _C.last_message_at >= now() - LIVE),
        }
        order = _C.last_message_at.asc() if folder == "waiting" else _C.last_message_at.desc()
        query = sa.select(*_CONVERSATION).where(*conditions[folder]).order_by(order).limit(limit)
    found = [Conversation(*row) for row in connection.execute(query).all()]
    last = last_messages(connection, [each.id for each in found])
    asked = last_messages(connection, [each.id for each in found], sender="applicant")
    entries = []
    for each in found:
        request = find_open_handoff(connection, each.id)
        since = request.created_at if request else each.last_message_at
        entries.append(Entry(each, request, last.get(each.id), asked.get(each.id), since))
    if folder == "waiting":
        entries.sort(key=lambda entry: entry.waiting_since or datetime.max)
    return entries


def counts(connection: Connection, *, account: str) -> dict[str, int]:
    """How many conversations each folder has."""

    def number(*conditions: Any) -> int:
        return connection.execute(sa.select(sa.func.count()).select_from(conversation).where(*conditions)).scalar() or 0

    stands = pulse(connection)
    return {
        "waiting": stands.waiting,
        "mine": number(_C.state.in_(("staff", "waiting")), _C.assigned_to == account),
        "taken": stands.taken,
        "live": number(_C.state == "bot", _C.last_message_at >= now() - LIVE),
        "unanswered": stands.unanswered,
    }


def last_messages(
    connection: Connection, conversation_ids: list[str], *, sender: str | None = None
) -> dict[str, Message]:
    """By conversation id: the newest message (of one sender)."""
    newest = sa.select(sa.func.max(message.c.id)).where(message.c.conversation_id.in_(conversation_ids))
    if sender is not None:
        newest = newest.where(message.c.sender == sender)
    query = sa.select(*columns_of(Message, message)).where(message.c.id.in_(newest.group_by(message.c.conversation_id)))
    return {row.conversation_id: Message(*row) for row in connection.execute(query)}


def reply(
    connection: Connection,
    conversation_id: str,
    text: str,
    *,
    by: str,
    author: str | None = None,
    language: str | None = None,
) -> int:
    """Write to an applicant; whoever writes has taken the conversation over. Returns the message's id.

    `by` is the account that it is in the hands of from now on, `author` the name that the applicant sees.
    LookupError: no such conversation. ValueError: the text is empty.
    """
    text = text.strip()
    if not text:
        raise ValueError("A reply has no text.")
    current = lock_conversation(connection, conversation_id)
    if current is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased.")
    if current.state != "staff" or not current.assigned_to:
        take_over(connection, conversation_id, by=by)
    for entry in find_unanswered(connection, limit=500):
        if entry.conversation_id == conversation_id:  # a person has answered what the bot could not
            connection.execute(sa.update(journal).where(journal.c.id == entry.id).values(status="staff", text=None))
    return record_staff_message(connection, conversation_id, text, author=author or by, language=language)


def assign(connection: Connection, conversation_id: str, account: str | None) -> None:
    """Put a conversation into a colleague's hands; None: into nobody's. LookupError: no such conversation."""
    if lock_conversation(connection, conversation_id) is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased.")
    connection.execute(sa.update(conversation).where(_C.id == conversation_id).values(assigned_to=account))
    connection.execute(
        sa.update(handoff)
        .where(handoff.c.conversation_id == conversation_id, handoff.c.status != "closed")
        .values(assigned_to=account)
    )
