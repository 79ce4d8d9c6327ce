"""Telling those who asked in vain: everybody in their language, once, and nobody about something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations import queries
from office.conversations.askers import find_askers, tell_askers
from office.conversations.handoffs import request_handoff
from office.conversations.review_tables import outgoing_mail
from office.database import now, writing
from office.knowledge.edits import change, new_fact_id
from office.knowledge.gap_board import find_groups
from office.knowledge.queries import read_knowledge
from office.knowledge.tables import gap
from tests.talk import ask

TEXTS = {"en": "Tuition is 12,000 yuan a year.", "th": "ค่าเล่าเรียนปีละ 12,000 หยวน", "ar": "الرسوم 12000 يوان في السنة"}


@pytest.fixture
def connection(whole_sqlite: Engine) -> Iterator[Connection]:
    with writing(whole_sqlite) as open_one:
        yield open_one


def in_vain(connection: Connection, language: str, *, subject: tuple[str, str] | None = None, days: int = 1) -> str:
    name, question, _ = ask(connection, f"fees {language}?", language=language, gap=True)
    kind, value = subject or (None, None)
    row = {
        "topic": "ask_tuition", "language": language[:2], "text": "fees?", "conversation_id": name, "subject_kind": kind,
        "subject_id": value, "question_key": f"{name}:{question}", "asked_at": now() - timedelta(days=days),
    }  # fmt: skip
    connection.execute(sa.insert(gap).values(**row))
    return name


def publish(connection: Connection, subject: str | None = None) -> None:
    source = {"document": "college-profile", "locator": "office", "quote": "…", "as_of": "2026-11-01"}
    state = {"topic": "ask_tuition", "subject": subject, "texts": TEXTS, "source": source}
    change(connection, "fact", new_fact_id(), state, by="li")


def last_said(connection: Connection, name: str) -> str:
    said = queries.last_message(connection, name, sender="staff")
    return said.text if said else ""


def test_everybody_is_answered_in_their_own_language(connection: Connection):
    names = {language: in_vain(connection, language) for language in ("th", "ar", "de")}
    publish(connection)
    told = tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    assert (told.questions, told.chats, told.letters) == (3, 3, 0)
    assert TEXTS["th"] in last_said(connection, names["th"])
    assert TEXTS["ar"] in last_said(connection, names["ar"])
    assert TEXTS["en"] in last_said(connection, names["de"])  # not translated yet: English, and said so
    assert find_groups(connection) == []


def test_an_address_with_consent_gets_a_letter_and_a_telephone_is_left_to_staff(connection: Connection):
    mail, phone = in_vain(connection, "th"), in_vain(connection, "en")
    request_handoff(connection, mail, contact_kind="email", contact="somchai@example.org", consent=True)
    request_handoff(connection, phone, contact_kind="phone", contact="+66812345678", consent=True)
    publish(connection)
    told = tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    assert told.letters == 1
    assert [each.contact for each in told.by_hand] == ["+66812345678"]
    letter = connection.execute(sa.select(outgoing_mail)).one()
    assert letter.recipient == "somchai@example.org"
    assert TEXTS["th"] in letter.body


def test_nobody_is_told_twice(connection: Connection):
    in_vain(connection, "th")
    publish(connection)
    tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    again = tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    assert (again.questions, again.chats) == (0, 0)


def test_a_fact_about_one_program_answers_only_those_who_asked_about_it(connection: Connection):
    about, other = (
        in_vain(connection, "en", subject=("program", "computing-gb")),
        in_vain(connection, "en", subject=("program", "tourism-sg")),
    )
    general = in_vain(connection, "en")
    publish(connection, "program/computing-gb")
    subject = ("program", "computing-gb")
    assert [each.conversation_id for each in find_askers(connection, "ask_tuition", subject)] == [about]
    told = tell_askers(connection, "ask_tuition", subject, read_knowledge(connection), by="Ms Li")
    assert told.chats == 1
    assert last_said(connection, other) == last_said(connection, general) == ""


def test_a_general_fact_answers_those_who_asked_about_a_program_too(connection: Connection):
    about = in_vain(connection, "en", subject=("program", "computing-gb"))
    publish(connection)
    tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    assert TEXTS["en"] in last_said(connection, about)


def test_whoever_asked_twice_is_told_once(connection: Connection):
    name = in_vain(connection, "en")
    row = {"topic": "ask_tuition", "language": "en", "text": "again?", "conversation_id": name, "question_key": "again"}
    connection.execute(sa.insert(gap).values(asked_at=now(), **row))
    publish(connection)
    told = tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    assert (told.questions, told.chats) == (2, 1)


def test_whoever_asked_months_ago_expects_no_message(connection: Connection):
    in_vain(connection, "en", days=120)
    assert find_askers(connection, "ask_tuition", None) == []


def test_while_nothing_is_published_nobody_is_told(connection: Connection):
    name = in_vain(connection, "en")
    told = tell_askers(connection, "ask_tuition", None, read_knowledge(connection), by="Ms Li")
    assert told.chats == 0
    assert last_said(connection, name) == ""
    assert [group.topic for group in find_groups(connection)] == ["ask_tuition"]
