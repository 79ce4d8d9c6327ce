"""Writing the log: what applicants, the bot and staff said, in the transaction of Rasa's own events.

Every function takes the connection of a transaction that its caller commits. Each begins by locking the conversation's
row, so that ids within a conversation grow in the order of commits: whoever reads "after id 17" misses nothing.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import Conversation, Turn, Utterance, columns_of
from office.conversations.tables import conversation, message, rasa_event
from office.database import now
from office.search import tokens


class Outcome(enum.Enum):
    """What became of a turn that was to be recorded."""

    RECORDED = "recorded"
    REPEATED = "repeated"  # this very turn, or another run's reply to the question, is in the log already
    ERASED = "erased"  # the applicant has had the conversation erased meanwhile


# Statements of the way of each message are made once: making one and finding its compiled form takes five times as long
# as the database takes for it (docs/benchmarks.md). Names of their own (`the_...`) keep them apart from columns.
_LOCKED = (
    sa.select(*columns_of(Conversation, conversation))
    .where(conversation.c.id == sa.bindparam("the_id"))
    .with_for_update()
)
_ANSWERED = (
    sa.select(message.c.id).where(message.c.journal_id == sa.bindparam("the_entry"), message.c.sender == "bot").limit(1)
)
_EVENT = sa.select(rasa_event.c.id).where(rasa_event.c.event_key == sa.bindparam("the_key"))
_LAST_POSITION = sa.select(sa.func.max(rasa_event.c.position)).where(
    rasa_event.c.conversation_id == sa.bindparam("the_conversation")
)
_NEW_EVENTS = sa.insert(rasa_event)
_NEW_MESSAGE = sa.insert(message)
_QUESTION = sa.select(message.c.id, message.c.created_at).where(
    message.c.journal_id == sa.bindparam("the_entry"), message.c.sender == "applicant"
)
_UNDERSTOOD = sa.update(message).where(message.c.id == sa.bindparam("the_message"))
_COUNTED = (
    sa.update(conversation)
    .where(conversation.c.id == sa.bindparam("the_id"))
    .values(message_count=conversation.c.message_count + sa.bindparam("the_number"))
)
_COUNTED_AT = _COUNTED.values(last_message_at=sa.bindparam("the_moment"))
_CHANGED = sa.update(conversation).where(conversation.c.id == sa.bindparam("the_id"))


def lock_conversation(connection: Connection, conversation_id: str) -> Conversation | None:
    """The conversation, with its row held until the transaction ends; None if there is none."""
    row = connection.execute(_LOCKED, {"the_id": conversation_id}).first()
    return Conversation(*row) if row else None


def record_turn(connection: Connection, turn: Turn) -> Outcome:
    """Write Rasa's events and the turn's messages. The same turn or an answered question again changes nothing."""
    current = lock_conversation(connection, turn.conversation_id)
    journalled = [each.journal_id for each in turn.utterances if each.sender == "applicant" and each.journal_id]
    if current is None:
        if journalled:
            return Outcome.ERASED
        ensure_conversation(connection, turn.conversation_id, channel=turn.channel)
    elif _is_recorded(connection, turn, journalled):
        return Outcome.REPEATED
    _write_events(connection, turn)
    known, asked_at = _answer_questions(connection, turn)
    new = [each for each in turn.utterances if each.key not in known]
    channel = current.channel if current else turn.channel
    for each in new:
        _insert(connection, turn.conversation_id, channel, each, asked_at=asked_at.get(each.journal_id))
    _bring_up_to_date(connection, turn, new)
    return Outcome.RECORDED


def record_question(
    connection: Connection, conversation_id: str, text: str, *, channel: str, language: str | None, journal_id: int
) -> int:
    """Write an applicant's message at the door, before anybody has understood it; returns its id. The caller holds the row."""
    moment = now()
    said = Utterance("applicant", text, key="", at=moment, language=language, journal_id=journal_id)
    message_id = _insert(connection, conversation_id, channel, said)
    _count(connection, conversation_id, 1, moment)
    return message_id


def record_staff_message(
    connection: Connection, conversation_id: str, text: str, *, author: str, language: str | None = None
) -> int:
    """Write a member of staff's message into a thread; returns its id. LookupError: no such conversation."""
    current = lock_conversation(connection, conversation_id)
    if current is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased. Reload the list.")
    moment = now()
    said = Utterance("staff", text, key="", at=moment, language=language or current.speaks)
    message_id = _insert(connection, conversation_id, current.channel, said, author=author)
    _count(connection, conversation_id, 1, moment)
    return message_id


