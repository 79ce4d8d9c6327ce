"""Questions that nothing published answers: recorded as asked, counted for the office."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from office.database import now, writing
from office.knowledge import tables
from office.knowledge.records import Gap

EXAMPLES = 5


def record_gap(
    topic: str,
    text: str,
    *,
    language: str,
    subject_kind: str | None = None,
    subject_id: str | None = None,
    conversation_id: str | None = None,
    question_key: str | None = None,
) -> None:
    """Write down one unanswered question, in its own words. The same `question_key` is recorded once, however often a turn is retried."""
    row: dict[str, Any] = {
        "topic": topic,
        "text": text[:2000],
        "language": language,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "conversation_id": conversation_id,
        "question_key": question_key,
        "asked_at": now(),
    }
    try:
        with writing() as connection:
            connection.execute(sa.insert(tables.gap).values(**row))
    except IntegrityError:
        return  # this very question is on record already


def find_gaps(connection: Connection, *, limit: int = 100) -> list[Gap]:
    """Open gaps grouped by topic and subject across languages, most asked first."""
    columns = tables.gap.c
    subject = sa.func.coalesce(columns.subject_id, "")
    grouped = (
        sa.select(
            columns.topic,
            subject.label("subject"),
            sa.func.count().label("count"),
            sa.func.min(columns.asked_at).label("first"),
            sa.func.max(columns.asked_at).label("last"),
        )
        .where(columns.answered_at.is_(None))
        .group_by(columns.topic, subject)
        .order_by(sa.desc("count"), columns.topic)
        .limit(limit)
    )
    gaps = []
    for row in connection.execute(grouped):
        details = connection.execute(
            sa.select(columns.language, columns.text)
            .where(columns.answered_at.is_(None), columns.topic == row.topic, subject == row.subject)
            .order_by(columns.id.desc())
            .limit(200)
        ).all()
        texts = tuple(dict.fromkeys(detail.text for detail in details))[:EXAMPLES]
        languages = tuple(sorted({detail.language for detail in details}))
        gaps.append(Gap(row.topic, row.subject or None, row.count, languages, texts, str(row.first), str(row.last)))
    return gaps
