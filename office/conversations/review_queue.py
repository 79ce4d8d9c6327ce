"""The review queue: which messages a person should look at, the riskiest first, and a random sample for honesty."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import Message, columns_of
from office.conversations.review_tables import review_item, review_progress
from office.conversations.tables import feedback, handoff, message
from office.conversations.wording import is_new_wording
from office.database import now

# What each sign weighs. A thumb down is an applicant's own word; the rest are guesses.
WEIGHTS = {
    "thumbs_down": 5.0,
    "fallback": 3.0,
    "repeated": 3.0,
    "handoff": 3.0,
    "low_confidence": 2.0,  # times how far below SURE it was
    "new_wording": 1.0,
}
SURE = 0.7  # a confidence above is no sign
SAMPLE = 4  # of a hundred messages, whatever their risk
AGAIN_WITHIN = timedelta(minutes=10)
# What is said in every conversation says nothing when it is said twice.
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "request_human", "give_feedback"})

SETTLING = timedelta(seconds=20)  # a turn is on record by then, also one of another process with a lower id
BATCH = 500

_MESSAGE = columns_of(Message, message)


def refresh(connection: Connection) -> int:
    """Look at what has come in since the last time; returns how many messages were looked at (at most BATCH)."""
    seen = _progress(connection)
    until = now() - SETTLING
    query = (
        sa.select(*_MESSAGE)
        .where(message.c.id > seen.message_id, message.c.created_at <= until)
        .order_by(message.c.id)
        .limit(BATCH)
    )
    fresh = [Message(*row) for row in connection.execute(query)]
    for each in fresh:
        if each.sender == "applicant":
            _look_at(connection, each)
    rated_until = _note_ratings(connection, seen.rated_until, until)
    handoff_id = _note_handoffs(connection, seen.handoff_id, until)
    values = {
        "message_id": fresh[-1].id if fresh else seen.message_id,
        "rated_until": rated_until,
        "handoff_id": handoff_id,
    }
    connection.execute(sa.update(review_progress).values(**values))
    return len(fresh)


def is_sampled(message_id: int) -> bool:
    """Whether a message belongs to the random sample: decided by its number alone, so nobody can choose."""
    digest = hashlib.sha256(f"sample:{message_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < SAMPLE


def add_reasons(connection: Connection, about: Message, reasons: dict[str, float], *, sampled: bool = False) -> None:
    """Put a message into the queue, or add to why it is there. What has been reviewed stays reviewed."""
    here = review_item.c.message_id == about.id
    row = connection.execute(sa.select(review_item.c.reasons, review_item.c.risk).where(here)).first()
    known = set(row.reasons) if row else set()
    new = {name: weight for name, weight in reasons.items() if name not in known}
    risk = (row.risk if row else 0.0) + sum(new.values())
    names = sorted({*known, *new}, key=lambda name: -WEIGHTS.get(name, 0.0))
    if row is None:
        connection.execute(
            sa.insert(review_item).values(
                message_id=about.id,
                conversation_id=about.conversation_id,
                risk=risk,
                reasons=names,
                sampled=sampled,
                asked_at=about.created_at,
            )
        )
    elif new:
        connection.execute(sa.update(review_item).where(here).values(risk=risk, reasons=names))


def _progress(connection: Connection) -> sa.engine.Row:
    row = connection.execute(sa.select(review_progress).with_for_update()).first()
    if row is None:
        beginning = {"id": 1, "message_id": 0, "rated_until": datetime(2000, 1, 1), "handoff_id": 0}
        connection.execute(sa.insert(review_progress).values(**beginning))
        row = connection.execute(sa.select(review_progress)).one()
    return row


def _look_at(connection: Connection, said: Message) -> None:
    reasons: dict[str, float] = {}
    if said.fallback:
        reasons["fallback"] = WEIGHTS["fallback"]
    if said.confidence is not None and said.confidence < SURE:
        reasons["low_confidence"] = WEIGHTS["low_confidence"] * (SURE - said.confidence) / SURE
    if said.intent and said.intent not in SMALL_TALK and _asked_before(connection, said):
        reasons["repeated"] = WEIGHTS["repeated"]
    if said.intent and said.intent not in SMALL_TALK and is_new_wording(connection, said.text, before=said.id):
        reasons["new_wording"] = WEIGHTS["new_wording"]
    sampled = bool(said.intent) and is_sampled(said.id)
    if reasons or sampled:
        add_reasons(connection, said, reasons, sampled=sampled)


def _asked_before(connection: Connection, said: Message) -> bool:
    """Whether the applicant asked the same thing about the same things shortly before: the answer did not help."""
    query = (
        sa.select(message.c.intent, message.c.entities)
        .where(
            message.c.conversation_id == said.conversation_id,
            message.c.id < said.id,
            message.c.sender == "applicant",
            message.c.created_at >= said.created_at - AGAIN_WITHIN,
        )
        .order_by(message.c.id.desc())
        .limit(3)
    )
    about = _values(said.entities)
    return any(row.intent == said.intent and _values(row.entities) == about for row in connection.execute(query))


def _values(entities: Iterable[dict] | None) -> set[str]:
    return {f"{each.get('entity')}:{each.get('value')}" for each in entities or ()}


def _note_ratings(connection: Connection, since: datetime, until: datetime) -> datetime:
    query = (
        sa.select(feedback.c.message_id, feedback.c.conversation_id, feedback.c.created_at)
        .where(feedback.c.rating == -1, feedback.c.created_at > since, feedback.c.created_at <= until)
        .order_by(feedback.c.created_at)
        .limit(BATCH)
    )
    last = since
    for row in connection.execute(query).all():
        asked = _question_before(connection, row.conversation_id, row.message_id)
        if asked is not None:
            add_reasons(connection, asked, {"thumbs_down": WEIGHTS["thumbs_down"]})
        last = row.created_at
    return last


def _note_handoffs(connection: Connection, after: int, until: datetime) -> int:
    query = (
        sa.select(handoff.c.id, handoff.c.conversation_id, handoff.c.created_at)
        .where(handoff.c.id > after, handoff.c.created_at <= until)
        .order_by(handoff.c.id)
        .limit(BATCH)
    )
    last = after
    for row in connection.execute(query).all():
        newest = (
            sa.select(sa.func.max(message.c.id))
            .where(message.c.conversation_id == row.conversation_id, message.c.created_at <= row.created_at)
            .where(
                message.c.sender == "applicant", sa.or_(message.c.intent.is_(None), message.c.intent != "request_human")
            )
        )
        message_id = connection.execute(newest).scalar()
        asked = _question_before(connection, row.conversation_id, message_id + 1) if message_id else None
        if asked is not None:
            add_reasons(connection, asked, {"handoff": WEIGHTS["handoff"]})
        last = row.id
    return last


def _question_before(connection: Connection, conversation_id: str, message_id: int) -> Message | None:
    """The applicant's message that an answer was given to."""
    query = (
        sa.select(*_MESSAGE)
        .where(message.c.conversation_id == conversation_id, message.c.id < message_id, message.c.sender == "applicant")
        .order_by(message.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return Message(*row) if row else None
