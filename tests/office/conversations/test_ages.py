"""Retention: each kind of data goes when its time has come, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations.ages import ages, clear
from office.conversations.tables import conversation
from office.database import now, writing
from office.knowledge.tables import gap
from office.settings import settings
from office.staff import audit
from office.staff.tables import audit_entry
from tests.talk import ask


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KEEP_MESSAGES_DAYS", "10")
    monkeypatch.setenv("KEEP_AUDIT_DAYS", "20")
    settings.cache_clear()
    yield
    settings.cache_clear()


def left(connection: Connection) -> set[str]:
    return set(connection.execute(sa.select(conversation.c.id)).scalars())


def test_the_settings_say_how_long():
    assert (ages().messages, ages().events) == (timedelta(days=10), timedelta(days=90))


def test_conversations_go_after_their_last_message(whole_database: Engine):
    with writing(whole_database) as connection:
        old, _, _ = ask(connection, "old", ago=timedelta(days=11))
        new, _, _ = ask(connection, "new", ago=timedelta(days=9))
        erased = clear(connection)
        assert left(connection) == {new}
    assert (erased["conversation"], erased["message"]) == (1, 2)
    assert old != new


def test_gaps_and_the_audit_trail_go_in_their_time(whole_database: Engine):
    with writing(whole_database) as connection:
        for days in (5, 15, 25):
            moment = now() - timedelta(days=days)
            row = {"topic": "ask_visa", "language": "th", "text": "?", "question_key": str(days), "asked_at": moment}
            connection.execute(sa.insert(gap).values(**row))
            audit.record(connection, "li", f"days_{days}")
            connection.execute(
                sa.update(audit_entry).where(audit_entry.c.action == f"days_{days}").values(happened_at=moment)
            )
        erased = clear(connection)
        assert (erased["gap"], erased["audit_entry"]) == (2, 1)
        assert [each.action for each in audit.find_entries(connection)] == ["days_15", "days_5"]


def test_a_young_office_has_nothing_to_clear(whole_database: Engine):
    with writing(whole_database) as connection:
        ask(connection, "new")
        assert clear(connection) == {}
