"""Reviews: what staff say that a message meant, a second opinion where one was unsure, a dispute settled."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.marks import mark
from office.conversations.records import Message, columns_of
from office.conversations.review_queue import add_reasons, is_sampled
from office.conversations.review_tables import ANSWERS, review, review_item
from office.conversations.tables import message
from office.database import now

NOTE_LIMIT = 2000
# Of a hundred messages in the random sample, so many are judged by two people: how far reviewers agree is a figure too.
TWICE = 20

_MESSAGE = columns_of(Message, message)

Entities = Sequence[dict[str, Any]]


class ReviewError(ValueError):
    """A review cannot be kept; `code` says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Judgement:
    """What a message meant and whether the answer to it was right."""

    intent: str
    language: str | None
    entities: tuple[tuple[str, str], ...]  # (entity, value), in the order of the text
    answer: str
    unsure: bool = False
    note: str | None = None

    @property
    def verdict(self) -> tuple[Any, ...]:
        """What two reviewers must have in common to agree."""
        return self.intent, self.language, tuple(sorted(set(self.entities))), self.answer


@dataclass(frozen=True)
class Review:
    """One judgement on record."""

    id: int
    message_id: int
    reviewer: str
    made_at: datetime
    judgement: Judgement
    understood: bool
    settles: bool


@dataclass(frozen=True)
class Item:
    """A message in the queue, and why it is there."""

    message: Message
    risk: float
    reasons: tuple[str, ...]
    sampled: bool
    status: str


def entities_of(said: Message) -> tuple[tuple[str, str], ...]:
    """(entity, value) of what the bot understood, in the order of the text, each once."""
    found: list[tuple[str, str]] = []
    for each in said.entities or ():
        values = each.get("value")
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, str) and each.get("entity"):
                found.append((str(each["entity"]), value))
    return tuple(dict.fromkeys(found))


def as_understood(said: Message) -> Judgement:
    """The bot's own reading of a message, as a judgement: its answer counts as right unless it understood nothing."""
    return Judgement(said.intent or "", said.language, entities_of(said), "wrong" if said.fallback else "right")


def next_item(
    connection: Connection, queue: str, *, reviewer: str, after: tuple[float, int] | None = None
) -> Item | None:
    """The next message to judge. `queue`: risk, sample, second, dispute. `after`: (risk, message id) of one skipped."""
    columns = review_item.c
    mine = sa.select(review.c.message_id).where(review.c.reviewer == reviewer)
    conditions = {
        "risk": (columns.status == "open", columns.risk > 0),
        "sample": (columns.status == "open", columns.sampled.is_(True)),
        "second": (columns.status == "second",),
        "dispute": (columns.status == "dispute",),
    }[queue]
    query = sa.select(columns.risk, columns.reasons, columns.sampled, columns.status, *_MESSAGE).join(
        message, message.c.id == columns.message_id
    )
    query = query.where(*conditions)
    if queue != "dispute":  # two people, not one twice; a dispute is settled by whoever may
        query = query.where(columns.message_id.not_in(mine))
    if queue == "sample":
        order: tuple[Any, ...] = (columns.message_id.desc(),)
        if after is not None:
            query = query.where(columns.message_id < after[1])
    else:
        order = (columns.risk.desc(), columns.message_id.desc())
        if after is not None:
            risk, last = after
            query = query.where(sa.or_(columns.risk < risk, sa.and_(columns.risk == risk, columns.message_id < last)))
    row = connection.execute(query.order_by(*order).limit(1)).first()
    return Item(Message(*row[4:]), row.risk, tuple(row.reasons), bool(row.sampled), row.status) if row else None


def get_item(connection: Connection, message_id: int) -> Item:
    """An applicant's message as an item, in the queue or not. LookupError: there is no such message."""
    row = connection.execute(sa.select(*_MESSAGE).where(message.c.id == message_id)).first()
    if row is None or row.sender != "applicant":
        raise LookupError(f"There is no message {message_id} of an applicant: it may have been erased.")
    said = Message(*row)
    item = connection.execute(sa.select(review_item).where(review_item.c.message_id == message_id)).first()
    if item is None:
        return Item(said, 0.0, (), False, "open")
    return Item(said, item.risk, tuple(item.reasons), bool(item.sampled), item.status)


def counts(connection: Connection, *, reviewer: str) -> dict[str, int]:
    """How many messages wait in each queue (for this reviewer), and how many are done."""
    columns = review_item.c
    query = sa.select(columns.status, sa.func.count()).group_by(columns.status)
    by_status = {row[0]: int(row[1]) for row in connection.execute(query)}
    sampled = sa.select(sa.func.count()).where(columns.sampled.is_(True), columns.status == "open")
    risky = sa.select(sa.func.count()).where(columns.risk > 0, columns.status == "open")
    mine = sa.select(review.c.message_id).where(review.c.reviewer == reviewer)
    second = sa.select(sa.func.count()).where(columns.status == "second", columns.message_id.not_in(mine))
    return {
        "risk": connection.execute(risky).scalar() or 0,
        "sample": connection.execute(sampled).scalar() or 0,
        "second": connection.execute(second).scalar() or 0,
        "dispute": by_status.get("dispute", 0),
        "done": by_status.get("done", 0),
    }


