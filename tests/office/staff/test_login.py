"""Logging in: throttled by name and by address, without telling whether a name exists."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import now, reading, writing
from office.staff import accounts, audit
from office.staff.login import FAILURES_PER_ADDRESS, FAILURES_PER_NAME, WINDOW, LoginRefused, log_in
from office.staff.tables import login_failure

PASSWORD = "quiet river over stones"


@pytest.fixture(autouse=True)
def wang(whole_database: Engine) -> None:
    with writing(whole_database) as connection:
        accounts.create_account(connection, "wang", role="editor", password=PASSWORD)


def refused(database: Engine, name: str, password: str = "wrong", address: str = "10.0.0.1") -> LoginRefused:
    with pytest.raises(LoginRefused) as caught:
        log_in(database, name, password, address=address)
    return caught.value


def test_name_and_password_let_in(whole_database: Engine):
    assert log_in(whole_database, "Wang", PASSWORD, address="10.0.0.1").role == "editor"


def test_an_unknown_name_is_refused_like_a_wrong_password(whole_database: Engine):
    assert refused(whole_database, "nobody").code == refused(whole_database, "wang").code == "wrong"


def test_a_closed_account_is_refused_like_a_wrong_password(whole_database: Engine):
    with writing(whole_database) as connection:
        accounts.create_account(connection, "chen", role="admin", password=PASSWORD)
        account = accounts.find_account(connection, "wang")
        assert account is not None
        accounts.change_access(connection, account.id, role="editor", active=False)
    assert refused(whole_database, "wang", PASSWORD).code == "wrong"


def test_after_five_failures_even_the_right_password_waits(whole_database: Engine):
    for number in range(FAILURES_PER_NAME):
        assert refused(whole_database, "wang", address=f"10.0.0.{number}").code == "wrong"
    late = refused(whole_database, "wang", PASSWORD, address="10.0.0.99")
    assert late.code == "too_many"
    assert late.wait <= WINDOW


def test_one_address_cannot_try_many_names(whole_database: Engine):
    with writing(whole_database) as connection:
        rows = [{"key": "address:10.0.0.1", "failed_at": now()} for _ in range(FAILURES_PER_ADDRESS)]
        connection.execute(sa.insert(login_failure), rows)
    assert refused(whole_database, "wang", PASSWORD).code == "too_many"
    assert log_in(whole_database, "wang", PASSWORD, address="10.0.0.2").name == "wang"


def test_a_success_forgets_the_failures_of_the_name(whole_database: Engine):
    for _ in range(FAILURES_PER_NAME - 1):
        refused(whole_database, "wang")
    log_in(whole_database, "wang", PASSWORD, address="10.0.0.1")
    for _ in range(FAILURES_PER_NAME - 1):
        assert refused(whole_database, "wang").code == "wrong"


def test_failures_that_are_old_enough_count_no_more(whole_database: Engine):
    with writing(whole_database) as connection:
        rows = [{"key": "name:wang", "failed_at": now() - WINDOW} for _ in range(FAILURES_PER_NAME)]
        connection.execute(sa.insert(login_failure), rows)
    assert log_in(whole_database, "wang", PASSWORD, address="10.0.0.1").name == "wang"


def test_a_refused_login_is_on_the_audit_trail_without_the_password(whole_database: Engine):
    refused(whole_database, "wang", "my secret guess")
    with reading(whole_database) as connection:
        (entry,) = audit.find_entries(connection)
    assert (entry.account, entry.action, entry.address) == ("wang", "login_refused", "10.0.0.1")
    assert "secret" not in repr(entry)