def is_answered(connection: Connection, journal_id: int) -> bool:
    """Whether a reply to this journal entry is in the log.

    A turn without one does not count: an action may have failed on its way, and another run may fare better.
    """
    return connection.execute(_ANSWERED, {"the_entry": journal_id}).first() is not None


def ensure_conversation(connection: Connection, conversation_id: str, *, channel: str) -> None:
    """Open a conversation that channels did not open: somebody talks to Rasa's own REST channel or shell."""
    if lock_conversation(connection, conversation_id) is None:
        connection.execute(sa.insert(conversation).values(id=conversation_id, channel=channel, created_at=now()))


def _is_recorded(connection: Connection, turn: Turn, journalled: list[int]) -> bool:
    first = turn.events[0].key if turn.events else None
    if first and connection.execute(_EVENT, {"the_key": first}).first():
        return True
    return any(is_answered(connection, journal_id) for journal_id in journalled)


def _write_events(connection: Connection, turn: Turn) -> None:
    if not turn.events:
        return
    last = connection.execute(_LAST_POSITION, {"the_conversation": turn.conversation_id}).scalar()
    start = 0 if last is None else last + 1
    connection.execute(
        _NEW_EVENTS,
        [
            {
                "conversation_id": turn.conversation_id,
                "position": position,
                "event_key": event.key,
                "timestamp": event.timestamp,
                "type_name": event.type_name,
                "data": event.data,
            }
            for position, event in enumerate(turn.events, start)
        ],
    )


def _answer_questions(connection: Connection, turn: Turn) -> tuple[set[str], dict[int | None, datetime]]:
    """Add what was understood to the questions that the door wrote down.

    Returns the keys of the questions found so, and by journal id the moment at which each question came in.
    """
    known: set[str] = set()
    asked_at: dict[int | None, datetime] = {}
    for each in turn.utterances:
        if each.sender != "applicant":
            continue
        asked_at[each.journal_id] = each.at
        if each.journal_id is None:
            continue
        row = connection.execute(_QUESTION, {"the_entry": each.journal_id}).first()
        if row is None:
            continue
        understood = _understanding(each)
        if each.language is None:
            del understood["language"]  # the door's guess stays
        connection.execute(_UNDERSTOOD, {"the_message": row.id, "event_key": each.key, **understood})
        known.add(each.key)
        asked_at[each.journal_id] = row.created_at
    return known, asked_at


def _understanding(said: Utterance) -> dict[str, Any]:
    return {
        "language": said.language,
        "intent": said.intent,
        "confidence": said.confidence,
        "ranking": said.ranking,
        "entities": said.entities,
        "questions": said.questions,
        "findings": said.findings,
        "fallback": said.fallback,
        "gap": said.gap,
    }


def _insert(
    connection: Connection,
    conversation_id: str,
    channel: str,
    said: Utterance,
    *,
    author: str | None = None,
    asked_at: datetime | None = None,
) -> int:
    text = storable(said.text)
    latency = None
    if said.sender == "bot" and asked_at is not None:
        latency = max(0, round((now() - asked_at).total_seconds() * 1000))
    values: dict[str, Any] = {
        "conversation_id": conversation_id,
        "sender": said.sender,
        "author": author,
        "text": text,
        "channel": channel,
        "created_at": said.at,
        "journal_id": said.journal_id,
        "reply": said.reply,
        "latency_ms": latency,
        "event_key": said.key or None,
        "tokens": tokens(text),
        **_understanding(said),
    }
    inserted: int = connection.execute(_NEW_MESSAGE, values).inserted_primary_key[0]
    return inserted


def _bring_up_to_date(connection: Connection, turn: Turn, new: list[Utterance]) -> None:
    """The conversation's row: count, time, and the language that it was answered in."""
    _count(connection, turn.conversation_id, len(new), max((each.at for each in new), default=now()))
    values: dict[str, Any] = {}
    spoken = [each.language for each in turn.utterances if each.sender == "bot" and each.language]
    if spoken:
        values["language"] = spoken[-1]
    if turn.requested_language is not None:
        values["requested_language"] = turn.requested_language[0]
    if values:
        connection.execute(_CHANGED, {"the_id": turn.conversation_id, **values})


def _count(connection: Connection, conversation_id: str, number: int, moment: datetime) -> None:
    values: dict[str, Any] = {"the_id": conversation_id, "the_number": number}
    if number:
        connection.execute(_COUNTED_AT, {**values, "the_moment": moment})
    else:
        connection.execute(_COUNTED, values)


def storable(text: str) -> str:
    """`text` as both databases take it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
