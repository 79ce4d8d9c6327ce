"""What the log says as a whole over a period: volumes, languages, questions, outcomes, quality, response times."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.marks import conversation_mark
from office.conversations.review_tables import review_item
from office.conversations.reviews import final_review, find_reviews
from office.conversations.tables import conversation, feedback, handoff, message
from office.languages import base_code

_UTC = ZoneInfo("UTC")
_M = message.c
_C = conversation.c

# Small talk and hand-offs are no questions that could be answered from the knowledge base.
NO_QUESTIONS = (
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "bot_challenge",
    "ask_capabilities",
    "change_language",
    "request_human",
    "give_feedback",
    "out_of_scope",
)


@dataclass(frozen=True)
class Period:
    """Whole days from `first` to `last`, in the office's time zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """The first moment, UTC without zone."""
        return _utc(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The first moment after it, UTC without zone."""
        return _utc(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> list[date]:
        """Its days in order."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Share:
    """A proportion with its 95 % confidence interval (Wilson): `low` to `high`; all 0 where nothing was counted."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The proportion itself, 0 to 1."""
        return self.hits / self.total if self.total else 0.0


@dataclass(frozen=True)
class Outcomes:
    """What became of applicants' questions, and how many conversations went to a person."""

    questions: int
    answered: int
    gaps: int
    fallbacks: int
    conversations: int
    handed_over: int


@dataclass(frozen=True)
class ResponseTimes:
    """Seconds from a request for a person to the first word of staff: the middle, the slow end; unanswered apart."""

    answered: int
    unanswered: int
    median: float | None
    slow: float | None  # nine of ten were faster


@dataclass(frozen=True)
class Quality:
    """Answers judged in the random sample: right and rightly understood; in all and by language."""

    overall: Share
    by_language: dict[str, Share]
    agreement: Share  # of those judged by two people


def wilson(hits: int, total: int, *, z: float = 1.96) -> Share:
    """The proportion with its interval; it stays between 0 and 1 and is honest about small numbers."""
    if total == 0:
        return Share(0, 0, 0.0, 0.0)
    p = hits / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return Share(hits, total, max(0.0, middle - half), min(1.0, middle + half))


def volumes(connection: Connection, period: Period) -> list[tuple[date, int, int]]:
    """(day, conversations begun, messages of applicants) for every day of the period."""
    begun = _by_day(connection, period, _C.created_at, _C.last_message_at.is_not(None))
    said = _by_day(connection, period, _M.created_at, _M.sender == "applicant")
    return [(day, begun[day], said[day]) for day in period.days]


def languages(connection: Connection, period: Period) -> list[tuple[str, int]]:
    """(language, messages of applicants), the most first. Chinese in both scripts is one."""
    query = (
        sa.select(_M.language, sa.func.count()).where(*_within(period), _M.sender == "applicant").group_by(_M.language)
    )
    found: Counter[str] = Counter()
    for code, count in connection.execute(query):
        found[base_code(code) if code else ""] += count
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def channels(connection: Connection, period: Period) -> list[tuple[str, int]]:
    """(channel, messages of applicants), the most first."""
    count = sa.func.count()
    query = sa.select(_M.channel, count).where(*_within(period), _M.sender == "applicant").group_by(_M.channel)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(count.desc()))]


