"""Unanswered questions as the office works them off: grouped across languages, counted, with examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.knowledge import tables

EXAMPLES_PER_LANGUAGE = 2
_LOOKED_AT = 400  # newest questions of a group, for its examples

_C = tables.gap.c


@dataclass(frozen=True)
class Example:
    """One question in an applicant's words."""

    text: str
    language: str
    asked_at: datetime
    conversation_id: str | None


@dataclass(frozen=True)
class GapGroup:
    """What nothing published answers: a topic, perhaps about one thing; how often asked, in which languages."""

    topic: str
    subject_kind: str | None
    subject_id: str | None
    count: int
    people: int
    first_asked: datetime
    last_asked: datetime
    by_language: tuple[tuple[str, int], ...]
    examples: tuple[Example, ...]


def find_groups(connection: Connection, *, since: datetime | None = None, limit: int = 100) -> list[GapGroup]:
    """Open questions by topic and thing, most asked first."""
    count = sa.func.count()
    query = sa.select(
        _C.topic,
        _C.subject_kind,
        _C.subject_id,
        count,
        sa.func.count(sa.distinct(_C.conversation_id)),
        sa.func.min(_C.asked_at),
        sa.func.max(_C.asked_at),
    ).where(_C.answered_at.is_(None))
    if since is not None:
        query = query.where(_C.asked_at >= since)
    query = query.group_by(_C.topic, _C.subject_kind, _C.subject_id).order_by(count.desc(), _C.topic).limit(limit)
    return [_group(connection, *row) for row in connection.execute(query).all()]


def get_group(connection: Connection, topic: str, subject: tuple[str, str] | None) -> GapGroup | None:
    """One group; None: nothing of it is open."""
    return next(
        (
            group
            for group in find_groups(connection, limit=10_000)
            if group.topic == topic and (group.subject_kind, group.subject_id) == (subject or (None, None))
        ),
        None,
    )


def is_answered_by(topic: str, subject: tuple[str, str] | None) -> sa.sql.ColumnElement:
    """The open questions that a fact answers: about everything, the whole topic; about a thing, only that thing's."""
    open_ones = sa.and_(_C.answered_at.is_(None), _C.topic == topic)
    if subject is None:
        return open_ones
    return sa.and_(open_ones, _C.subject_kind == subject[0], _C.subject_id == subject[1])


def close_group(connection: Connection, topic: str, subject: tuple[str, str] | None) -> int:
    """Take questions off the board: answered, or none of the office's business. Returns how many."""
    here = sa.and_(
        _C.answered_at.is_(None),
        _C.topic == topic,
        _C.subject_kind.is_(None) if subject is None else _C.subject_kind == subject[0],
        _C.subject_id.is_(None) if subject is None else _C.subject_id == subject[1],
    )
    return int(connection.execute(sa.update(tables.gap).where(here).values(answered_at=now())).rowcount)


def counts_by_topic(connection: Connection) -> dict[str, int]:
    """By topic: open questions."""
    query = sa.select(_C.topic, sa.func.count()).where(_C.answered_at.is_(None)).group_by(_C.topic)
    return {row[0]: row[1] for row in connection.execute(query)}


def _group(
    connection: Connection,
    topic: str,
    kind: str | None,
    subject: str | None,
    count: int,
    people: int,
    first: datetime,
    last: datetime,
) -> GapGroup:
    here = sa.and_(
        _C.answered_at.is_(None),
        _C.topic == topic,
        _C.subject_kind.is_(None) if kind is None else _C.subject_kind == kind,
        _C.subject_id.is_(None) if subject is None else _C.subject_id == subject,
    )
    languages = sa.select(_C.language, sa.func.count()).where(here).group_by(_C.language)
    by_language = sorted(connection.execute(languages.order_by(_C.language)).all(), key=lambda row: -row[1])
    newest = sa.select(_C.text, _C.language, _C.asked_at, _C.conversation_id).where(here).order_by(_C.id.desc())
    examples: dict[str, list[Example]] = {}
    seen: set[str] = set()
    for row in connection.execute(newest.limit(_LOOKED_AT)):
        listed = examples.setdefault(row.language, [])
        if len(listed) < EXAMPLES_PER_LANGUAGE and row.text.casefold() not in seen:
            seen.add(row.text.casefold())
            listed.append(Example(*row))
    ordered = tuple(each for code, _ in by_language for each in examples.get(code, ()))
    return GapGroup(
        topic, kind, subject, count, people, first, last, tuple((row[0], row[1]) for row in by_language), ordered
    )
