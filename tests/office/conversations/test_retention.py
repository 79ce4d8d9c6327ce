"""Forgetting: one conversation or person everywhere, and everything that has reached its age."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import feedback, handoffs, journal, log, queries, retention, sessions
from office.conversations.records import StoredEvent, Turn, Utterance
from office.conversations.retention import Ages
from office.conversations.spool import Spool
from office.conversations.tables import conversation as conversations
from office.database import now, reading, writing
from tests.databases import TABLES

SECRET_WORD = "Zanzibarleopard"


FILLED = {
    "conversation", "event_ticket", "feedback", "handoff", "journal", "message", "rasa_event", "session_key",
}  # fmt: skip


def fill(database: Engine, user: str) -> str:
    """A conversation with a row in every table, each text holding the word and the user's name."""
    text = f"{SECRET_WORD} {user}"
    with writing(database) as connection:
        conversation = sessions.conversation_of(connection, channel="line", channel_user=user)
        sessions.issue_key(connection, conversation.id)
        sessions.issue_ticket(connection, conversation.id)
        entry, _ = journal.record_received(
            connection, conversation.id, channel="line", platform_message_id=user, shown=text, asked=text, language="en"
        )
        question = Utterance("applicant", text, key=f"{user}1", at=now(), journal_id=entry.id)
        answer = Utterance("bot", text, key=f"{user}2", at=now(), journal_id=entry.id, reply={"text": text})
        events = (StoredEvent(f"{user}1", 1.0, "user", text), StoredEvent(f"{user}2", 1.0, "bot", text))
        log.record_turn(connection, Turn(conversation.id, "line", events, (question, answer)))
        rated = queries.transcript(connection, conversation.id)[-1]
        feedback.record_rating(connection, conversation.id, rated.id, -1, comment=text)
        handoffs.request_handoff(
            connection, conversation.id, reason=text, contact_kind="email", contact=f"{user}@Example.org", consent=True
        )
    return conversation.id


def everything(database: Engine) -> str:
    with reading(database) as connection:
        return "\n".join(str(tuple(row)) for table in TABLES for row in connection.execute(sa.select(table)))


def test_an_erased_conversation_is_in_no_table_any_more_and_others_are_whole(database: Engine) -> None:
    mine, other = fill(database, "mine"), fill(database, "other")
    before = everything(database).count("other")
    with writing(database) as connection:
        receipt = retention.erase_conversation(connection, mine)
    left = everything(database)
    assert set(receipt) == FILLED
    assert "mine" not in left
    assert mine not in left
    assert other in left
    assert left.count("other") == before
    with reading(database) as connection:
        assert [message.text for message in queries.find_messages(connection, "mine")] == []
        assert len(queries.find_messages(connection, SECRET_WORD)) == 2


def test_tables_of_other_parts_of_the_office_are_covered(database: Engine) -> None:
    mine = fill(database, "mine")
    with writing(database) as connection:
        connection.exec_driver_sql("CREATE TABLE later_invention (conversation_id VARCHAR(255), words TEXT)")
        connection.execute(sa.text("INSERT INTO later_invention VALUES (:id, 'x')"), {"id": mine})
        retention.erase_conversation(connection, mine)
        left = connection.execute(sa.text("SELECT count(*) FROM later_invention")).scalar()
        connection.exec_driver_sql("DROP TABLE later_invention")
    assert left == 0


@pytest.mark.parametrize("by", [{"channel": "line", "channel_user": "mine"}, {"contact": "MINE@example.org"}])
def test_a_person_is_erased_by_account_or_by_contact_and_from_the_spool(
    database: Engine, tmp_path: Path, by: dict[str, str]
) -> None:
    mine = fill(database, "mine")
    spool = Spool(tmp_path / "spool.jsonl")
    spool.append(Turn(mine, "line", (StoredEvent("k", 1.0, "user", SECRET_WORD),)))
    with writing(database) as connection:
        receipt = retention.erase_person(connection, spool=spool, **by)
    assert receipt["spool"] == 1
    assert everything(database) == ""
    assert SECRET_WORD not in spool.path.read_text("utf-8")


def test_nobody_is_found_and_nothing_is_erased_for_an_unknown_contact(database: Engine) -> None:
    fill(database, "mine")
    with writing(database) as connection:
        assert retention.erase_person(connection, contact="nobody@example.org") == {}
    assert "mine" in everything(database)


def _age(connection: sa.engine.Connection, conversation_id: str, days: int) -> None:
    moment = now() - timedelta(days=days)
    values = {"last_message_at": moment, "created_at": moment, "tracker_start": 5}
    connection.execute(sa.update(conversations).where(conversations.c.id == conversation_id).values(**values))


def test_each_kind_of_data_goes_at_its_age(database: Engine) -> None:
    old, quiet, fresh = fill(database, "old"), fill(database, "quiet"), fill(database, "fresh")
    with writing(database) as connection:
        empty = sessions.open_conversation(connection, channel="website")
        _age(connection, old, 800)
        _age(connection, quiet, 100)
        values = {"created_at": now() - timedelta(days=2)}
        connection.execute(sa.update(conversations).where(conversations.c.id == empty.id).values(**values))
        receipt = retention.clear_old(connection, Ages())
        left = {row.id: row.tracker_start for row in connection.execute(sa.select(conversations))}
        assert len(queries.transcript(connection, quiet)) == 2
        events = connection.execute(sa.text("SELECT DISTINCT conversation_id FROM rasa_event")).scalars().all()
    assert left == {quiet: 0, fresh: 0}
    assert events == [fresh]
    assert receipt["conversation"] == 2
