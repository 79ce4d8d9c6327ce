"""Sessions: a token in a cookie, its hash in the database, the account as it is now."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import now, writing
from office.staff import accounts
from office.staff.records import Account
from office.staff.sessions import FACTOR_PATIENCE, end_session, find_session, open_session
from office.staff.tables import staff_session

HOUR = timedelta(hours=1)


@pytest.fixture
def wang(whole_database: Engine) -> Account:
    with writing(whole_database) as connection:
        accounts.create_account(connection, "chen", role="admin")
        return accounts.create_account(connection, "wang", role="editor")


def test_the_token_opens_and_is_stored_nowhere(whole_database: Engine, wang: Account):
    with writing(whole_database) as connection:
        token = open_session(connection, wang, life=HOUR)
        session = find_session(connection, token)
        assert session is not None
        assert session.account.name == "wang"
        assert token not in str(connection.execute(sa.select(staff_session)).all())


def test_another_token_opens_nothing(whole_database: Engine, wang: Account):
    with writing(whole_database) as connection:
        token = open_session(connection, wang, life=HOUR)
        assert find_session(connection, token[:-1]) is None
        assert find_session(connection, "") is None


def test_a_session_ends_with_its_time(whole_database: Engine, wang: Account):
    with writing(whole_database) as connection:
        token = open_session(connection, wang, life=timedelta(0))
        assert find_session(connection, token) is None


def test_logging_out_ends_this_session_only(whole_database: Engine, wang: Account):
    with writing(whole_database) as connection:
        here, there = (open_session(connection, wang, life=HOUR) for _ in range(2))
        end_session(connection, here)
        assert find_session(connection, here) is None
        assert find_session(connection, there) is not None


def test_a_new_role_holds_in_a_session_that_is_open(whole_database: Engine, wang: Account):
    with writing(whole_database) as connection:
        token = open_session(connection, wang, life=HOUR)
        accounts.change_access(connection, wang.id, role="reader", active=True)
        session = find_session(connection, token)
    assert session is not None
    assert not session.account.may("editor")


def test_without_the_second_factor_a_session_is_short_and_no_login(whole_database: Engine, wang: Account):
    with writing(whole_database) as connection:
        token = open_session(connection, wang, life=timedelta(days=1), factor_pending=True)
        session = find_session(connection, token)
        assert session is not None
        assert session.factor_pending
        assert session.expires_at <= now() + FACTOR_PATIENCE
        assert accounts.get_account(connection, wang.id).last_login_at is None
