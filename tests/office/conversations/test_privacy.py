"""One person, erased: a test that looks into every table and file for what they said and who they are."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import journal, privacy
from office.conversations.feedback import record_rating
from office.conversations.handoffs import request_handoff
from office.conversations.inbox import reply
from office.conversations.log import record_turn
from office.conversations.mail import Letter, write_letter
from office.conversations.records import StoredEvent, Turn, Utterance
from office.conversations.reviews import Judgement, record_review
from office.conversations.sessions import issue_key, issue_ticket
from office.conversations.spool import Spool
from office.database import now, writing
from office.knowledge import tables as knowledge
from office.staff import audit
from tests.talk import begin, say

SECRET = "zanzibar"  # stands in everything that this person left
CONTACT = "zanzibar.person@example.org"


def a_whole_person(database: Engine, spool: Spool) -> str:
    """Somebody who left traces wherever traces can be left."""
    with writing(database) as connection:
        name = begin(connection, channel="wechat", channel_user=f"openid-{SECRET}")
        issue_key(connection, name)
        issue_ticket(connection, name)
        event = StoredEvent(f"key-{SECRET}", 1.0, "user", json.dumps({"text": SECRET}))
        said = Utterance("applicant", f"I am {SECRET}", key="k1", at=now(), intent="ask_visa")
        record_turn(connection, Turn(name, "wechat", (event,), (said,)))
        question = say(
            connection, name, f"visa for {SECRET}?", intent="ask_visa", entities=[{"entity": "x", "value": SECRET}]
        )
        answer = say(connection, name, f"Dear {SECRET}", sender="bot")
        record_rating(connection, name, answer, -1, comment=f"{SECRET} is cross")
        request_handoff(connection, name, reason=f"{SECRET} again", contact_kind="email", contact=CONTACT, consent=True)
        reply(connection, name, f"Hello {SECRET}", by="li")
        judgement = Judgement("ask_visa", "th", (), "right", note=f"{SECRET} was polite")
        record_review(connection, question, judgement, reviewer="li", reviewers=2)
        write_letter(connection, Letter(f"gap:{SECRET}", CONTACT, f"About {SECRET}", f"Dear {SECRET}", name))
        gap = {
            "topic": "ask_visa",
            "text": f"visa {SECRET}",
            "language": "th",
            "conversation_id": name,
            "asked_at": now(),
        }
        connection.execute(sa.insert(knowledge.gap).values(question_key=f"{name}:1", **gap))
        entry, _ = journal.record_received(
            connection,
            name,
            channel="wechat",
            platform_message_id=f"p-{SECRET}",
            shown=SECRET,
            asked=SECRET,
            language="th",
        )
        journal.finish(connection, entry.id, "failed", error="away")
        audit.record(connection, "li", "read_conversation", subject=("conversation", name))
    spool.append(Turn(name, "wechat", (event,), (said,)))
    return name


def everything(database: Engine, folder: Path) -> str:
    """Every cell of every table, and every file of the state folder."""
    with database.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        tables = [str(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in names]  # noqa: S608
    return "\n".join([*tables, *(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())])


@pytest.mark.parametrize("named", ["id", f"openid-{SECRET}", CONTACT.upper()])
def test_a_person_is_erased_from_every_table_and_file(whole_database: Engine, tmp_path: Path, named: str):
    state = tmp_path / "state"
    spool = Spool(state / "spool.jsonl")
    name = a_whole_person(whole_database, spool)
    assert everything(whole_database, state).count(SECRET) > 15
    with writing(whole_database) as connection:
        ids = privacy.find_conversations_of(connection, name if named == "id" else named)
        assert ids == [name]
        receipt = privacy.erase(connection, ids, by="chen", spool=spool)
    privacy.empty_log(whole_database)
    left = everything(whole_database, state)
    assert SECRET not in left
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert name not in left
    assert receipt.erased["spool"] == 1
    assert receipt.erased["message"] >= 5


def test_the_search_index_forgets_with_the_message(whole_database: Engine, tmp_path: Path):
    spool = Spool(tmp_path / "state" / "spool.jsonl")
    name = a_whole_person(whole_database, spool)
    with writing(whole_database) as connection:
        privacy.erase(connection, [name], by="chen", spool=spool)
        if whole_database.dialect.name == "sqlite":
            hits = connection.exec_driver_sql(f"SELECT count(*) FROM message_fts WHERE message_fts MATCH '{SECRET}'")  # noqa: S608
            assert hits.scalar() == 0


def test_others_keep_what_they_said(whole_database: Engine, tmp_path: Path):
    spool = Spool(tmp_path / "state" / "spool.jsonl")
    name = a_whole_person(whole_database, spool)
    with writing(whole_database) as connection:
        other = begin(connection)
        say(connection, other, "pemba")
        privacy.erase(connection, [name], by="chen", spool=spool)
    assert "pemba" in everything(whole_database, tmp_path / "state")


def test_the_receipt_names_how_much_and_who_but_not_whom(whole_database: Engine, tmp_path: Path):
    spool = Spool(tmp_path / "state" / "spool.jsonl")
    name = a_whole_person(whole_database, spool)
    with writing(whole_database) as connection:
        receipt = privacy.erase(connection, [name], by="chen", spool=spool)
        kept = privacy.get_receipt(connection, receipt.number)
        assert kept == receipt
        assert privacy.find_receipts(connection) == [receipt]
        (looked,) = audit.find_entries(connection, action="read_conversation")
        with pytest.raises(LookupError):
            privacy.get_receipt(connection, "E1")
    assert (receipt.made_by, receipt.conversations) == ("chen", 1)
    assert isinstance(receipt.made_at, datetime)
    assert looked.subject_id == receipt.number


def test_an_export_holds_everything_but_keys_and_indexes(whole_database: Engine, tmp_path: Path):
    name = a_whole_person(whole_database, Spool(tmp_path / "spool.jsonl"))
    with writing(whole_database) as connection:
        exported = privacy.export(connection, [name])
    tables = exported["tables"]
    assert {
        "conversation",
        "message",
        "rasa_event",
        "feedback",
        "handoff",
        "review",
        "gap",
        "outgoing_mail",
        "journal",
    } <= set(tables)
    assert tables["handoff"][0]["contact"] == CONTACT
    text = json.dumps(exported, ensure_ascii=False)
    assert "key_hash" not in text
    assert "tokens" not in text


@pytest.mark.parametrize("named", ["", "  ", "nobody@example.org", "%", "openid-"])
def test_nobody_is_found_by_half_a_name(whole_database: Engine, tmp_path: Path, named: str):
    a_whole_person(whole_database, Spool(tmp_path / "spool.jsonl"))
    with writing(whole_database) as connection:
        assert privacy.find_conversations_of(connection, named) == []
