"""Drift is told when chance hardly explains it and it is worth somebody's time; otherwise nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations.review_tables import review_item
from office.conversations.tables import conversation, message
from office.database import now, writing
from office.learning.drift import Change, find_drift, two_means, two_shares

RECENT, BEFORE = timedelta(days=3), timedelta(days=20)


@pytest.fixture
def connection(office_database: Engine) -> Iterator[Connection]:
    with writing(office_database) as opened:
        yield opened


def talks(connection: Connection, ago: timedelta, number: int, **values: Any) -> list[int]:
    """So many conversations of one message each; returns the messages' ids."""
    moment, first = now() - ago, connection.execute(sa.select(sa.func.max(message.c.id))).scalar() or 0
    names = [f"talk-{first}-{each}" for each in range(number)]
    base = {"channel": "website", "created_at": moment}
    connection.execute(sa.insert(conversation), [{"id": name, **base} for name in names])
    row = {"sender": "applicant", "text": "…", "tokens": "", "language": "th", "intent": "ask_tuition"}
    row |= {"confidence": 0.9, "fallback": False, **base, **values}
    connection.execute(
        sa.insert(message), [{"id": first + 1 + at, "conversation_id": name, **row} for at, name in enumerate(names)]
    )
    return list(range(first + 1, first + 1 + number))


def named(changes: tuple[Change, ...]) -> set[tuple[str, str, bool]]:
    return {(each.kind, each.name, each.rises) for each in changes}


def test_two_weeks_alike_say_nothing(connection: Connection):
    for ago, number in ((RECENT, 40), (BEFORE, 160)):
        talks(connection, ago, number)
        talks(connection, ago, number // 4, language="zh", fallback=True)
    found = find_drift(connection)
    assert (found.is_judged, found.recent, found.before, found.changes) == (True, 50, 200, ())


def test_another_mix_of_languages_is_told_in_both_directions(connection: Connection):
    talks(connection, BEFORE, 180)
    talks(connection, BEFORE, 20, language="ar")
    talks(connection, RECENT, 30)
    talks(connection, RECENT, 30, language="ar")
    found = find_drift(connection)
    assert named(found.changes) == {("language", "ar", True), ("language", "th", False)}
    arabic = next(each for each in found.changes if each.name == "ar")
    assert (arabic.before, arabic.after, arabic.recent) == (0.1, 0.5, 60)


def test_more_that_is_not_understood_is_told_and_less_is_not(connection: Connection):
    talks(connection, BEFORE, 190)
    talks(connection, BEFORE, 10, fallback=True)
    talks(connection, RECENT, 40)
    talks(connection, RECENT, 20, fallback=True)
    assert named(find_drift(connection).changes) == {("fallback", "", True)}
    assert find_drift(connection, at=now() - timedelta(days=40)).is_judged is False


def test_less_that_is_not_understood_is_no_warning(connection: Connection):
    talks(connection, BEFORE, 100)
    talks(connection, BEFORE, 100, fallback=True)
    talks(connection, RECENT, 60)
    assert find_drift(connection).changes == ()


def test_one_talkative_person_is_no_drift(connection: Connection):
    talks(connection, BEFORE, 200)
    [last] = talks(connection, RECENT, 60)[-1:]
    row = dict(connection.execute(sa.select(message).where(message.c.id == last)).mappings().one())
    connection.execute(sa.insert(message), [{**row, "id": last + 1 + at, "fallback": True} for at in range(100)])
    assert find_drift(connection).changes == ()


def test_new_wordings_are_counted_as_the_review_queue_found_them(connection: Connection):
    talks(connection, BEFORE, 200)
    ids = talks(connection, RECENT, 60)
    rows = [
        {
            "message_id": each,
            "conversation_id": connection.execute(
                sa.select(message.c.conversation_id).where(message.c.id == each)
            ).scalar(),
            "risk": 1.0,
            "reasons": ["new_wording"] if at < 25 else ["low_confidence"],
            "asked_at": now(),
        }
        for at, each in enumerate(ids)
    ]
    connection.execute(sa.insert(review_item), rows)
    [change] = find_drift(connection).changes
    assert (change.kind, change.before, round(change.after, 3)) == ("new_wording", 0.0, 0.417)


def test_an_intent_that_the_bot_is_less_sure_of_is_told(connection: Connection):
    for ago, number, sure in ((BEFORE, 100, 0.92), (RECENT, 40, 0.7)):
        talks(connection, ago, number // 2, confidence=sure - 0.05)
        talks(connection, ago, number // 2, confidence=sure + 0.05)
        talks(connection, ago, number, intent="ask_visa", confidence=0.8)
    [change] = find_drift(connection).changes
    assert (change.kind, change.name, change.rises) == ("confidence", "ask_tuition", False)
    assert (round(change.before, 3), round(change.after, 3), change.recent) == (0.92, 0.7, 40)


def test_too_few_conversations_are_not_judged(connection: Connection):
    talks(connection, BEFORE, 200)
    talks(connection, RECENT, 29, fallback=True)
    found = find_drift(connection)
    assert (found.is_judged, found.changes) == (False, ())


def test_chances_are_those_of_the_textbook():
    # 60 of 200 against 90 of 200: pooled z = 3.098
    assert two_shares(60, 200, 90, 200) == pytest.approx(0.00195, abs=1e-5)
    assert two_shares(10, 100, 10, 100) == 1.0
    assert two_shares(0, 10, 0, 20) == 1.0
    # z = 0.5 / sqrt(1/100 + 1/100) = 3.536
    assert two_means((100, 1.0, 1.0), (100, 0.5, 1.0)) == pytest.approx(0.000407, abs=1e-6)
    assert two_means((9, 0.5, 0.0), (9, 0.5, 0.0)) == 1.0
