"""Notices: whoever wants to hear of a request hears of it once, without a word of the applicant."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations.handoffs import request_handoff, take_over
from office.conversations.notices import write_notices
from office.conversations.records import Handoff
from office.conversations.review_tables import outgoing_mail
from office.database import writing
from office.hours import OfficeHours
from office.staff import accounts
from office.staff.holidays import Calendar
from office.staff.records import Account
from tests.talk import ask

OPEN = Calendar(None, {})
CLOSED = Calendar(OfficeHours.read("Mon-Sun 00:00-00:01", "UTC"), {})


def wording(account: Account, request: Handoff) -> tuple[str, str]:
    return f"for {account.name}", f"go to {request.conversation_id}"


def person(connection: Connection, name: str, role: str, notify: str, email: str | None = "x@example.edu") -> None:
    made = accounts.create_account(connection, name, role=role, email=email)
    accounts.change_profile(connection, made.id, notify=notify)


@pytest.fixture
def request_of_somebody(whole_database: Engine) -> str:
    with writing(whole_database) as connection:
        person(connection, "always", "reviewer", "always")
        person(connection, "inhours", "editor", "office_hours")
        person(connection, "never", "admin", "never")
        person(connection, "reader", "reader", "always")
        person(connection, "noaddress", "admin", "always", email=None)
        name, _, _ = ask(connection, "my secret")
        request_handoff(connection, name, reason="my secret reason")
    return name


def subjects(connection: Connection) -> list[str]:
    return list(connection.execute(sa.select(outgoing_mail.c.subject).order_by(outgoing_mail.c.id)).scalars())


def test_those_who_want_to_are_told_in_office_hours(whole_database: Engine, request_of_somebody: str):
    with writing(whole_database) as connection:
        assert write_notices(connection, OPEN, wording) == 2
        assert subjects(connection) == ["for always", "for inhours"]


def test_out_of_hours_only_those_who_always_want_to(whole_database: Engine, request_of_somebody: str):
    with writing(whole_database) as connection:
        assert write_notices(connection, CLOSED, wording) == 1


def test_each_is_told_once(whole_database: Engine, request_of_somebody: str):
    with writing(whole_database) as connection:
        write_notices(connection, OPEN, wording)
        assert write_notices(connection, OPEN, wording) == 0


def test_a_request_that_somebody_has_taken_needs_no_notice(whole_database: Engine, request_of_somebody: str):
    with writing(whole_database) as connection:
        take_over(connection, request_of_somebody, by="li")
        assert write_notices(connection, OPEN, wording) == 0


def test_no_word_of_the_applicant_is_in_a_letter(whole_database: Engine, request_of_somebody: str):
    with writing(whole_database) as connection:
        write_notices(connection, OPEN, wording)
        rows = connection.execute(sa.select(outgoing_mail.c.subject, outgoing_mail.c.body)).all()
    assert "secret" not in str(rows)