def reviewed_by(connection: Connection, reviewer: str, *, since: datetime) -> int:
    """How many messages a member of staff has judged since a moment."""
    query = sa.select(sa.func.count()).where(review.c.reviewer == reviewer, review.c.made_at >= since)
    return connection.execute(query).scalar() or 0


def record_review(
    connection: Connection,
    message_id: int,
    judgement: Judgement,
    *,
    reviewer: str,
    reviewers: int,
    settles: bool = False,
) -> str:
    """Keep a judgement; returns the item's status after it. A reviewer's later judgement replaces the earlier one.

    `reviewers`: how many people could give a second opinion, this one included. `settles`: it ends a dispute.
    LookupError: no such message. ReviewError: the judgement cannot be kept.
    """
    if judgement.answer not in ANSWERS:
        raise ReviewError("answer_unknown", f"{judgement.answer!r} is not one of {', '.join(ANSWERS)}.")
    if not judgement.intent:
        raise ReviewError("intent_missing", "A review says what the message meant: choose an intent.")
    if judgement.note and len(judgement.note) > NOTE_LIMIT:
        raise ReviewError("note_too_long", f"A note has at most {NOTE_LIMIT} characters.")
    item = get_item(connection, message_id)
    if settles and item.status != "dispute":
        raise ReviewError("no_dispute", "There is no dispute about this message (any more).")
    sampled = item.sampled or is_sampled(message_id)
    add_reasons(connection, item.message, {}, sampled=sampled)
    read = as_understood(item.message)
    values = {
        "conversation_id": item.message.conversation_id,
        "made_at": now(),
        "intent": judgement.intent,
        "language": judgement.language,
        "entities": [{"entity": entity, "value": value} for entity, value in judgement.entities],
        "answer": judgement.answer,
        "understood": judgement.verdict[:3] == read.verdict[:3],
        "unsure": judgement.unsure,
        "settles": settles,
        "note": judgement.note or None,
    }
    here = sa.and_(review.c.message_id == message_id, review.c.reviewer == reviewer)
    if not connection.execute(sa.update(review).where(here).values(**values)).rowcount:
        connection.execute(sa.insert(review).values(message_id=message_id, reviewer=reviewer, **values))
    status = _status_after(find_reviews(connection, message_id), message_id, sampled, reviewers)
    connection.execute(sa.update(review_item).where(review_item.c.message_id == message_id).values(status=status))
    if status == "done":  # the list's filter by intent finds it under what it really meant, too
        mark(connection, item.message.conversation_id, "intent", judgement.intent)
    return status


def find_reviews(connection: Connection, message_id: int) -> list[Review]:
    """All judgements on one message, oldest first."""
    query = sa.select(review).where(review.c.message_id == message_id).order_by(review.c.id)
    return [_read(row) for row in connection.execute(query)]


def reviews_in(connection: Connection, conversation_id: str) -> dict[int, list[Review]]:
    """By message id: the judgements in one conversation."""
    found: dict[int, list[Review]] = {}
    query = sa.select(review).where(review.c.conversation_id == conversation_id).order_by(review.c.id)
    for row in connection.execute(query):
        found.setdefault(row.message_id, []).append(_read(row))
    return found


def final_review(reviews: Sequence[Review]) -> Review | None:
    """The judgement that counts: one that settled a dispute, else the newest that was sure, else the newest."""
    for wanted in (lambda each: each.settles, lambda each: not each.judgement.unsure, lambda each: True):
        chosen = [each for each in reviews if wanted(each)]
        if chosen:
            return chosen[-1]
    return None


def find_corrections(connection: Connection, *, after: int = 0, limit: int = 500) -> list[tuple[Message, Review]]:
    """Messages that were misunderstood and whose review is finished, with the judgement that counts; by message id."""
    query = (
        sa.select(*_MESSAGE)
        .join(review_item, review_item.c.message_id == message.c.id)
        .where(review_item.c.status == "done", message.c.id > after)
        .where(message.c.id.in_(sa.select(review.c.message_id).where(review.c.understood.is_(False))))
        .order_by(message.c.id)
        .limit(limit)
    )
    found = []
    for row in connection.execute(query).all():
        said = Message(*row)
        final = final_review(find_reviews(connection, said.id))
        if final is not None and not final.understood:
            found.append((said, final))
    return found


def _status_after(reviews: list[Review], message_id: int, sampled: bool, reviewers: int) -> str:
    if any(each.settles for each in reviews):
        return "done"
    sure = [each for each in reviews if not each.judgement.unsure]
    if len(reviews) == 1:
        wanted = not sure or (sampled and _is_judged_twice(message_id))
        return "second" if wanted and reviewers > 1 else "done"
    verdicts = {each.judgement.verdict for each in (sure or reviews)}
    if len(verdicts) == 1:
        return "done" if sure else "dispute"
    return "dispute"


def _is_judged_twice(message_id: int) -> bool:
    digest = hashlib.sha256(f"twice:{message_id}".encode()).digest()
    return is_sampled(message_id) and int.from_bytes(digest[:4], "big") % 100 < TWICE


def _read(row: sa.engine.Row) -> Review:
    entities = tuple((each["entity"], each["value"]) for each in row.entities)
    judgement = Judgement(row.intent, row.language, entities, row.answer, bool(row.unsure), row.note)
    return Review(row.id, row.message_id, row.reviewer, row.made_at, judgement, bool(row.understood), bool(row.settles))
