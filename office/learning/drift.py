"""Drift: in what the last week differs from the four before it by more than chance explains.

Everything is counted in conversations: the messages of one person are not independent of each other.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.insights import NO_QUESTIONS
from office.conversations.review_tables import review_item
from office.conversations.tables import message
from office.database import now
from office.languages import base_code

RECENT = timedelta(days=7)
BEFORE = timedelta(days=28)
# Fewer conversations than these say nothing yet.
FEWEST_RECENT = 30
FEWEST_BEFORE = 60
FEWEST_OF_INTENT = 15
# The chance that anything at all is warned of though nothing has changed, shared among all comparisons (Bonferroni).
CHANCE = 0.01
# A change smaller than this is not worth anybody's time, however certain it is.
LEAST_SHARE = 0.02
LEAST_CONFIDENCE = 0.05

_M = message.c


@dataclass(frozen=True)
class Change:
    """One thing that has changed: `before` and `after` are shares (of conversations) or mean confidences, 0 to 1."""

    kind: str  # "language", "fallback", "new_wording", "confidence"
    name: str  # the language or the intent; else empty
    before: float
    after: float
    recent: int  # conversations of the last week that it rests on
    chance: float  # probability of such a difference if nothing had changed

    @property
    def rises(self) -> bool:
        """Whether there is more of it now."""
        return self.after > self.before


@dataclass(frozen=True)
class Drift:
    """Changes, the most certain first. `is_judged`: there were enough conversations to say anything."""

    changes: tuple[Change, ...]
    recent: int
    before: int

    @property
    def is_judged(self) -> bool:
        """Whether both periods have enough conversations to be compared."""
        return self.recent >= FEWEST_RECENT and self.before >= FEWEST_BEFORE


@dataclass(frozen=True)
class _Mean:
    count: int
    mean: float
    variance: float


def find_drift(connection: Connection, *, at: datetime | None = None) -> Drift:
    """Compare the seven days before `at` (UTC; by default now) with the 28 before them."""
    until = at or now()
    recent, before = (until - RECENT, until), (until - RECENT - BEFORE, until - RECENT)
    new, old = _talks(connection, recent), _talks(connection, before)
    found = Drift((), new, old)
    if not found.is_judged:
        return found
    compared = [
        *_languages(connection, recent, before, new, old),
        _share("fallback", "", _not_understood(connection, before), old, _not_understood(connection, recent), new),
        _share("new_wording", "", _new_wordings(connection, before), old, _new_wordings(connection, recent), new),
        *_confidences(connection, recent, before),
    ]
    telling = [each for each in compared if each.chance <= CHANCE / len(compared) and _matters(each)]
    return Drift(tuple(sorted(telling, key=lambda each: each.chance)), new, old)


def two_shares(hits: int, total: int, other_hits: int, other_total: int) -> float:
    """The chance of two proportions so far apart if they were the same (two-sided z test, pooled)."""
    pooled = (hits + other_hits) / (total + other_total)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / total + 1 / other_total))
    return _tails((hits / total - other_hits / other_total) / spread) if spread else 1.0


def two_means(one: tuple[int, float, float], other: tuple[int, float, float]) -> float:
    """The chance of two means so far apart if they were the same; each is (count, mean, variance). Welch, by the normal."""
    spread = math.sqrt(one[2] / one[0] + other[2] / other[0])
    if not spread:
        return 0.0 if one[1] != other[1] else 1.0
    return _tails((one[1] - other[1]) / spread)


def _tails(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _matters(change: Change) -> bool:
    least = LEAST_CONFIDENCE if change.kind == "confidence" else LEAST_SHARE
    if abs(change.after - change.before) < least:
        return False
    # More understood, or surer, is no reason to warn. Fewer people of a language is: perhaps they no longer get through.
    return change.kind == "language" or change.rises == (change.kind != "confidence")


def _share(kind: str, name: str, old_hits: int, old: int, new_hits: int, new: int) -> Change:
    return Change(kind, name, old_hits / old, new_hits / new, new, two_shares(new_hits, new, old_hits, old))


def _within(period: tuple[datetime, datetime]) -> tuple[sa.sql.ColumnElement, ...]:
    return _M.sender == "applicant", _M.created_at >= period[0], _M.created_at < period[1]


def _talks(connection: Connection, period: tuple[datetime, datetime], *conditions: sa.sql.ColumnElement) -> int:
    query = sa.select(sa.func.count(sa.distinct(_M.conversation_id))).where(*_within(period), *conditions)
    return connection.execute(query).scalar() or 0


def _not_understood(connection: Connection, period: tuple[datetime, datetime]) -> int:
    return _talks(connection, period, _M.fallback.is_(True))


def _new_wordings(connection: Connection, period: tuple[datetime, datetime]) -> int:
    named = sa.cast(review_item.c.reasons, sa.Text).like('%"new_wording"%')
    return _talks(connection, period, _M.id.in_(sa.select(review_item.c.message_id).where(named)))


def _languages(
    connection: Connection,
    recent: tuple[datetime, datetime],
    before: tuple[datetime, datetime],
    new: int,
    old: int,
) -> list[Change]:
    now_spoken, once_spoken = _spoken(connection, recent), _spoken(connection, before)
    return [
        _share("language", code, once_spoken[code], old, now_spoken[code], new)
        for code in sorted({*now_spoken, *once_spoken})
        if code
    ]


def _spoken(connection: Connection, period: tuple[datetime, datetime]) -> Counter[str]:
    """Conversations by language; one in two languages counts in both."""
    pairs = connection.execute(sa.select(_M.conversation_id, _M.language).where(*_within(period)).distinct())
    return Counter(code for _, code in {(name, base_code(code) if code else "") for name, code in pairs})


def _confidences(
    connection: Connection, recent: tuple[datetime, datetime], before: tuple[datetime, datetime]
) -> list[Change]:
    new, old = _confidence(connection, recent), _confidence(connection, before)
    changes = []
    for intent in sorted(set(new) & set(old)):
        one, other = new[intent], old[intent]
        if min(one.count, other.count) < FEWEST_OF_INTENT:
            continue
        chance = two_means((one.count, one.mean, one.variance), (other.count, other.mean, other.variance))
        changes.append(Change("confidence", intent, other.mean, one.mean, one.count, chance))
    return changes


def _confidence(connection: Connection, period: tuple[datetime, datetime]) -> dict[str, _Mean]:
    """By intent: over conversations, each with the mean of its messages."""
    each = (
        sa.select(_M.intent, sa.func.avg(_M.confidence).label("mean"))
        .where(*_within(period), _M.intent.is_not(None), _M.confidence.is_not(None), _M.fallback.is_(False))
        .where(_M.intent.not_in(NO_QUESTIONS))
        .group_by(_M.conversation_id, _M.intent)
        .subquery()
    )
    count, mean = sa.func.count(), sa.func.avg(each.c.mean)
    square = sa.func.avg(each.c.mean * each.c.mean)
    found = {}
    for intent, number, middle, squares in connection.execute(
        sa.select(each.c.intent, count, mean, square).group_by(each.c.intent)
    ):
        spread = max(0.0, float(squares) - float(middle) ** 2)
        found[intent] = _Mean(number, float(middle), spread * number / max(1, number - 1))
    return found
