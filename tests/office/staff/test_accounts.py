"""Accounts: made, found, changed; an office is never left without an administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from office.database import reading, writing
from office.staff import accounts
from office.staff.accounts import AccountError
from office.staff.passwords import WeakPassword
from office.staff.sessions import find_session, open_session

PASSWORD = "quiet river over stones"


def test_a_name_is_found_however_it_is_typed(whole_database: Engine):
    with writing(whole_database) as connection:
        made = accounts.create_account(connection, "Li.Wei", role="editor", password=PASSWORD)
        assert accounts.find_account(connection, " LI.WEI ") == made
        assert accounts.find_account(connection, "ｌｉ.ｗｅｉ") == made
    assert (made.name, made.shown_name, made.role) == ("li.wei", "Li.Wei", "editor")


def test_a_name_is_taken_once(whole_database: Engine):
    with writing(whole_database) as connection:
        accounts.create_account(connection, "li", role="editor", password=PASSWORD)
        with pytest.raises(AccountError) as refused:
            accounts.create_account(connection, "LI", role="reader", password=PASSWORD)
    assert refused.value.code == "name_taken"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "l"}, "name_not_valid"),
        ({"name": "li wei"}, "name_not_valid"),
        ({"role": "boss"}, "role_unknown"),
        ({"email": "li@"}, "email_not_valid"),
    ],
)
def test_what_cannot_be_an_account_is_refused_with_the_reason(whole_database: Engine, values: dict, code: str):
    given = {"name": "li", "role": "reader", "password": PASSWORD, **values}
    with writing(whole_database) as connection, pytest.raises(AccountError) as refused:
        accounts.create_account(connection, given.pop("name"), **given)
    assert refused.value.code == code


def test_a_weak_password_makes_no_account(whole_database: Engine):
    with pytest.raises(WeakPassword), writing(whole_database) as connection:
        accounts.create_account(connection, "li", role="reader", password="short")
    with reading(whole_database) as connection:
        assert accounts.find_account(connection, "li") is None


def test_the_last_administrator_cannot_be_demoted_or_closed(whole_database: Engine):
    with writing(whole_database) as connection:
        only = accounts.create_account(connection, "chen", role="admin", password=PASSWORD)
        accounts.create_account(connection, "wang", role="editor", password=PASSWORD)
        for role, active in (("editor", True), ("admin", False)):
            with pytest.raises(AccountError) as refused:
                accounts.change_access(connection, only.id, role=role, active=active)
            assert refused.value.code == "last_admin"
        accounts.create_account(connection, "zhao", role="admin", password=PASSWORD)
        assert accounts.change_access(connection, only.id, role="reader", active=True).role == "reader"


def test_whoever_is_closed_is_logged_out_at_once(whole_database: Engine):
    with writing(whole_database) as connection:
        accounts.create_account(connection, "chen", role="admin", password=PASSWORD)
        wang = accounts.create_account(connection, "wang", role="editor", password=PASSWORD)
        token = open_session(connection, wang, life=timedelta(hours=1))
        assert find_session(connection, token) is not None
        accounts.change_access(connection, wang.id, role="editor", active=False)
        assert find_session(connection, token) is None


def test_a_new_password_ends_every_session(whole_database: Engine):
    with writing(whole_database) as connection:
        wang = accounts.create_account(connection, "wang", role="editor", password=PASSWORD)
        tokens = [open_session(connection, wang, life=timedelta(hours=1)) for _ in range(2)]
        accounts.set_password(connection, wang.id, "another river over sand")
        assert [find_session(connection, token) for token in tokens] == [None, None]


def test_a_profile_keeps_what_is_not_mentioned_and_an_empty_address_removes_it(whole_database: Engine):
    with writing(whole_database) as connection:
        wang = accounts.create_account(connection, "wang", role="editor", password=PASSWORD, email="wang@example.edu")
        changed = accounts.change_profile(connection, wang.id, language="zh", notify="office_hours")
        assert (changed.email, changed.language, changed.notify) == ("wang@example.edu", "zh", "office_hours")
        assert accounts.change_profile(connection, wang.id, email="").email is None
        with pytest.raises(AccountError):
            accounts.change_profile(connection, wang.id, shown_name="  ")