def intents(connection: Connection, period: Period) -> list[tuple[str, int]]:
    """(intent, messages), the most first; small talk and what was not understood left out."""
    count = sa.func.count()
    query = (
        sa.select(_M.intent, count)
        .where(*_within(period), _M.sender == "applicant", _M.intent.is_not(None), sa.not_(_M.fallback))
        .where(_M.intent.not_in(NO_QUESTIONS))
        .group_by(_M.intent)
        .order_by(count.desc(), _M.intent)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def named(connection: Connection, period: Period, kind: str) -> list[tuple[str, int]]:
    """(program or country, conversations in which it was named), the most first."""
    marks = conversation_mark.c
    count = sa.func.count()
    query = (
        sa.select(marks.value, count)
        .join(conversation, _C.id == marks.conversation_id)
        .where(marks.kind == kind, _C.last_message_at >= period.since, _C.last_message_at < period.until)
        .group_by(marks.value)
        .order_by(count.desc(), marks.value)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def outcomes(connection: Connection, period: Period) -> Outcomes:
    """What became of the questions asked in the period."""
    asked = (*_within(period), _M.sender == "applicant", _M.intent.is_not(None), _M.intent.not_in(NO_QUESTIONS))
    flags = sa.select(
        sa.func.count(),
        sa.func.sum(sa.case((_M.fallback, 1), else_=0)),
        sa.func.sum(sa.case((sa.and_(_M.gap, sa.not_(_M.fallback)), 1), else_=0)),
    )
    questions, fallbacks, gaps = connection.execute(flags.where(*asked)).one()
    active = sa.select(sa.func.count()).where(_C.last_message_at >= period.since, _C.created_at < period.until)
    handed = sa.select(sa.func.count(sa.distinct(handoff.c.conversation_id))).where(
        handoff.c.created_at >= period.since, handoff.c.created_at < period.until
    )
    fallbacks, gaps = int(fallbacks or 0), int(gaps or 0)
    return Outcomes(
        questions=questions,
        answered=questions - fallbacks - gaps,
        gaps=gaps,
        fallbacks=fallbacks,
        conversations=connection.execute(active).scalar() or 0,
        handed_over=connection.execute(handed).scalar() or 0,
    )


def ratings(connection: Connection, period: Period) -> Share:
    """Thumbs up among all ratings of the period."""
    within = (feedback.c.created_at >= period.since, feedback.c.created_at < period.until)
    query = sa.select(feedback.c.rating, sa.func.count()).where(*within).group_by(feedback.c.rating)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return wilson(found.get(1, 0), sum(found.values()))


def quality(connection: Connection, period: Period) -> Quality:
    """How many of the sampled answers were right, by the judgement that counts."""
    columns = review_item.c
    query = (
        sa.select(columns.message_id, _M.language)
        .join(message, _M.id == columns.message_id)
        .where(columns.sampled.is_(True), columns.status == "done")
        .where(columns.asked_at >= period.since, columns.asked_at < period.until)
    )
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    twice = agreed = 0
    for row in connection.execute(query).all():
        reviews = find_reviews(connection, row.message_id)
        final = final_review(reviews)
        if final is None:
            continue
        code = base_code(row.language) if row.language else ""
        total[code] += 1
        right[code] += final.understood and final.judgement.answer == "right"
        judged = [each for each in reviews if not each.settles]
        if len(judged) > 1:
            twice += 1
            agreed += len({each.judgement.verdict for each in judged}) == 1
    return Quality(
        overall=wilson(right.total(), total.total()),
        by_language={code: wilson(right[code], count) for code, count in total.most_common()},
        agreement=wilson(agreed, twice),
    )


def response_times(connection: Connection, period: Period) -> ResponseTimes:
    """How long applicants waited for a person."""
    first = (
        sa.select(sa.func.min(_M.created_at))
        .where(
            _M.conversation_id == handoff.c.conversation_id, _M.sender == "staff", _M.created_at >= handoff.c.created_at
        )
        .correlate(handoff)
        .scalar_subquery()
    )
    query = sa.select(handoff.c.created_at, first).where(
        handoff.c.created_at >= period.since, handoff.c.created_at < period.until
    )
    rows = connection.execute(query).all()
    waits = sorted((_moment(answered) - asked).total_seconds() for asked, answered in rows if answered is not None)
    if not waits:
        return ResponseTimes(0, len(rows), None, None)
    tenths = quantiles(waits, n=10, method="inclusive") if len(waits) > 1 else [waits[0]] * 9
    return ResponseTimes(len(waits), len(rows) - len(waits), tenths[4], tenths[8])


def _by_day(
    connection: Connection, period: Period, column: sa.Column, *conditions: sa.sql.ColumnElement
) -> Counter[date]:
    """Counts by day of the period's time zone; the database counts by ten minutes of UTC."""
    if connection.dialect.name == "sqlite":
        piece = sa.func.substr(sa.cast(column, sa.String), 1, 15)
    else:
        piece = sa.func.substr(sa.func.to_char(column, "YYYY-MM-DD HH24:MI"), 1, 15)
    query = (
        sa.select(piece, sa.func.count())
        .where(column >= period.since, column < period.until, *conditions)
        .group_by(piece)
    )
    found: Counter[date] = Counter()
    for text, count in connection.execute(query):
        moment = datetime.strptime(f"{text}0", "%Y-%m-%d %H:%M").replace(tzinfo=_UTC)
        found[moment.astimezone(period.zone).date()] += count
    return found


def _within(period: Period) -> tuple[sa.sql.ColumnElement, sa.sql.ColumnElement]:
    return _M.created_at >= period.since, _M.created_at < period.until


def _utc(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(_UTC).replace(tzinfo=None)


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
